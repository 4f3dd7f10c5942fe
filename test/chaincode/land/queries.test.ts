import { titleRecord } from '../../../chaincode/src/land/records';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import {
    agency,
    firstTerms,
    hex,
    holding,
    li,
    mortgageTerms,
    otherUnitCode,
    saleTerms,
    sealTerms,
    unitCode,
    wang,
    zhao,
} from './people';
import { type Part, Registry } from './registry';

let registry: Registry;
let desk: LedgerDesk;
let mortgages: string[];
let firstCase: string;

// Questions change nothing: one register for all of them.
beforeAll(async () => {
    registry = await Registry.open();
    desk = registry.desk;
    ({ caseId: firstCase } = (await registry.completeFirst()).result as { caseId: string });
    const mortgageId = async (terms: typeof saleTerms): Promise<string> =>
        ((await registry.complete(terms)).result as { mortgageId: string }).mortgageId;
    mortgages = [await mortgageId(mortgageTerms(2, 'BankB')), await mortgageId(mortgageTerms(5))];
    desk.now = '2026-03-05T08:00:00.000Z';
    await registry.complete(saleTerms);
    await registry.complete(sealTerms(), 'judge', []);
});

const codeOf = async (part: Part | 'stranger', name: string, input: unknown): Promise<string | undefined> =>
    (await registry.evaluate(part, name, input)).refusal?.code;
const answer = async (name: string, input: unknown, part: Part | 'stranger' = 'registrar'): Promise<unknown> => {
    const outcome: Outcome = await registry.evaluate(part, name, input);
    expect(outcome.refusal).toBeUndefined();
    return outcome.result;
};

describe('questions to the land register', () => {
    it('titleByUnit shows the head', async () => {
        expect(await answer('titleByUnit', { unitCode })).toMatchObject({
            unitCode,
            status: 'CURRENT',
            entry: { entryNo: 2, owners: [holding(zhao)], since: '2026-03-05T08:00:00.000Z' },
            mortgages: [
                { mortgageId: mortgages[0], rank: 2, mortgagee: 'BankB' },
                { mortgageId: mortgages[1], rank: 5, mortgagee: 'BankA' },
            ],
            seals: [{ court: 'Court' }],
        });
        expect(await codeOf('registrar', 'titleByUnit', { unitCode: otherUnitCode })).toBe('LAND_TITLE_NOT_FOUND');
    });

    it('publicExtract tells anybody shares and counts, and points to nobody', async () => {
        const extract = await answer('publicExtract', { unitCode }, 'stranger');
        expect(extract).toEqual({
            unitCode,
            status: 'CURRENT',
            shares: [{ numerator: 1, denominator: 1 }],
            encumbrances: [
                { kind: 'SEAL', count: 1 },
                { kind: 'MORTGAGE', count: 2 },
            ],
            version: 9,
            updatedAt: '2026-03-05T08:00:00.000Z',
            asOf: '2026-03-05T08:00:00.000Z',
        });
        const text = JSON.stringify(extract);
        for (const secret of ['1', '2', '3'].map((digit) => hex(digit)).concat(['BankA', 'Court', ...mortgages])) {
            expect(text).not.toContain(secret);
        }
        expect(await codeOf('stranger', 'publicExtract', { unitCode: otherUnitCode })).toBe('LAND_TITLE_NOT_FOUND');
    });

    it('encumbrances lists seals, then mortgages by rank', async () => {
        expect(await answer('encumbrances', { unitCode })).toMatchObject({
            unitCode,
            items: [
                { kind: 'SEAL', court: 'Court', documentNumber: '(2026) 01 Enforcement 12' },
                { kind: 'MORTGAGE', mortgageId: mortgages[0], rank: 2, mortgagee: 'BankB' },
                {
                    kind: 'MORTGAGE',
                    mortgageId: mortgages[1],
                    rank: 5,
                    amount: { amountMinor: '200000000', currency: 'CNY' },
                },
            ],
        });
    });

    it('titleHistory goes back entry by entry, page by page', async () => {
        const newest = (await answer('titleHistory', { unitCode, limit: 1 })) as { items: unknown[]; cursor: string };
        expect(newest).toMatchObject({ items: [{ entryNo: 2, status: 'CURRENT' }], cursor: '1' });
        const oldest = await answer('titleHistory', { unitCode, limit: 1, cursor: newest.cursor });
        expect(oldest).toMatchObject({
            items: [
                {
                    entryNo: 1,
                    status: 'HISTORIC',
                    owners: [holding(li, 1, 3), holding(wang, 2, 3)],
                    caseId: firstCase,
                    since: '2026-03-01T08:00:00.000Z',
                    until: '2026-03-05T08:00:00.000Z',
                },
            ],
            cursor: '',
        });
        for (const cursor of ['0', '3', '01', '-1', 'x']) {
            expect(await codeOf('registrar', 'titleHistory', { unitCode, cursor })).toBe('RUNTIME_CURSOR_INVALID');
        }
    });

    it('caseById and mortgageById show one record, or say that there is none', async () => {
        expect(await answer('caseById', { caseId: firstCase })).toMatchObject({ status: 'COMPLETED', version: 5 });
        expect(await codeOf('registrar', 'caseById', { caseId: hex('0', 32) })).toBe('LAND_CASE_NOT_FOUND');
        expect(await codeOf('registrar', 'mortgageById', { mortgageId: hex('0', 32) })).toBe('LAND_MORTGAGE_NOT_FOUND');
    });

    it('casesByUnit and openCases are lists in pages', async () => {
        const first = (await answer('casesByUnit', { unitCode, limit: 3 })) as { items: unknown[]; cursor: string };
        const rest = (await answer('casesByUnit', { unitCode, limit: 3, cursor: first.cursor })) as typeof first;
        expect([first.items.length, rest.items.length, rest.cursor]).toEqual([3, 2, '']);
    });

    // fabric-shim gives no metadata with an empty page, and the runtime reads its bookmark.
    it('openCases of a county without any is an empty list', async () => {
        expect(await answer('openCases', { county: '110105' })).toEqual({ items: [], cursor: '' });
    });

    it('ruleTable lists the rules with severity in both languages', async () => {
        const { rules } = (await answer('ruleTable', {}, 'stranger')) as { rules: { rule: string }[] };
        expect(rules).toHaveLength(20);
        expect(rules.find(({ rule }) => rule === 'NO_SEAL')).toEqual({
            rule: 'NO_SEAL',
            severity: 'critical',
            appliesTo: ['TRANSFER', 'MORTGAGE'],
            runsAt: ['open', 'validate', 'approve'],
            text: { en: 'A sealed title is not disposed of.', zh: '被查封的不动产不得处分。' },
        });
    });

    it('caseDigest tells who still has to consent, and how', async () => {
        const second = await Registry.open();
        await second.completeFirst();
        const caseId = await second.open(mortgageTerms());
        await second.sign(caseId, li);
        expect((await second.digest(caseId)).consents).toEqual([
            { party: li, act: 'ENCUMBER', means: 'SIGNATURE', given: true },
            { party: wang, act: 'ENCUMBER', means: 'SIGNATURE', given: false },
            { party: agency('BankA'), act: 'LEND', means: 'OFFICER', given: false },
        ]);
        const open = await second.evaluate('auditor', 'openCases', { county: '110105' });
        expect(open.result).toMatchObject({ items: [{ caseId, type: 'MORTGAGE', status: 'LODGED' }] });
    });
});

describe('who may call', () => {
    const caseId = hex('0', 32);
    const source = { kind: 'OTHER', sha256: hex('0'), title: 'x' };
    const inputs: Readonly<Record<string, object>> = {
        openCase: { unitCode: otherUnitCode, terms: firstTerms },
        lodgeSource: { caseId, source },
        lodgeConsent: { caseId, jws: 'a.b.c' },
        consentToCase: { caseId, caseDigest: hex('0') },
        validateCase: { caseId },
        approveCase: { caseId },
        rejectCase: { caseId, reason: 'x' },
        withdrawCase: { caseId, reason: 'x' },
    };
    // Written by hand from the roles of a land registry.
    const allowed: Readonly<Record<string, readonly Part[]>> = {
        openCase: ['registrar', 'judge'],
        lodgeSource: ['registrar', 'examiner'],
        lodgeConsent: ['registrar', 'notary'],
        consentToCase: ['lender'],
        validateCase: ['registrar', 'examiner'],
        approveCase: ['registrar', 'examiner'],
        rejectCase: ['registrar', 'examiner'],
        withdrawCase: ['registrar', 'judge'],
    };
    const parts: readonly Part[] = [
        'registrar',
        'examiner',
        'lender',
        'judge',
        'notary',
        'auditor',
        'attester',
        'consumer',
        'governor',
    ];

    it.each(Object.keys(allowed))('%s passes the door for its roles only', async (transaction) => {
        for (const part of parts) {
            const { refusal, writes } = await registry.desk.endorse(
                registry.people[part],
                'land',
                transaction,
                inputs[transaction],
            );
            const denied = refusal?.code === 'RUNTIME_ACCESS_DENIED';
            expect([part, denied]).toEqual([part, !(allowed[transaction] ?? []).includes(part)]);
            if (denied) expect(writes).toEqual([]);
        }
    });

    it('nothing but the public questions is open to a signer whom the directory does not know', async () => {
        for (const name of ['titleByUnit', 'encumbrances', 'titleHistory', 'casesByUnit']) {
            expect(await codeOf('stranger', name, { unitCode })).toBe('RUNTIME_CALLER_UNKNOWN');
            expect(await codeOf('consumer', name, { unitCode })).toBe('RUNTIME_ACCESS_DENIED');
        }
        expect(await codeOf('lender', 'openCases', { county: '110105' })).toBe('RUNTIME_ACCESS_DENIED');
    });

    it('a grant for Beijing opens no case in Shanghai', async () => {
        const input = { unitCode: '310105001001GB00001F00010001', terms: firstTerms };
        expect((await registry.submit('registrar', 'openCase', input)).refusal?.code).toBe('RUNTIME_ACCESS_DENIED');
    });

    it.each([
        ['an unknown field', { unitCode: otherUnitCode, terms: firstTerms, extra: 1 }],
        [
            'a name in place of a commitment',
            {
                unitCode: otherUnitCode,
                terms: { ...firstTerms, owners: [{ ...holding(li), party: { kind: 'person', ref: 'Li' } }] },
            },
        ],
        [
            'a company code with a wrong check',
            {
                unitCode: otherUnitCode,
                terms: { ...firstTerms, owners: [holding({ kind: 'organization', uscc: '91350100M000100Y44' })] },
            },
        ],
        ['no owner', { unitCode: otherUnitCode, terms: { ...firstTerms, owners: [] } }],
        ['a share of nothing', { unitCode: otherUnitCode, terms: { ...firstTerms, owners: [holding(li, 0, 1)] } }],
        [
            'a fractional area',
            {
                unitCode: otherUnitCode,
                terms: { ...firstTerms, parcel: { areaMm2: '1.5', locationLabel: 'x', geometrySha256: hex('b') } },
            },
        ],
        [
            'control characters',
            {
                unitCode: otherUnitCode,
                terms: { ...firstTerms, parcel: { areaMm2: '1', locationLabel: 'a\nb', geometrySha256: hex('b') } },
            },
        ],
        ['a type of case that does not exist', { unitCode: otherUnitCode, terms: { type: 'SUBDIVISION' } }],
    ])('refuses %s at the door', async (_name, input) => {
        expect((await registry.submit('registrar', 'openCase', input)).refusal?.code).toBe('RUNTIME_INPUT_INVALID');
    });
});

describe('the head of a title', () => {
    it('stays below 4 kB when every list is full and every text has its greatest length', () => {
        const owner = (index: number): object => ({
            party: { kind: 'person', ref: index.toString(16).padStart(64, 'f') },
            share: { numerator: 999_999_999, denominator: 1_000_000_000 },
        });
        const id = hex('a', 32);
        const lender = 'B'.repeat(32);
        const head = titleRecord.schema.parse({
            unitCode,
            status: 'CURRENT',
            parcel: { areaMm2: '9'.repeat(24), locationLabel: '道'.repeat(100), geometrySha256: hex('b') },
            entry: {
                entryNo: 999_999,
                owners: Array.from({ length: 12 }, (_, index) => owner(index)),
                price: { amountMinor: '9'.repeat(18), currency: 'CNY' },
                caseId: id,
                since: '2026-03-05T08:00:00.000Z',
            },
            mortgages: Array.from({ length: 6 }, (_, rank) => ({ mortgageId: id, rank: rank + 94, mortgagee: lender })),
            seals: Array.from({ length: 6 }, () => ({ sealId: id, court: lender })),
            pendingCaseId: id,
        });
        const envelope = {
            docType: 'land.title',
            id: unitCode,
            schemaVersion: 1,
            version: 9999,
            updatedAt: '2026-03-05T08:00:00.000Z',
            updatedBy: 'o'.repeat(64),
        };
        expect(Buffer.byteLength(canonicalJson({ ...head, ...envelope }))).toBeLessThan(4096);
    });
});
