/**
 * The registers as agencies use them, on every kind of network: the same chaincode, client and tests. What a backend
 * cannot do is skipped under a name that says why.
 */
import type { Citizen } from '../../scripts/src/story/citizens';
import { onEveryBackend } from '../support/registers/backends';
import {
    codeOf,
    Desk,
    documentHash,
    firstRegistration,
    mortgage,
    newUnitCode,
    openOffice,
    refusalOf,
    sale,
    share,
    type OpenedCase,
    type TestOffice,
} from '../support/registers/office';

onEveryBackend('land transfer', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let people: Readonly<Record<'li' | 'wang' | 'zhao' | 'qian', Citizen>>;
    const unitCode = newUnitCode();
    let firstBlock = 0;
    let mortgageId = '';
    let first: OpenedCase;
    let lien: OpenedCase;
    let sold: OpenedCase;

    beforeAll(async () => {
        test_ = await openOffice(entry);
        desk = new Desk(test_);
        people = await desk.citizens('li', 'wang', 'zhao', 'qian');
        firstBlock = await desk.height();
    }, 180_000);

    afterAll(() => test_.close());

    const status = async (caseId: string): Promise<string> => {
        const landCase = await desk.as('chen').land.caseById({ caseId });
        return landCase.status;
    };

    test('shares of 1/3 and 1/3 are refused with their total', async () => {
        const terms = firstRegistration([share(people.li.party, 1, 3), share(people.wang.party, 1, 3)]);
        const refusal = await refusalOf(desk.open(unitCode, terms));
        expect(refusal).toMatchObject({ code: 'LAND_SHARES_TOTAL', details: { got: '2/3' } });
    });

    test('a unit code that is not of GB/T 37346 is refused', async () => {
        const refusal = await refusalOf(
            desk.open('110105001001XX00001F00010001', firstRegistration([share(people.li.party)])),
        );
        expect(refusal).toMatchObject({ code: 'LAND_UNIT_CODE_INVALID', details: { problem: 'parcel feature' } });
    });

    test('a first registration opens lodged, with the title pending', async () => {
        const terms = firstRegistration([share(people.li.party, 1, 3), share(people.wang.party, 2, 3)]);
        first = await desk.open(unitCode, terms);
        expect(await status(first.caseId)).toBe('LODGED');
        const title = await desk.as('chen').land.titleByUnit({ unitCode });
        expect(title).toMatchObject({ status: 'PENDING', pendingCaseId: first.caseId, mortgages: [], seals: [] });
        expect(title).not.toHaveProperty('entry');
    });

    test('validation names what is missing and leaves the case lodged', async () => {
        const { result } = await desk.as('chen').land.validateCase({ caseId: first.caseId });
        expect(result).toMatchObject({ status: 'LODGED', failures: ['LAND_CONSENT_MISSING'] });
    });

    test('with both signatures it is validated, and another officer completes it', async () => {
        await desk.sign(first.caseId, people.li, people.wang);
        await desk.validate(first.caseId);
        expect(await status(first.caseId)).toBe('VALIDATED');
        const { result } = await desk.approve(first.caseId);
        expect(result).toEqual({ caseId: first.caseId, status: 'COMPLETED', unitCode, entryNo: 1 });
        const title = await desk.as('chen').land.titleByUnit({ unitCode });
        expect(title).toMatchObject({
            status: 'CURRENT',
            entry: {
                entryNo: 1,
                owners: [share(people.li.party, 1, 3), share(people.wang.party, 2, 3)],
                caseId: first.caseId,
            },
        });
    });

    test('a registered unit is not registered a second time', async () => {
        expect(await codeOf(desk.open(unitCode, firstRegistration([share(people.qian.party)])))).toBe(
            'LAND_TITLE_ALREADY_REGISTERED',
        );
    });

    test('a mortgage of rank 1 is registered with the consent of owners and bank', async () => {
        lien = await desk.open(unitCode, mortgage(1));
        await desk.sign(lien.caseId, people.li, people.wang);
        await desk.lend(lien);
        await desk.validate(lien.caseId);
        const { result } = await desk.approve(lien.caseId);
        mortgageId = result.mortgageId ?? '';
        const record = await desk.as('ma').land.mortgageById({ mortgageId });
        const { mspId } = desk.officer('ma');
        expect(record).toMatchObject({ status: 'LIVE', mortgagee: 'bank-a', rank: 1, unitCode });
        expect([...record.endorsers].sort()).toEqual([...new Set([desk.officer('sun').mspId, mspId])].sort());
    });

    test('a rank that is taken is refused', async () => {
        const refusal = await refusalOf(desk.open(unitCode, mortgage(1)));
        expect(refusal).toMatchObject({ code: 'LAND_MORTGAGE_RANK_TAKEN', details: { rank: 1 } });
    });

    test('a case of the same title waits for the one that is pending', async () => {
        sold = await desk.open(unitCode, sale(people.zhao, mortgageId));
        const refusal = await refusalOf(desk.open(unitCode, sale(people.qian, mortgageId), 'deng'));
        expect(refusal).toMatchObject({ code: 'LAND_TITLE_BUSY', details: { pendingCaseId: sold.caseId } });
    });

    test('nobody but the bank that holds the mortgage consents to its discharge', async () => {
        const { caseId, caseDigest } = sold;
        for (const officerId of ['judge-xu', 'chen']) {
            const call = desk.as(officerId).land.consentToCase({ caseId, caseDigest });
            expect(await codeOf(call)).toBe('RUNTIME_ACCESS_DENIED');
        }
        const otherBank = await desk.admitBank();
        const call = test_.office.clientFor(otherBank).land.consentToCase({ caseId, caseDigest });
        expect(await codeOf(call)).toBe('LAND_CONSENT_NOT_DUE');
    });

    test("with every signature but the bank's the sale is not approved", async () => {
        await desk.sign(sold.caseId, people.li, people.wang, people.zhao);
        const refusal = await refusalOf(desk.approve(sold.caseId));
        expect(refusal).toMatchObject({
            code: 'LAND_CONSENT_MISSING',
            details: { party: 'agency:bank-a', act: 'DISCHARGE' },
        });
    });

    test('the registrar who opened the case does not approve it, not even under a renewed certificate', async () => {
        await desk.lend(sold);
        await desk.validate(sold.caseId);
        const { caseId } = sold;
        expect(await codeOf(desk.as('chen').land.approveCase({ caseId }))).toBe('LAND_OFFICERS_NOT_SEPARATE');
        const renewed = test_.office.clientFor(await test_.office.renewed('chen'));
        expect(await codeOf(renewed.land.approveCase({ caseId }))).toBe('LAND_OFFICERS_NOT_SEPARATE');
    });

    test('the sale makes Zhao the owner and discharges the mortgage, in one transaction', async () => {
        const submitted = await desk.approve(sold.caseId);
        expect(submitted.result).toEqual({ caseId: sold.caseId, status: 'COMPLETED', unitCode, entryNo: 2 });
        expect(submitted.endorsers).toContain(desk.officer('sun').mspId);
        expect(submitted.endorsers).toContain(desk.officer('ma').mspId);
        const title = await desk.as('chen').land.titleByUnit({ unitCode });
        expect(title).toMatchObject({
            status: 'CURRENT',
            entry: { entryNo: 2, owners: [share(people.zhao.party)], caseId: sold.caseId },
            mortgages: [],
        });
        expect(title).not.toHaveProperty('pendingCaseId');
        const record = await desk.as('ma').land.mortgageById({ mortgageId });
        expect(record).toMatchObject({ status: 'DISCHARGED', lastCaseId: sold.caseId, entryNo: 2 });
    });

    test('a completed case is over', async () => {
        expect(await codeOf(desk.approve(sold.caseId))).toBe('LAND_CASE_STATE_FORBIDS');
        expect(await codeOf(desk.as('chen').land.validateCase({ caseId: sold.caseId }))).toBe(
            'LAND_CASE_STATE_FORBIDS',
        );
    });

    test('the history tells both entries, the newest first', async () => {
        const { items, cursor } = await desk.as('chen').land.titleHistory({ unitCode });
        expect(cursor).toBe('');
        expect(items).toMatchObject([
            { entryNo: 2, status: 'CURRENT', owners: [share(people.zhao.party)], caseId: sold.caseId },
            {
                entryNo: 1,
                status: 'HISTORIC',
                owners: [share(people.li.party, 1, 3), share(people.wang.party, 2, 3)],
                caseId: first.caseId,
                closedByCaseId: sold.caseId,
            },
        ]);
        expect(items[1]?.until).toBe(items[0]?.since);
    });

    test('the public extract names nobody', async () => {
        const extract = await desk.as('bank-a-admin').land.publicExtract({ unitCode });
        expect(extract).toMatchObject({
            unitCode,
            status: 'CURRENT',
            shares: [{ numerator: 1, denominator: 1 }],
            encumbrances: [],
        });
        const text = JSON.stringify(extract);
        for (const { party } of Object.values(people)) {
            expect(text).not.toContain(party.ref);
        }
        expect(text).not.toContain('bank-a');
    });

    test('a sealed title is neither sold nor mortgaged', async () => {
        const { caseId } = await desk.open(unitCode, seal(), 'judge-xu');
        await desk.validate(caseId);
        const { result } = await desk.approve(caseId);
        expect(result.sealId).toMatch(/^[0-9a-f]{32}$/);
        const refusal = await refusalOf(desk.open(unitCode, sale(people.qian)));
        expect(refusal).toMatchObject({ code: 'LAND_TITLE_SEALED', details: { unitCode, court: 'court' } });
        expect(await codeOf(desk.open(unitCode, mortgage(1)))).toBe('LAND_TITLE_SEALED');
    });

    test('the events come from blocks, in the order of the ledger', async () => {
        const seen: string[] = [];
        let last = [0, 0, 0];
        const stop = new AbortController();
        for await (const event of desk.as('bank-a-admin').events.all({ fromBlock: firstBlock, signal: stop.signal })) {
            if (event.register === 'land') {
                seen.push(event.type);
            }
            const place = [event.blockNumber, event.transactionIndex, event.index];
            expect(compare(last, place)).toBeLessThan(0);
            last = place;
            if (event.type === 'titleSealed') {
                stop.abort();
            }
        }
        expect(seen).toEqual([
            'caseOpened',
            'caseValidated',
            'consentGiven',
            'consentGiven',
            'caseValidated',
            'caseApproved',
            'titleRegistered',
            'caseOpened',
            'consentGiven',
            'consentGiven',
            'consentGiven',
            'caseValidated',
            'caseApproved',
            'mortgageRegistered',
            'caseOpened',
            'consentGiven',
            'consentGiven',
            'consentGiven',
            'consentGiven',
            'caseValidated',
            'caseApproved',
            'titleTransferred',
            'mortgageDischarged',
            'caseOpened',
            'caseValidated',
            'caseApproved',
            'titleSealed',
        ]);
    });
});

function seal(): object {
    const documentSha256 = documentHash('order of the court');
    return { type: 'SEAL', court: 'court', documentNumber: '(2026)京0105执117号', documentSha256 };
}

/** Below 0 when `left` comes first. */
function compare(left: readonly number[], right: readonly number[]): number {
    const at = left.findIndex((value, index) => value !== right[index]);
    return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
