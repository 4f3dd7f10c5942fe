import { common, msp } from '@hyperledger/fabric-protos';
import type { Terms } from '../../../chaincode/src/land/terms';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { hex, holding, li, mortgageTerms, releaseTerms, saleTerms, sealTerms, unitCode, wang, zhao } from './people';
import { Registry } from './registry';

const now = '2026-03-01T08:00:00.000Z';
/** What Fabric stores for an index entry. */
const indexEntry = '\u0000';
const deleted = undefined;

let registry: Registry;
beforeEach(async () => {
    registry = await Registry.open();
});

/** Every written key and value, but the marker of the command, of which there is one. */
function written(outcome: Outcome): Readonly<Record<string, unknown>> {
    const markers = outcome.writes.filter(({ key }) => key.startsWith('command/'));
    expect(markers).toHaveLength(1);
    expect(outcome.writes.every(({ register }) => register === 'land')).toBe(true);
    const rest = outcome.writes.filter((item) => !markers.includes(item));
    return Object.fromEntries(rest.map(({ key, value }) => [key, value]));
}

/** A record as it is stored, last written by the examiner. */
const stored = (docType: string, id: string, version: number, fields: object): object => ({
    docType,
    id,
    schemaVersion: 1,
    version,
    updatedAt: now,
    updatedBy: 'examiner',
    ...fields,
});
const titleStored = (version: number, fields: object): object =>
    stored('land.title', unitCode, version, {
        unitCode,
        status: 'CURRENT',
        parcel: { areaMm2: '98500000', locationLabel: 'Example Road 1', geometrySha256: hex('b') },
        ...fields,
    });
/** The keys that any approval writes for its case: the case itself, and its move from the open to the closed ones. */
const closing = (caseId: string, landCase: unknown): Record<string, unknown> => ({
    [`land.case/${caseId}`]: landCase,
    [`land.case~byPhase/OPEN/110105/${caseId}`]: deleted,
    [`land.case~byPhase/CLOSED/110105/${caseId}`]: indexEntry,
});
const land = (officerId: string): object => ({ officerId, agencyId: 'Land' });
const completed = (caseId: string, type: string, openedBy: object = land('registrar')): unknown =>
    expect.objectContaining({
        docType: 'land.case',
        id: caseId,
        type,
        phase: 'CLOSED',
        status: 'COMPLETED',
        openedBy,
        validatedBy: land('registrar'),
        decision: { officer: land('examiner'), at: now },
        updatedBy: 'examiner',
    });
const event = (type: string, payload: object): object => ({ register: 'land', type, payload });

/** The role and MSP of every principal, and how many of them must sign. */
function policyOf(bytes: Uint8Array | undefined): unknown {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes ?? new Uint8Array());
    const principals = envelope.getIdentitiesList().map((principal) => {
        const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
        return [principal.getPrincipalClassification(), role.getMspIdentifier(), role.getRole()];
    });
    const rule = envelope.getRule()?.getNOutOf();
    return { n: rule?.getN(), of: rule?.getRulesList().map((item) => item.getSignedBy()), principals };
}

const caseOf = (outcome: Outcome): string => (outcome.result as { caseId: string }).caseId;
/** Li's and Wang's title, mortgaged to Bank A. */
async function mortgaged(): Promise<{ readonly firstCaseId: string; readonly mortgageId: string }> {
    const firstCaseId = caseOf(await registry.completeFirst());
    const { mortgageId } = (await registry.complete(mortgageTerms())).result as { mortgageId: string };
    return { firstCaseId, mortgageId };
}

describe('a house sale with a mortgage writes, approval by approval, exactly', () => {
    it('the case and the title when Li 1/3 and Wang 2/3 are registered', async () => {
        // when
        const outcome = await registry.completeFirst();
        // then
        const caseId = caseOf(outcome);
        expect(written(outcome)).toEqual({
            ...closing(caseId, completed(caseId, 'FIRST_REGISTRATION')),
            [`land.title/${unitCode}`]: titleStored(2, {
                entry: { entryNo: 1, owners: [holding(li, 1, 3), holding(wang, 2, 3)], caseId, since: now },
                mortgages: [],
                seals: [],
            }),
        });
        expect(outcome.policies).toEqual({});
    });

    it('the case, the title and the lien with its policy when it is mortgaged to Bank A', async () => {
        // given
        await registry.completeFirst();
        // when
        const outcome = await registry.complete(mortgageTerms());
        // then
        const caseId = caseOf(outcome);
        const { mortgageId } = outcome.result as { mortgageId: string };
        expect(outcome.result).toEqual({ caseId, status: 'COMPLETED', unitCode, entryNo: 1, mortgageId });
        expect(written(outcome)).toEqual({
            ...closing(caseId, completed(caseId, 'MORTGAGE')),
            [`land.title/${unitCode}`]: titleStored(4, {
                entry: expect.objectContaining({ entryNo: 1 }) as object,
                mortgages: [{ mortgageId, rank: 1, mortgagee: 'BankA' }],
                seals: [],
            }),
            [`land.mortgage/${mortgageId}`]: stored('land.mortgage', mortgageId, 1, {
                mortgageId,
                unitCode,
                status: 'LIVE',
                mortgagee: 'BankA',
                amount: { amountMinor: '200000000', currency: 'CNY' },
                rank: 1,
                endorsers: ['LandMSP', 'BankAMSP'],
                caseId,
                registeredAt: now,
                lastCaseId: caseId,
                entryNo: 1,
            }),
        });
        // Principal class 0 is a role, and role 3 a peer: both must sign.
        expect(Object.keys(outcome.policies)).toEqual([`land.mortgage/${mortgageId}`]);
        expect(policyOf(outcome.policies[`land.mortgage/${mortgageId}`])).toEqual({
            n: 2,
            of: [0, 1],
            principals: [
                [0, 'BankAMSP', 3],
                [0, 'LandMSP', 3],
            ],
        });
        expect(outcome.event).toEqual({
            v: 1,
            txId: outcome.txId,
            items: [
                event('caseApproved', { caseId, type: 'MORTGAGE', unitCode }),
                event('mortgageRegistered', { mortgageId, unitCode, mortgagee: 'BankA', rank: 1 }),
            ],
        });
    });

    it('the case, both entries and the discharged lien when it is sold to Zhao', async () => {
        // given
        const { firstCaseId, mortgageId } = await mortgaged();
        // when
        const outcome = await registry.complete({ ...saleTerms, discharges: [mortgageId] } as Terms);
        // then
        const caseId = caseOf(outcome);
        expect(outcome.result).toEqual({ caseId, status: 'COMPLETED', unitCode, entryNo: 2 });
        expect(written(outcome)).toEqual({
            ...closing(caseId, completed(caseId, 'TRANSFER')),
            [`land.title/${unitCode}`]: titleStored(6, {
                entry: {
                    entryNo: 2,
                    owners: [holding(zhao)],
                    price: { amountMinor: '350000000', currency: 'CNY' },
                    caseId,
                    since: now,
                },
                mortgages: [],
                seals: [],
            }),
            [`land.entry/${unitCode}/1`]: stored('land.entry', `${unitCode}~1`, 1, {
                unitCode,
                entryNo: '1',
                status: 'HISTORIC',
                owners: [holding(li, 1, 3), holding(wang, 2, 3)],
                caseId: firstCaseId,
                since: now,
                closedByCaseId: caseId,
                until: now,
            }),
            [`land.mortgage/${mortgageId}`]: expect.objectContaining({
                status: 'DISCHARGED',
                version: 2,
                lastCaseId: caseId,
                entryNo: 2,
            }) as object,
        });
        expect(outcome.policies).toEqual({});
        expect(outcome.event?.items).toEqual([
            event('caseApproved', { caseId, type: 'TRANSFER', unitCode }),
            event('titleTransferred', { unitCode, entryNo: 2, caseId }),
            event('mortgageDischarged', { mortgageId, unitCode, mortgagee: 'BankA' }),
        ]);
    });

    it('the case, the title and the lien when the mortgage is discharged by itself', async () => {
        const { mortgageId } = await mortgaged();
        const outcome = await registry.complete({ type: 'DISCHARGE', mortgageId });
        const caseId = caseOf(outcome);
        expect(written(outcome)).toEqual({
            ...closing(caseId, completed(caseId, 'DISCHARGE')),
            [`land.title/${unitCode}`]: expect.objectContaining({ version: 6, mortgages: [] }) as object,
            [`land.mortgage/${mortgageId}`]: expect.objectContaining({ status: 'DISCHARGED', entryNo: 1 }) as object,
        });
        expect(outcome.event?.items).toEqual([
            event('caseApproved', { caseId, type: 'DISCHARGE', unitCode }),
            event('mortgageDischarged', { mortgageId, unitCode, mortgagee: 'BankA' }),
        ]);
    });

    it('the first bank’s lien too when a second bank’s is registered', async () => {
        const { mortgageId } = await mortgaged();
        const outcome = await registry.complete(mortgageTerms(2, 'BankB'));
        const { mortgageId: second } = outcome.result as { mortgageId: string };
        expect(Object.keys(written(outcome)).filter((key) => key.startsWith('land.mortgage/'))).toEqual(
            [`land.mortgage/${mortgageId}`, `land.mortgage/${second}`].sort(),
        );
        expect(Object.keys(outcome.policies)).toEqual([`land.mortgage/${second}`]);
    });

    it('the case, the title and the seal when a court seals and releases, and no lien', async () => {
        // given
        await mortgaged();
        const openedBy = { officerId: 'judge', agencyId: 'Court' };
        // when
        const sealed = await registry.complete(sealTerms(), 'judge', []);
        const { sealId } = sealed.result as { sealId: string };
        const released = await registry.complete(releaseTerms(sealId), 'judge', []);
        // then
        const [sealing, releasing] = [caseOf(sealed), caseOf(released)];
        const seal = {
            sealId,
            unitCode,
            court: 'Court',
            documentNumber: '(2026) 01 Enforcement 12',
            documentSha256: hex('f'),
            caseId: sealing,
            sealedAt: now,
        };
        expect(written(sealed)).toEqual({
            ...closing(sealing, completed(sealing, 'SEAL', openedBy)),
            [`land.title/${unitCode}`]: expect.objectContaining({
                version: 5,
                seals: [{ sealId, court: 'Court' }],
            }) as object,
            [`land.seal/${sealId}`]: stored('land.seal', sealId, 1, { ...seal, status: 'SEALED' }),
        });
        expect(written(released)).toEqual({
            ...closing(releasing, completed(releasing, 'RELEASE', openedBy)),
            [`land.title/${unitCode}`]: expect.objectContaining({ version: 6, seals: [] }) as object,
            [`land.seal/${sealId}`]: stored('land.seal', sealId, 2, {
                ...seal,
                status: 'RELEASED',
                release: {
                    caseId: releasing,
                    documentNumber: '(2026) 01 Enforcement 90',
                    documentSha256: hex('9'),
                    at: now,
                },
            }),
        });
        expect(sealed.event?.items).toEqual([
            event('caseApproved', { caseId: sealing, type: 'SEAL', unitCode }),
            event('titleSealed', { sealId, unitCode, court: 'Court' }),
        ]);
        expect(released.event?.items).toEqual([
            event('caseApproved', { caseId: releasing, type: 'RELEASE', unitCode }),
            event('sealReleased', { sealId, unitCode, court: 'Court' }),
        ]);
    });
});
