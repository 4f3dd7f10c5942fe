import { common, msp } from '@hyperledger/fabric-protos';
import type { Outcome } from '../../support/ledger/ledger-desk';
import {
    firstTerms,
    hex,
    holding,
    li,
    mortgageTerms,
    newSigningKey,
    proof,
    releaseTerms,
    saleTerms,
    sealTerms,
    signConsent,
    unitCode,
    wang,
    zhao,
} from './people';
import { passed, Registry } from './registry';

let registry: Registry;
beforeEach(async () => {
    registry = await Registry.open();
});

/** Keys written, the command's own marker shown as `command`. */
const keysOf = (outcome: Outcome): string[] =>
    outcome.writes.map(({ register, key }) => `${register}:${key.startsWith('command/') ? 'command' : key}`);
const writtenUnder = (outcome: Outcome, prefix: string): unknown =>
    outcome.writes.find(({ key }) => key.startsWith(prefix))?.value;
const typesOf = (outcome: Outcome): string[] => outcome.event?.items.map(({ type }) => type) ?? [];

/** `n` and the principals of a signature policy, as `MSP.ROLE`. */
function policyOf(bytes: Uint8Array | undefined): { n: number | undefined; principals: string[] } {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes ?? new Uint8Array());
    const principals = envelope.getIdentitiesList().map((principal) => {
        const decoded = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
        return `${decoded.getMspIdentifier()}.${String(decoded.getRole())}`;
    });
    return { n: envelope.getRule()?.getNOutOf()?.getN(), principals };
}

describe('first registration', () => {
    it('writes case, index entries, the pending head and the marker when it is opened', async () => {
        const outcome = await registry.submit('registrar', 'openCase', {
            unitCode,
            terms: firstTerms,
            sources: [proof],
        });
        const { caseId } = outcome.result as { caseId: string };
        expect(keysOf(outcome)).toEqual([
            'land:command',
            `land:land.case/${caseId}`,
            `land:land.case~byPhase/OPEN/110105/${caseId}`,
            `land:land.case~byUnit/${unitCode}/${caseId}`,
            `land:land.title/${unitCode}`,
        ]);
        expect(writtenUnder(outcome, 'land.title')).toEqual({
            docType: 'land.title',
            id: unitCode,
            schemaVersion: 1,
            version: 1,
            updatedAt: '2026-03-01T08:00:00.000Z',
            updatedBy: 'registrar',
            unitCode,
            status: 'PENDING',
            parcel: { areaMm2: '98500000', locationLabel: 'Example Road 1', geometrySha256: hex('b') },
            mortgages: [],
            seals: [],
            pendingCaseId: caseId,
        });
        expect(outcome.event).toEqual({
            v: 1,
            txId: outcome.txId,
            items: [
                { register: 'land', type: 'caseOpened', payload: { caseId, type: 'FIRST_REGISTRATION', unitCode } },
            ],
        });
        expect(outcome.result).toEqual({
            caseId,
            status: 'LODGED',
            caseDigest: (await registry.digest(caseId)).caseDigest,
        });
    });

    it('is approved in one transaction that closes the case and enters the owners', async () => {
        const caseId = await registry.prepare(firstTerms, 'registrar', [proof]);
        const outcome = await registry.submit('examiner', 'approveCase', { caseId, reason: 'complete' });
        expect(outcome.result).toEqual({ caseId, status: 'COMPLETED', unitCode, entryNo: 1 });
        expect(keysOf(outcome)).toEqual([
            'land:command',
            `land:land.case/${caseId}`,
            `land:land.case~byPhase/CLOSED/110105/${caseId}`,
            `land:land.case~byPhase/OPEN/110105/${caseId}`,
            `land:land.title/${unitCode}`,
        ]);
        expect(outcome.writes.find(({ key }) => key.includes('/OPEN/'))?.value).toBeUndefined();
        expect(writtenUnder(outcome, `land.case/`)).toMatchObject({
            status: 'COMPLETED',
            version: 5,
            openedBy: { officerId: 'registrar', agencyId: 'Land' },
            validatedBy: { officerId: 'registrar', agencyId: 'Land' },
            decision: { officer: { officerId: 'examiner', agencyId: 'Land' }, reason: 'complete' },
        });
        expect(outcome.policies).toEqual({});
        expect(outcome.event?.items).toEqual([
            { register: 'land', type: 'caseApproved', payload: { caseId, type: 'FIRST_REGISTRATION', unitCode } },
            { register: 'land', type: 'titleRegistered', payload: { caseId, unitCode, entryNo: 1 } },
        ]);
    });
});

describe('a mortgage', () => {
    beforeEach(() => registry.completeFirst());

    it('gets its endorsement policy with its creation: a peer of the registry and a peer of the bank', async () => {
        const caseId = await registry.prepare(mortgageTerms());
        const outcome = await registry.submit('examiner', 'approveCase', { caseId });
        const { mortgageId } = outcome.result as { mortgageId: string };
        expect(keysOf(outcome)).toContain(`land:land.mortgage/${mortgageId}`);
        expect(Object.keys(outcome.policies)).toEqual([`land.mortgage/${mortgageId}`]);
        // Role 3 of Fabric's MSPRole is PEER.
        expect(policyOf(outcome.policies[`land.mortgage/${mortgageId}`])).toEqual({
            n: 2,
            principals: ['BankAMSP.3', 'LandMSP.3'],
        });
        expect(typesOf(outcome)).toEqual(['caseApproved', 'mortgageRegistered']);
        expect((await registry.evaluate('lender', 'mortgageById', { mortgageId })).result).toMatchObject({
            mortgageId,
            status: 'LIVE',
            mortgagee: 'BankA',
            endorsers: ['LandMSP', 'BankAMSP'],
            version: 1,
        });
    });

    it('is written by a sale that carries it, and its policy is not', async () => {
        const { mortgageId } = (await registry.complete(mortgageTerms())).result as { mortgageId: string };
        const caseId = await registry.prepare(saleTerms);
        const outcome = await registry.submit('examiner', 'approveCase', { caseId });
        expect(keysOf(outcome)).toEqual([
            'land:command',
            `land:land.case/${caseId}`,
            `land:land.case~byPhase/CLOSED/110105/${caseId}`,
            `land:land.case~byPhase/OPEN/110105/${caseId}`,
            `land:land.entry/${unitCode}/1`,
            `land:land.mortgage/${mortgageId}`,
            `land:land.title/${unitCode}`,
        ]);
        expect(writtenUnder(outcome, 'land.mortgage')).toMatchObject({
            status: 'LIVE',
            lastCaseId: caseId,
            entryNo: 2,
        });
        expect(writtenUnder(outcome, 'land.entry')).toMatchObject({
            entryNo: '1',
            status: 'HISTORIC',
            closedByCaseId: caseId,
        });
        expect(outcome.policies).toEqual({});
        expect(outcome.simulation.paginated).toBe(false);
    });

    it('ends with a sale that names it, once the bank has consented', async () => {
        const { mortgageId } = (await registry.complete(mortgageTerms())).result as { mortgageId: string };
        const caseId = await registry.open({ ...saleTerms, discharges: [mortgageId] } as typeof saleTerms);
        for (const party of [li, wang, zhao]) passed(await registry.sign(caseId, party));
        const early = await registry.submit('registrar', 'validateCase', { caseId });
        expect(early.result).toEqual({ caseId, status: 'LODGED', failures: ['LAND_CONSENT_MISSING'], warnings: [] });
        const foreign = await registry.consent(caseId, 'otherLender');
        expect(foreign.refusal?.code).toBe('LAND_CONSENT_NOT_DUE');
        expect((await registry.consent(caseId, 'lender')).result).toEqual({
            caseId,
            status: 'LODGED',
            consentsMissing: 0,
        });
        const validated = await registry.submit('registrar', 'validateCase', { caseId });
        expect(validated.result).toEqual({ caseId, status: 'VALIDATED', failures: [], warnings: [] });
        const outcome = await registry.submit('examiner', 'approveCase', { caseId });
        expect(typesOf(outcome)).toEqual(['caseApproved', 'titleTransferred', 'mortgageDischarged']);
        expect(writtenUnder(outcome, 'land.mortgage')).toMatchObject({ status: 'DISCHARGED' });
        expect(writtenUnder(outcome, 'land.title')).toMatchObject({
            mortgages: [],
            entry: { owners: [holding(zhao)] },
        });
        const kept = await registry.evaluate('lender', 'mortgageById', { mortgageId });
        expect(kept.result).toMatchObject({ status: 'DISCHARGED', version: 2 });
    });

    it('makes the dry run name its policy beside the register’s own', async () => {
        await registry.complete(mortgageTerms());
        const caseId = await registry.prepare(saleTerms);
        const argument = { commandId: 'dry', input: { caseId } };
        const { result } = await registry.evaluate('examiner', 'endorsers', { transaction: 'approveCase', argument });
        const { keyPolicies, ...rest } = result as { keyPolicies: string[] };
        expect(rest).toEqual({ namespaces: ['land'], plainKeys: true, collections: [] });
        expect(keyPolicies.map((policy) => policyOf(Buffer.from(policy, 'base64')).principals)).toEqual([
            ['BankAMSP.3', 'LandMSP.3'],
        ]);
    });
});

describe('a signed consent', () => {
    let caseId: string;
    beforeEach(async () => {
        await registry.completeFirst();
        caseId = await registry.open(saleTerms);
    });

    it('is stored with its signature, in one nested call for the key', async () => {
        const outcome = passed(await registry.sign(caseId, li));
        expect(outcome.result).toEqual({ caseId, status: 'LODGED', consentsMissing: 2 });
        expect(keysOf(outcome)).toEqual([
            'land:command',
            `land:land.case/${caseId}`,
            `land:land.consent/${caseId}/person:${hex('1')}`,
        ]);
        const reads = [...outcome.simulation.reads.keys()].filter((key) => key.startsWith('directory '));
        // whoIs reads officer and agency, keyByKid the key.
        expect(reads).toHaveLength(3);
        expect(outcome.event?.items).toEqual([
            { register: 'land', type: 'consentGiven', payload: { caseId, act: 'TRANSFER' } },
        ]);
    });

    it('may be carried in by a notary', async () => {
        const key = registry.keys.get(hex('1'));
        if (key === undefined) throw new Error('no key');
        const jws = signConsent(key, await registry.payload(caseId, li));
        expect((await registry.submit('notary', 'lodgeConsent', { caseId, jws })).refusal).toBeUndefined();
    });

    it.each<[string, () => Promise<Outcome>, string]>([
        [
            'with a key that nobody attested',
            () => registry.sign(caseId, li, newSigningKey('U'.repeat(43))),
            'LAND_CONSENT_KEY_UNKNOWN',
        ],
        [
            'with a key that is not valid yet',
            async () => registry.sign(caseId, li, await registry.attest(li, { validFrom: '2026-06-01T00:00:00.000Z' })),
            'LAND_CONSENT_KEY_NOT_YET_VALID',
        ],
        [
            'with a key that has expired',
            async () => {
                const key = await registry.attest(li, { validTo: '2026-03-01T09:00:00.000Z' });
                registry.desk.now = '2026-03-01T09:00:00.000Z';
                return registry.sign(caseId, li, key);
            },
            'LAND_CONSENT_KEY_EXPIRED',
        ],
        [
            'with a revoked key',
            async () => {
                const { desk, people } = registry;
                const key = await registry.attest(li);
                await desk.submit(people.attester, 'directory', 'revokeKey', { kid: key.kid, reason: 'lost' });
                return registry.sign(caseId, li, key);
            },
            'LAND_CONSENT_KEY_REVOKED',
        ],
        [
            "with another person's key",
            () => registry.sign(caseId, li, registry.keys.get(hex('2'))),
            'LAND_CONSENT_KEY_OF_OTHER_PARTY',
        ],
        [
            'over another digest',
            () => registry.sign(caseId, li, undefined, { caseDigest: hex('0') }),
            'LAND_CONSENT_DIGEST_MISMATCH',
        ],
        [
            'that has expired',
            () => registry.sign(caseId, li, undefined, { exp: 1_700_000_000 }),
            'LAND_CONSENT_EXPIRED',
        ],
        [
            'signed by a key under the name of another',
            async () => {
                const [mine, other] = [registry.keys.get(hex('1')), registry.keys.get(hex('2'))];
                if (mine === undefined || other === undefined) throw new Error('no key');
                return registry.sign(caseId, li, { ...mine, privateKey: other.privateKey });
            },
            'LAND_CONSENT_SIGNATURE_INVALID',
        ],
        [
            'given before',
            async () => {
                passed(await registry.sign(caseId, li));
                return registry.sign(caseId, li);
            },
            'LAND_CONSENT_ALREADY_GIVEN',
        ],
    ])('%s is refused and leaves no write', async (_name, lodge, code) => {
        const outcome = await lodge();
        expect(outcome.refusal?.code).toBe(code);
        expect(outcome.writes).toEqual([]);
    });
});

describe('two acts in one block', () => {
    it('let the first sale in and make the second a read conflict', async () => {
        await registry.completeFirst();
        const { desk, people } = registry;
        const open = { unitCode, terms: saleTerms };
        const first = await desk.endorse(people.registrar, 'land', 'openCase', open);
        const second = await desk.endorse(people.otherRegistrar, 'land', 'openCase', open);
        expect([desk.commit(first), desk.commit(second)]).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
        expect((await registry.submit('otherRegistrar', 'openCase', open)).refusal?.code).toBe('LAND_TITLE_BUSY');
    });

    it('let a seal win over the approval of a sale', async () => {
        await registry.completeFirst();
        const sale = await registry.prepare(saleTerms);
        const seal = await registry.prepare(sealTerms(), 'judge', []);
        const { desk, people } = registry;
        const sealing = await desk.endorse(people.examiner, 'land', 'approveCase', { caseId: seal });
        const selling = await desk.endorse(people.examiner, 'land', 'approveCase', { caseId: sale });
        expect([desk.commit(sealing), desk.commit(selling)]).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
        const again = await registry.submit('examiner', 'approveCase', { caseId: sale });
        expect(again.refusal?.code).toBe('LAND_TITLE_SEALED');
    });
});

describe('the same command again', () => {
    it('answers the first result and writes nothing', async () => {
        await registry.completeFirst();
        const caseId = await registry.prepare(mortgageTerms());
        const options = { commandId: 'approve-1' };
        const first = await registry.submit('examiner', 'approveCase', { caseId }, options);
        const again = await registry.submit('examiner', 'approveCase', { caseId }, options);
        expect(again.result).toEqual(first.result);
        expect(again.writes).toEqual([]);
    });
});

describe('ending a case without effect', () => {
    it.each([
        ['rejectCase', 'REJECTED', 'caseRejected'],
        ['withdrawCase', 'WITHDRAWN', 'caseWithdrawn'],
    ])('%s frees the title and keeps the reason', async (transaction, status, event) => {
        await registry.completeFirst();
        await registry.complete(mortgageTerms());
        const caseId = await registry.open(saleTerms);
        const outcome = await registry.submit('registrar', transaction, { caseId, reason: 'contract void' });
        expect(outcome.result).toEqual({ caseId, status });
        expect(typesOf(outcome)).toEqual([event]);
        expect(writtenUnder(outcome, 'land.case/')).toMatchObject({
            phase: 'CLOSED',
            decision: { reason: 'contract void' },
        });
        expect(writtenUnder(outcome, 'land.title')).not.toHaveProperty('pendingCaseId');
        // No lien is touched: the bank's peer is not needed to drop a case.
        expect(keysOf(outcome).filter((key) => key.includes('mortgage'))).toEqual([]);
        expect((await registry.submit('registrar', transaction, { caseId, reason: 'again' })).refusal?.code).toBe(
            'LAND_CASE_STATE_FORBIDS',
        );
    });

    it.each(['rejectCase', 'withdrawCase'])('%s needs a reason', async (transaction) => {
        const caseId = await registry.open(firstTerms);
        expect((await registry.submit('registrar', transaction, { caseId })).refusal?.code).toBe(
            'RUNTIME_INPUT_INVALID',
        );
    });
});

describe('a source', () => {
    it('is lodged as a hash', async () => {
        const caseId = await registry.open(firstTerms, 'registrar', []);
        const outcome = await registry.submit('registrar', 'lodgeSource', { caseId, source: proof });
        expect(outcome.result).toEqual({ caseId, status: 'LODGED', sources: 1 });
        expect(outcome.event?.items).toEqual([
            { register: 'land', type: 'sourceLodged', payload: { caseId, sha256: hex('d') } },
        ]);
    });
});

describe('a seal', () => {
    it('is entered and released with number and hash of the court’s documents', async () => {
        await registry.completeFirst();
        const sealed = await registry.complete(sealTerms(), 'judge', []);
        const { sealId } = sealed.result as { sealId: string };
        expect(typesOf(sealed)).toEqual(['caseApproved', 'titleSealed']);
        expect(writtenUnder(sealed, 'land.seal')).toMatchObject({
            status: 'SEALED',
            court: 'Court',
            documentNumber: '(2026) 01 Enforcement 12',
            documentSha256: hex('f'),
        });
        const released = await registry.complete(releaseTerms(sealId), 'judge', []);
        expect(typesOf(released)).toEqual(['caseApproved', 'sealReleased']);
        expect(writtenUnder(released, 'land.seal')).toMatchObject({ status: 'RELEASED', version: 2 });
    });
});
