import type { Outcome } from '../../support/ledger/ledger-desk';
import {
    accreditation,
    Bureau,
    expectRefusal,
    first,
    hex,
    issue,
    issuerUscc,
    passed,
    renewal,
    second,
    typeCode,
    typeInput,
} from './bureau';

/** Keys written, the command's own marker shown as `command`. */
const keysOf = (outcome: Outcome): string[] =>
    outcome.writes.map(({ register, key }) => `${register}:${key.startsWith('command/') ? 'command' : key}`);
const writtenUnder = (outcome: Outcome, key: string): unknown =>
    outcome.writes.find((written) => written.key === key)?.value;
const eventOf = (type: string, payload: object): object[] => [{ register: 'licence', type, payload }];
const at = '2026-03-01T08:00:00.000Z';
const index = (identifier: string): string => `licence.licence~byIssuer/${issuerUscc}/${identifier}`;
const bit = (purpose: string, statusIndex: string, identifier: string): string =>
    `licence.licence~byStatusBit/${issuerUscc}/L1/${purpose}/${statusIndex}/${identifier}`;

describe('defineType', () => {
    it('writes the type with who defined it', async () => {
        const bureau = await Bureau.open();
        const outcome = await bureau.submit('chief', 'defineType', typeInput);
        expect(outcome.result).toEqual({ typeCode });
        expect(keysOf(outcome)).toEqual(['licence:command', `licence:licence.type/${typeCode}`]);
        expect(writtenUnder(outcome, `licence.type/${typeCode}`)).toEqual({
            docType: 'licence.type',
            id: typeCode,
            schemaVersion: 1,
            version: 1,
            updatedAt: at,
            updatedBy: 'chief',
            typeCode,
            name: { zh: '二级建造师注册证书', en: 'Registered constructor, second grade' },
            holderType: 'PERSON',
            validity: { rule: 'MONTHS', months: 36 },
            definedBy: { officerId: 'chief', agencyId: 'Root' },
            definedAt: at,
        });
        expect(outcome.event?.items).toEqual(eventOf('typeDefined', { typeCode, agencyId: 'Root' }));
        const { result } = await bureau.evaluate('stranger', 'typeByCode', { typeCode });
        expect(result).toEqual({
            ...typeInput,
            definedBy: { officerId: 'chief', agencyId: 'Root' },
            definedAt: at,
        });
    });
});

describe('accreditIssuer and deaccreditIssuer', () => {
    it('write one key for issuer and type, with every accreditation', async () => {
        const bureau = await Bureau.open();
        passed(await bureau.submit('chief', 'defineType', typeInput));
        const given = await bureau.submit('chief', 'accreditIssuer', accreditation);
        const key = `licence.issuer/${issuerUscc}/${typeCode}`;
        expect(keysOf(given)).toEqual(['licence:command', `licence:${key}`]);
        const told = { issuerUscc, typeCode, accreditationNo: 1 };
        expect(given.event?.items).toEqual(eventOf('issuerAccredited', told));
        const record = {
            issuerUscc,
            typeCode,
            agencyId: 'MarketReg',
            status: 'ACCREDITED',
            accreditations: [
                {
                    accreditationNo: 1,
                    jurisdictions: ['11'],
                    validFrom: '2026-01-01T00:00:00.000Z',
                    accreditedBy: { officerId: 'chief', agencyId: 'Root' },
                    accreditedAt: at,
                },
            ],
        };
        expect(writtenUnder(given, key)).toEqual({
            docType: 'licence.issuer',
            id: `${issuerUscc}~${typeCode}`,
            schemaVersion: 1,
            version: 1,
            updatedAt: at,
            updatedBy: 'chief',
            ...record,
        });
        const asked = { issuerUscc };
        expect((await bureau.evaluate('stranger', 'accreditationsOf', asked)).result).toEqual({
            items: [record],
            cursor: '',
        });

        const taken = await bureau.submit('chief', 'deaccreditIssuer', { issuerUscc, typeCode, reason: 'inspection' });
        expect(taken.result).toEqual(told);
        expect(keysOf(taken)).toEqual(['licence:command', `licence:${key}`]);
        expect(taken.event?.items).toEqual(eventOf('issuerDeaccredited', told));
        const withdrawal = { by: { officerId: 'chief', agencyId: 'Root' }, at, reason: 'inspection' };
        expect(writtenUnder(taken, key)).toMatchObject({
            version: 2,
            status: 'WITHDRAWN',
            accreditations: [{ accreditationNo: 1, withdrawal }],
        });

        const again = await bureau.submit('chief', 'accreditIssuer', accreditation);
        expect(again.result).toEqual({ issuerUscc, typeCode, accreditationNo: 2 });
        expect(writtenUnder(again, key)).toMatchObject({
            status: 'ACCREDITED',
            accreditations: [{ accreditationNo: 1, withdrawal }, { accreditationNo: 2 }],
        });
    });

    it('void what was issued since, where a withdrawal reaches back', async () => {
        const bureau = await Bureau.issued();
        bureau.desk.now = '2026-03-03T08:00:00.000Z';
        passed(await bureau.submit('issuer', 'renewLicence', renewal));
        const reaching = { issuerUscc, typeCode, reason: 'bribery', voidFrom: '2026-03-02T00:00:00.000Z' };
        passed(await bureau.submit('chief', 'deaccreditIssuer', reaching));
        // Issued the day before.
        expect(await bureau.reasons(first)).toEqual(['SUPERSEDED']);
        expect(await bureau.reasons(second)).toEqual(['ISSUER_NOT_ACCREDITED_AT_ISSUE']);
        // A later accreditation does not heal what the former one did not cover.
        passed(await bureau.submit('chief', 'accreditIssuer', accreditation));
        expect(await bureau.reasons(second)).toEqual(['ISSUER_NOT_ACCREDITED_AT_ISSUE']);
    });
});

describe('issueLicence', () => {
    let bureau: Bureau;
    beforeEach(async () => {
        bureau = await Bureau.accredited();
    });

    it('writes the licence, its places and the marker, under the register’s own policy', async () => {
        const outcome = await bureau.submit('issuer', 'issueLicence', issue);
        expect(outcome.result).toEqual({ identifier: first, status: 'ISSUED' });
        expect(keysOf(outcome)).toEqual([
            'licence:command',
            `licence:licence.document/${hex('1')}`,
            `licence:licence.licence/${first}`,
            `licence:${index(first)}`,
            `licence:licence.status-index/${issuerUscc}/L1/094567`,
        ]);
        expect(writtenUnder(outcome, `licence.licence/${first}`)).toEqual({
            docType: 'licence.licence',
            id: first,
            schemaVersion: 1,
            version: 1,
            updatedAt: at,
            updatedBy: 'issuer',
            identifier: first,
            typeCode,
            issuerUscc,
            agencyId: 'MarketReg',
            region: '110105',
            status: 'ISSUED',
            holderCommitment: hex('a'),
            documentSha256: hex('1'),
            validFrom: '2026-03-01T00:00:00.000Z',
            validTo: '2029-03-01T00:00:00.000Z',
            statusListId: 'L1',
            statusIndex: '094567',
            accreditationNo: 1,
            issuedBy: { officerId: 'issuer', agencyId: 'MarketReg' },
            issuedAt: at,
        });
        expect(writtenUnder(outcome, `licence.document/${hex('1')}`)).toMatchObject({ identifier: first });
        expect(outcome.policies).toEqual({});
        expect(outcome.simulation.paginated).toBe(false);
        expect(outcome.event?.items).toEqual(eventOf('licenceIssued', { identifier: first, typeCode, issuerUscc }));
    });

    it('gives an open-ended licence no end', async () => {
        const open = '11100000000013338W003';
        const validity = { rule: 'OPEN_ENDED' };
        passed(await bureau.submit('chief', 'defineType', { ...typeInput, typeCode: open, validity }));
        passed(await bureau.submit('chief', 'accreditIssuer', { ...accreditation, typeCode: open }));
        const identifier = '1.2.156.3005.2.11100000000013338W003.11110000000021135M.A1.001.S';
        const endless = { ...issue, identifier, validTo: undefined };
        const outcome = passed(await bureau.submit('issuer', 'issueLicence', endless));
        expect(writtenUnder(outcome, `licence.licence/${identifier}`)).not.toHaveProperty('validTo');
        expect(await bureau.reasons(identifier, '2126-01-01T00:00:00.000Z')).toEqual([]);
    });

    it('reads the accreditation, so that a withdrawal ordered first undoes it', async () => {
        const withdrawn = await bureau.endorse('chief', 'deaccreditIssuer', {
            issuerUscc,
            typeCode,
            reason: 'inspection',
        });
        const issued = await bureau.endorse('issuer', 'issueLicence', issue);
        const { desk } = bureau;
        expect([desk.commit(withdrawn), desk.commit(issued)]).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
        expect(await bureau.reasons(first)).toEqual(['NOT_FOUND']);
    });

    it('answers the same command again with the first result and writes nothing', async () => {
        const options = { commandId: 'issue-1' };
        const once = await bureau.submit('issuer', 'issueLicence', issue, options);
        const again = await bureau.submit('issuer', 'issueLicence', issue, options);
        expect(again.result).toEqual(once.result);
        expect(again.writes).toEqual([]);
    });
});

describe('renewLicence', () => {
    it('issues the next version and supersedes the one before, in one transaction', async () => {
        const bureau = await Bureau.issued();
        const outcome = await bureau.submit('otherIssuer', 'renewLicence', renewal);
        expect(outcome.result).toEqual({ identifier: second, previousIdentifier: first, status: 'ISSUED' });
        expect(keysOf(outcome)).toEqual([
            'licence:command',
            `licence:licence.document/${hex('2')}`,
            `licence:licence.licence/${first}`,
            `licence:licence.licence/${second}`,
            `licence:${index(second)}`,
            `licence:${bit('revocation', '094567', first)}`,
            `licence:licence.status-index/${issuerUscc}/L1/000007`,
        ]);
        expect(writtenUnder(outcome, `licence.licence/${first}`)).toMatchObject({
            version: 2,
            status: 'SUPERSEDED',
            statusBit: 'revocation',
            nextIdentifier: second,
        });
        expect(writtenUnder(outcome, `licence.licence/${second}`)).toMatchObject({
            version: 1,
            status: 'ISSUED',
            holderCommitment: hex('a'),
            region: '110105',
            documentSha256: hex('2'),
            validFrom: '2026-03-02T00:00:00.000Z',
            statusIndex: '000007',
            issuedBy: { officerId: 'otherIssuer', agencyId: 'MarketReg' },
            previousIdentifier: first,
        });
        expect(outcome.event?.items).toEqual(
            eventOf('licenceRenewed', { identifier: second, previousIdentifier: first }),
        );
    });

    it('is won by one of two in a block', async () => {
        const bureau = await Bureau.issued();
        const one = await bureau.endorse('issuer', 'renewLicence', renewal);
        const other = { ...renewal, documentSha256: hex('3'), statusIndex: 8 };
        const two = await bureau.endorse('otherIssuer', 'renewLicence', other);
        expect([bureau.desk.commit(one), bureau.desk.commit(two)]).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
    });

    it('renews a licence that has expired', async () => {
        const bureau = await Bureau.issued();
        bureau.desk.now = '2026-12-01T00:00:00.000Z';
        const late = { ...renewal, validFrom: '2026-12-01T00:00:00.000Z', validTo: '2026-12-02T00:00:00.000Z' };
        passed(await bureau.submit('issuer', 'renewLicence', late));
        bureau.desk.now = '2026-12-03T00:00:00.000Z';
        expect(await bureau.reasons(second)).toEqual(['EXPIRED']);
        const next = { ...renewal, identifier: second, documentSha256: hex('3'), statusIndex: 8 };
        passed(await bureau.submit('issuer', 'renewLicence', next));
    });
});

describe('suspension, resumption and revocation', () => {
    it('write the licence and its bit, and nothing that another licence writes', async () => {
        const bureau = await Bureau.issued();
        const by = { officerId: 'issuer', agencyId: 'MarketReg' };
        const key = `licence.licence/${first}`;
        const suspension = bit('suspension', '094567', first);
        const revocation = bit('revocation', '094567', first);

        const reasonCode = 'CONDITIONS_NOT_MET';
        const suspended = await bureau.submit('issuer', 'suspendLicence', { identifier: first, reasonCode });
        expect(suspended.result).toEqual({ identifier: first, status: 'SUSPENDED' });
        expect(keysOf(suspended)).toEqual(['licence:command', `licence:${key}`, `licence:${suspension}`]);
        expect(writtenUnder(suspended, key)).toMatchObject({
            status: 'SUSPENDED',
            statusBit: 'suspension',
            statusChange: { by, at, reasonCode },
        });
        expect(suspended.event?.items).toEqual(eventOf('licenceSuspended', { identifier: first, reasonCode }));

        const resumed = await bureau.submit('issuer', 'resumeLicence', { identifier: first });
        expect(resumed.result).toEqual({ identifier: first, status: 'ISSUED' });
        expect(keysOf(resumed)).toEqual(['licence:command', `licence:${key}`, `licence:${suspension}`]);
        expect(writtenUnder(resumed, suspension)).toBeUndefined();
        expect(writtenUnder(resumed, key)).toMatchObject({ status: 'ISSUED', statusChange: { by, at } });
        expect(writtenUnder(resumed, key)).not.toHaveProperty('statusBit');
        expect(resumed.event?.items).toEqual(eventOf('licenceResumed', { identifier: first }));

        passed(await bureau.submit('issuer', 'suspendLicence', { identifier: first, reasonCode }));
        const revoked = await bureau.submit('issuer', 'revokeLicence', { identifier: first, reasonCode });
        expect(revoked.result).toEqual({ identifier: first, status: 'REVOKED' });
        expect(keysOf(revoked)).toEqual([
            'licence:command',
            `licence:${key}`,
            `licence:${revocation}`,
            `licence:${suspension}`,
        ]);
        expect(writtenUnder(revoked, suspension)).toBeUndefined();
        expect(writtenUnder(revoked, key)).toMatchObject({ status: 'REVOKED', statusBit: 'revocation' });
        expect(revoked.event?.items).toEqual(eventOf('licenceRevoked', { identifier: first, reasonCode }));
    });

    it('of ten licences on one list all commit when they are endorsed on the same state', async () => {
        const bureau = await Bureau.accredited();
        const identifiers = serials.map(([serial, check]) => {
            return `1.2.156.3005.2.${typeCode}.${issuerUscc}.${serial}.001.${check}`;
        });
        for (const [place, identifier] of identifiers.entries()) {
            const own = { documentSha256: hex(String(place)), statusIndex: 100 - place };
            passed(await bureau.submit('issuer', 'issueLicence', { ...issue, identifier, ...own }));
        }
        const reasonCode = 'COURT_ORDER';
        const endorsed: Outcome[] = [];
        for (const identifier of identifiers) {
            endorsed.push(passed(await bureau.endorse('issuer', 'revokeLicence', { identifier, reasonCode })));
        }
        expect(endorsed.map((outcome) => bureau.desk.commit(outcome))).toEqual(Array(10).fill('VALID'));
        const asked = { issuerUscc, statusListId: 'L1', purpose: 'revocation', limit: 6 };
        const { result } = await bureau.evaluate('stranger', 'statusList', asked);
        const { items, cursor } = result as { items: number[]; cursor: string };
        expect(items).toEqual([91, 92, 93, 94, 95, 96]);
        const rest = await bureau.evaluate('stranger', 'statusList', { ...asked, cursor });
        expect(rest.result).toEqual({ items: [97, 98, 99, 100], cursor: '' });
    });
});

describe('questions', () => {
    it('list an issuer’s licences, page by page', async () => {
        const bureau = await Bureau.issued();
        passed(await bureau.submit('issuer', 'renewLicence', renewal));
        const summary = { typeCode, region: '110105', issuedAt: at };
        const page = await bureau.evaluate('auditor', 'licencesByIssuer', { issuerUscc, limit: 1 });
        const { items, cursor } = page.result as { items: unknown[]; cursor: string };
        expect(items).toEqual([
            {
                ...summary,
                identifier: first,
                status: 'SUPERSEDED',
                validFrom: '2026-03-01T00:00:00.000Z',
                validTo: '2029-03-01T00:00:00.000Z',
            },
        ]);
        const next = await bureau.evaluate('auditor', 'licencesByIssuer', { issuerUscc, limit: 1, cursor });
        expect(next.result).toMatchObject({
            items: [{ ...summary, identifier: second, status: 'ISSUED' }],
            cursor: '',
        });
        const foreign = { issuerUscc: '11330105002500287C', cursor };
        expectRefusal(await bureau.evaluate('auditor', 'licencesByIssuer', foreign), 'RUNTIME_CURSOR_INVALID');
    });

    it('show a licence as it is stored, its entry as a number', async () => {
        const bureau = await Bureau.issued();
        const { result } = await bureau.evaluate('consumer', 'licenceByIdentifier', { identifier: first });
        expect(result).toMatchObject({ identifier: first, statusIndex: 94_567, version: 1, updatedAt: at });
    });
});

/** Serials with the check character of their version 001. */
const serials = [
    ['TEN0', 'Y'],
    ['TEN1', 'I'],
    ['TEN2', '2'],
    ['TEN3', 'N'],
    ['TEN4', '7'],
    ['TEN5', 'S'],
    ['TEN6', 'C'],
    ['TEN7', 'X'],
    ['TEN8', 'H'],
    ['TEN9', '1'],
] as const;
