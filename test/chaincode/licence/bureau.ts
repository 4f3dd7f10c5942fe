/** Directory and licence register behind the real shim, with a root that accredits, issuers, and others. */
import type { z } from 'zod';
import type { FoundingDocument } from '../../../chaincode/src/directory/api';
import { createChaincode } from '../../../chaincode/src/host';
import { LedgerDesk, type Outcome } from '../../support/ledger/ledger-desk';
import { createSigner, type Signer } from '../../support/ledger/signers';
import { documentHash } from '../directory/founding-document';

type Document = z.input<typeof FoundingDocument>;
type Agency = Document['agencies'][number];
type Terms = Agency['officers'][number]['grants'][number];

/** The MSP id is the agency id with `MSP` behind it. */
const uscc: Readonly<Record<string, string | undefined>> = {
    Root: '11100000000013338W',
    MarketReg: '11110000000021135M',
    Housing: '11330105002500287C',
    Province: '11430000006122244L',
    Archive: undefined,
};
const issuerUscc = '11110000000021135M';

type GrantOf = readonly [role: Terms['role'], jurisdiction: string, clearance: number];
/** Officer → agency and grants. */
const cast: Readonly<Record<string, readonly [agencyId: string, ...grants: GrantOf[]]>> = {
    governor: ['Root', ['governor', '', 1]],
    chief: ['Root', ['licensingAuthority', '', 2]],
    districtChief: ['Root', ['licensingAuthority', '1101', 2]],
    juniorChief: ['Root', ['licensingAuthority', '', 1]],
    double: ['Root', ['licensingAuthority', '', 2], ['issuer', '', 2]],
    issuer: ['MarketReg', ['issuer', '11', 2]],
    otherIssuer: ['MarketReg', ['issuer', '11', 2]],
    districtIssuer: ['MarketReg', ['issuer', '110105', 2]],
    juniorIssuer: ['MarketReg', ['issuer', '11', 1]],
    // One grant has the place, the other the clearance: together they do not suffice.
    dividedIssuer: ['MarketReg', ['issuer', '11', 1], ['issuer', '33', 2]],
    foreignIssuer: ['Housing', ['issuer', '', 2]],
    otherChief: ['Province', ['licensingAuthority', '', 2]],
    auditor: ['Archive', ['auditor', '', 2]],
    consumer: ['Archive', ['consumer', '', 2]],
};

const root = '1.2.156.3005.2.';
export const typeCode = '11100000000013338W001';
const stem = `${root}${typeCode}.${issuerUscc}.TAB2026000001`;
/** Versions of one licence, from the domain's vectors. */
export const first = `${stem}.001.C`;
export const second = `${stem}.002.A`;

const hex = (digit: string): string => digit.repeat(64);
export const period = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' };

export const typeInput = {
    typeCode,
    name: { zh: '二级建造师注册证书', en: 'Registered constructor, second grade' },
    holderType: 'PERSON',
    validity: { rule: 'MONTHS', months: 36 },
};
export const accreditation = {
    typeCode,
    agencyId: 'MarketReg',
    jurisdictions: ['11'],
    validFrom: '2026-01-01T00:00:00.000Z',
};
export const issue = {
    identifier: first,
    region: '110105',
    holderCommitment: hex('a'),
    documentSha256: hex('1'),
    validFrom: '2026-03-01T00:00:00.000Z',
    validTo: '2029-03-01T00:00:00.000Z',
    statusListId: 'L1',
    statusIndex: 94_567,
};
export const renewal = {
    identifier: first,
    documentSha256: hex('2'),
    validFrom: '2026-03-02T00:00:00.000Z',
    validTo: '2029-03-02T00:00:00.000Z',
    statusListId: 'L1',
    statusIndex: 7,
};
export { hex, issuerUscc };

export class Bureau {
    readonly desk = new LedgerDesk();
    readonly people: Readonly<Record<string, Signer>>;

    private constructor(people: Readonly<Record<string, Signer>>) {
        this.people = people;
    }

    /** Founded, with nothing in the licence register. */
    static async open(): Promise<Bureau> {
        const signers = Object.entries({ ...cast, stranger: ['Archive'] as const }).map(
            async ([part, [agencyId]]) =>
                [part, await createSigner({ mspId: `${agencyId}MSP`, commonName: part })] as const,
        );
        const bureau = new Bureau(Object.fromEntries(await Promise.all(signers)));
        const document = foundingDocument(bureau.people);
        const config = { foundingDocumentSha256: documentHash(document), clockGuardMs: 'off' } as const;
        bureau.desk.install('directory', createChaincode({ register: 'directory', ...config }));
        bureau.desk.install('licence', createChaincode({ register: 'licence', ...config }));
        passed(await bureau.desk.submit(bureau.signer('stranger'), 'directory', 'bootstrap', { document }));
        return bureau;
    }

    /** With the type defined and MarketReg accredited for it in Beijing. */
    static async accredited(): Promise<Bureau> {
        const bureau = await Bureau.open();
        passed(await bureau.submit('chief', 'defineType', typeInput));
        passed(await bureau.submit('chief', 'accreditIssuer', accreditation));
        return bureau;
    }

    /** With version 001 issued as well. */
    static async issued(): Promise<Bureau> {
        const bureau = await Bureau.accredited();
        passed(await bureau.submit('issuer', 'issueLicence', issue));
        return bureau;
    }

    signer(part: string): Signer {
        const signer = this.people[part];
        if (signer === undefined) throw new Error(`there is no ${part}`);
        return signer;
    }

    submit(part: string, transaction: string, input: unknown, options = {}): Promise<Outcome> {
        return this.desk.submit(this.signer(part), 'licence', transaction, input, options);
    }

    endorse(part: string, transaction: string, input: unknown): Promise<Outcome> {
        return this.desk.endorse(this.signer(part), 'licence', transaction, input);
    }

    evaluate(part: string, transaction: string, input: unknown, options = {}): Promise<Outcome> {
        return this.desk.evaluate(this.signer(part), 'licence', transaction, input, options);
    }

    /** What verification answers somebody whom the directory does not know. */
    async verified(asked: object, at?: string): Promise<Verified> {
        const options = at === undefined ? {} : { at };
        return passed(await this.evaluate('stranger', 'verifyLicence', asked, options)).result as Verified;
    }

    async reasons(identifier: string, at?: string): Promise<readonly string[]> {
        const { valid, reasons } = await this.verified({ identifier }, at);
        expect(valid).toBe(reasons.length === 0);
        return reasons;
    }
}

export interface Verified {
    readonly valid: boolean;
    readonly reasons: readonly string[];
    readonly licence?: object;
}

export function passed(outcome: Outcome): Outcome {
    if (outcome.status >= 400) throw new Error(outcome.message);
    return outcome;
}

/** A refusal leaves neither write nor policy nor event. */
export function expectRefusal(outcome: Outcome, code: string, details: object = {}): void {
    expect(outcome.refusal?.code).toBe(code);
    expect(outcome.refusal?.details).toMatchObject(details);
    expect(outcome.writes).toEqual([]);
    expect(outcome.policies).toEqual({});
    expect(outcome.event).toBeUndefined();
}

function foundingDocument(people: Readonly<Record<string, Signer>>): Document {
    return {
        title: { zh: '共同记录处', en: 'Common record office' },
        agencies: Object.entries(uscc).map(([agencyId, code]): Agency => {
            const officers = Object.entries(cast).filter(([, [of]]) => of === agencyId);
            return {
                agencyId,
                ...(code !== undefined && { uscc: code }),
                name: { zh: '机构', en: agencyId },
                mspId: `${agencyId}MSP`,
                founding: agencyId === 'Root',
                roles: [...new Set(officers.flatMap(([, [, ...grants]]) => grants.map(([role]) => role)))],
                jurisdiction: '',
                departments: [{ departmentId: 'main', name: { zh: '综合处', en: 'General' } }],
                officers: officers.map(([officerId, [, ...grants]]) => ({
                    officerId,
                    departmentId: 'main',
                    principal: people[officerId]?.principal ?? { mspId: '', subjectHash: '' },
                    grants: grants.map(([role, jurisdiction, clearance]) => ({
                        role,
                        jurisdiction,
                        clearance,
                        ...period,
                    })),
                })),
            };
        }),
    };
}
