import fc from 'fast-check';
import type { Caller } from '../../../chaincode/src/runtime/caller';
import { DomainError } from '../../../chaincode/src/runtime/errors';
import { without } from '../../../chaincode/src/runtime/fields';
import type { Issuer, Licence, LicenceType } from '../../../chaincode/src/licence/records';
import * as steps from '../../../chaincode/src/licence/rules';
import { verify } from '../../../chaincode/src/licence/verification';
import { first, hex, issue, issuerUscc, typeCode } from './bureau';

const now = '2026-03-01T08:00:00.000Z';
const seed = Number(process.env['TABULARIUM_SEED'] ?? '20260301');
const caller: Caller = {
    principal: { mspId: 'M', subjectHash: hex('0') },
    officerId: 'issuer',
    agencyId: 'MarketReg',
    departmentId: 'main',
    grants: [{ role: 'issuer', jurisdiction: '11', clearance: 2 }],
};
const chief = { officerId: 'chief', agencyId: 'Root' };
const accreditation = {
    accreditationNo: 1,
    jurisdictions: ['11'],
    validFrom: '2026-01-01T00:00:00.000Z',
    accreditedBy: chief,
    accreditedAt: now,
};
const type: LicenceType = {
    typeCode,
    name: { zh: '证', en: 'licence' },
    holderType: 'OTHER',
    validity: { rule: 'OPEN_ENDED' },
    definedBy: chief,
    definedAt: now,
};
const issuer: Issuer = {
    issuerUscc,
    typeCode,
    agencyId: 'MarketReg',
    status: 'ACCREDITED',
    accreditations: [accreditation],
};

type Step = 'renew' | 'suspend' | 'resume' | 'revoke';
const legal: Readonly<Record<Licence['status'], readonly Step[]>> = {
    ISSUED: ['renew', 'suspend', 'revoke'],
    SUSPENDED: ['resume', 'revoke'],
    REVOKED: [],
    SUPERSEDED: [],
};

/** Versions of one licence, the oldest first, under the rules alone. */
class Shelf {
    readonly versions: Licence[] = [steps.issueLicence({ issuer, type }, issue, now, caller)];

    /** What became of the step on this version: its new status, or the refusal's code. */
    take(step: Step, place: number): string {
        const at = place % this.versions.length;
        const licence = this.versions[at];
        if (licence === undefined) throw new Error('no version');
        try {
            this.versions[at] = this.#after(step, licence);
            return this.versions[at].status;
        } catch (error) {
            if (error instanceof DomainError) return error.code;
            throw error;
        }
    }

    #after(step: Step, licence: Licence): Licence {
        const { identifier } = licence;
        if (step === 'suspend') {
            return steps.suspendLicence(licence, { identifier, reasonCode: 'COURT_ORDER' }, now, caller);
        }
        if (step === 'resume') return steps.resumeLicence(licence, now, caller);
        if (step === 'revoke') {
            return steps.revokeLicence(licence, { identifier, reasonCode: 'COURT_ORDER' }, now, caller);
        }
        const edition = { ...without(issue, 'region', 'holderCommitment'), identifier };
        const { previous, next } = steps.renewLicence({ issuer, type }, licence, edition, now, caller);
        this.versions.push(next);
        return previous;
    }
}

describe(`any sequence of steps (seed ${String(seed)})`, () => {
    const sequence = fc.array(
        fc.record({ step: fc.constantFrom<Step>('renew', 'suspend', 'resume', 'revoke'), place: fc.nat(20) }),
        { maxLength: 30 },
    );

    it('keeps to the legal steps, one version in force, and bits that say what the states say', () => {
        const reached = new Set<string>();
        fc.assert(
            fc.property(sequence, (taken) => {
                const shelf = new Shelf();
                for (const { step, place } of taken) {
                    const before = shelf.versions[place % shelf.versions.length]?.status ?? 'ISSUED';
                    const outcome = shelf.take(step, place);
                    expect(outcome === 'LICENCE_STATE_FORBIDS').toBe(!legal[before].includes(step));
                    reached.add(`${before} ${step} ${outcome}`);
                }
                const last = shelf.versions.at(-1);
                for (const licence of shelf.versions) {
                    const { status, statusBit, identifier } = licence;
                    const revoked = status === 'REVOKED' || status === 'SUPERSEDED';
                    const suspended = status === 'SUSPENDED' ? 'suspension' : undefined;
                    expect(statusBit).toBe(revoked ? 'revocation' : suspended);
                    expect(verify(licence, accreditation, now).valid).toBe(status === 'ISSUED');
                    // Whatever comes before the last version was superseded by it, step by step.
                    expect(status === 'SUPERSEDED').toBe(licence !== last);
                    expect(identifier.slice(0, -5)).toBe(first.slice(0, -5));
                }
            }),
            { seed, numRuns: 300 },
        );
        expect([...reached].filter((step) => !step.endsWith('FORBIDS')).sort()).toEqual([
            'ISSUED renew SUPERSEDED',
            'ISSUED revoke REVOKED',
            'ISSUED suspend SUSPENDED',
            'SUSPENDED resume ISSUED',
            'SUSPENDED revoke REVOKED',
        ]);
    });
});
