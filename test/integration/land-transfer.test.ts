/**
 * The registers as agencies use them, on every kind of network: the same chaincode, client and tests. What a backend
 * cannot do is skipped under a name that says why.
 */
import type { Citizen } from '../../scripts/src/story/citizens';
import { onEveryBackend, testWith } from '../support/registers/backends';
import {
    codeOf,
    Desk,
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

    test('only the bank that holds the mortgage consents to its discharge', async () => {
        // The judge and the registrar are no lenders; a lender's officer of another bank is the next test.
        const { caseId, caseDigest } = sold;
        for (const officerId of ['judge-xu', 'chen']) {
            expect(await codeOf(desk.as(officerId).land.consentToCase({ caseId, caseDigest }))).toBe(
                'RUNTIME_ACCESS_DENIED',
            );
        }
    });

    testWith(2, entry, "a mortgagee's officer of another agency gives no consent in the bank's place", async () => {
        const { caseId, caseDigest } = sold;
        const { directory } = desk.as('court-admin');
        const outsider = await test_.office.renewed('court-admin');
        const motion = await desk.as('guo').directory.moveAdmission({
            reason: 'a second bank joins',
            agency: otherBank(`bank-${caseId.slice(0, 8)}`, outsider.mspId),
        });
        await desk.as('han').directory.secondMotion({ motionId: motion.result.motionId });
        expect(directory).toBeDefined();
        const ids = await desk.outsider(`bank-${caseId.slice(0, 8)}`, outsider.mspId);
        const client = test_.office.clientFor(ids);
        expect(await codeOf(client.land.consentToCase({ caseId, caseDigest }))).toBe('LAND_CONSENT_NOT_DUE');
    });
});
