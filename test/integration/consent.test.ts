/** Consent is the party's own act: neither a peer's endorsement nor another person's key stands in for it. */
import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../chaincode/src/runtime/json';
import { wireErrorIn } from '../../client/src/errors/wire-error';
import type { Citizen } from '../../scripts/src/story/citizens';
import { onEveryBackend, testWith } from '../support/registers/backends';
import {
    codeOf,
    Desk,
    firstRegistration,
    hour,
    limits,
    mortgage,
    newUnitCode,
    openOffice,
    refusalOf,
    sale,
    share,
    type OpenedCase,
    type TestOffice,
} from '../support/registers/office';
import { endorseAt, messageOf, order, propose, statusOf, type RawProposal } from '../support/registers/raw';

const mvccReadConflict = 11;
const endorsementPolicyFailure = 10;

onEveryBackend('consent', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let people: Readonly<Record<'li' | 'zhao', Citizen>>;

    beforeAll(async () => {
        test_ = await openOffice(entry);
        desk = new Desk(test_);
        people = await desk.citizens('li', 'zhao');
    }, 180_000);

    afterAll(() => test_.close());

    function approvalOf({ caseId }: OpenedCase): RawProposal {
        const argument = canonicalJson({ commandId: randomBytes(8).toString('hex'), input: { caseId } });
        const { channelId } = test_.opened.backend;
        return propose(desk.officer('sun'), { channelId, chaincode: 'land', args: ['approveCase', argument] });
    }

    /** A mortgaged title of Li with a sale to Zhao, signed by both. */
    async function saleOfMortgaged(): Promise<{ readonly unitCode: string; readonly opened: OpenedCase }> {
        const unitCode = await desk.title(people.li);
        const mortgageId = await desk.mortgage(unitCode, people.li);
        const opened = await desk.open(unitCode, sale(people.zhao, mortgageId));
        await desk.sign(opened.caseId, people.li, people.zhao);
        return { unitCode, opened };
    }

    test("the bank's endorsement does not stand in for its consent", async () => {
        const { opened } = await saleOfMortgaged();
        const proposal = approvalOf(opened);
        for (const officerId of ['sun', 'zhou', 'ma']) {
            const response = await endorseAt(desk.organization(desk.officer(officerId).mspId), proposal);
            expect(statusOf(response)).toBe(500);
            expect(wireErrorIn(messageOf(response))).toMatchObject({
                code: 'LAND_CONSENT_MISSING',
                details: { party: 'agency:bank-a', act: 'DISCHARGE' },
            });
        }
    });

    testWith(3, entry, "an approval that the bank's peer did not endorse is invalid and changes nothing", async () => {
        const { unitCode, opened } = await saleOfMortgaged();
        await desk.lend(opened);
        await desk.validate(opened.caseId);
        const before = await desk.as('chen').land.titleByUnit({ unitCode });

        const proposal = approvalOf(opened);
        const responses = await Promise.all(
            ['sun', 'zhou'].map((id) => endorseAt(desk.organization(desk.officer(id).mspId), proposal)),
        );
        expect(responses.map(statusOf)).toEqual([200, 200]);
        const { code } = await order(desk.as('sun'), proposal, responses);

        expect(code).toBe(endorsementPolicyFailure);
        expect(await desk.as('chen').land.titleByUnit({ unitCode })).toEqual(before);
        const submitted = await desk.approve(opened.caseId);
        expect(submitted.result).toMatchObject({ status: 'COMPLETED', entryNo: 2 });
        expect(submitted.endorsers).toContain(desk.officer('ma').mspId);
    });

    test('a title mortgaged after it was read is not sold without the bank', async () => {
        const unitCode = await desk.title(people.li);
        const read = await desk.as('chen').land.titleByUnit({ unitCode });
        expect(read.mortgages).toEqual([]);
        await desk.mortgage(unitCode, people.li);
        // The registrar still believes in a title without burdens.
        const opened = await desk.open(unitCode, sale(people.zhao));
        await desk.sign(opened.caseId, people.li, people.zhao);
        expect(await refusalOf(desk.approve(opened.caseId))).toMatchObject({
            code: 'LAND_CONSENT_MISSING',
            details: { party: 'agency:bank-a', act: 'CARRY' },
        });
    });

    test('a sale endorsed before a mortgage was opened conflicts, and asked again it finds the title busy', async () => {
        const unitCode = await desk.title(people.li);
        const opening = desk.opening(unitCode, sale(people.zhao));
        const endorsed = await desk.endorsed('chen', 'land', 'openCase', opening);
        const lien = await desk.open(unitCode, mortgage(1), 'deng');
        await endorsed.submit(limits);
        expect(await endorsed.status(limits)).toMatchObject({ code: mvccReadConflict });
        expect(await refusalOf(desk.as('chen').land.openCase(opening))).toMatchObject({
            code: 'LAND_TITLE_BUSY',
            details: { pendingCaseId: lien.caseId },
        });
    });

    describe('a key', () => {
        let opened: OpenedCase;
        let wang: Citizen;

        beforeAll(async () => {
            ({ wang } = await desk.strangers('wang'));
            opened = await desk.open(newUnitCode(), firstRegistration([share(wang.party)]));
        }, 60_000);

        const lodge = async (jws: string | Promise<string>): Promise<unknown> =>
            desk.as('chen').land.lodgeConsent({ caseId: opened.caseId, jws: await jws });

        test('that nobody attested is refused', async () => {
            const refusal = await refusalOf(lodge(desk.signed(opened.caseId, wang)));
            expect(refusal).toMatchObject({ code: 'LAND_CONSENT_KEY_UNKNOWN', details: { kid: wang.kid } });
        });

        test("that is another person's is refused", async () => {
            // Zhao's device signs in Wang's name.
            const jws = desk.signed(opened.caseId, people.zhao, { party: wang.party });
            expect(await codeOf(lodge(jws))).toBe('LAND_CONSENT_KEY_OF_OTHER_PARTY');
        });

        test('that did not make the signature is refused', async () => {
            await desk.attest(wang);
            const signed = await desk.signed(opened.caseId, wang);
            const other = await desk.signed(opened.caseId, wang, { act: 'TRANSFER' });
            const [header = '', payload = ''] = signed.split('.');
            const [, , signature = ''] = other.split('.');
            expect(await codeOf(lodge([header, payload, signature].join('.')))).toBe('LAND_CONSENT_SIGNATURE_INVALID');
        });

        test('whose signature has lapsed is refused', async () => {
            const exp = Math.floor((Date.now() - hour) / 1000);
            expect(await codeOf(lodge(desk.signed(opened.caseId, wang, { exp })))).toBe('LAND_CONSENT_EXPIRED');
        });

        test('that signed other terms is refused', async () => {
            const caseDigest = '0'.repeat(64);
            const jws = desk.signed(opened.caseId, wang, { caseDigest });
            expect(await codeOf(lodge(jws))).toBe('LAND_CONSENT_DIGEST_MISMATCH');
        });

        test('that was revoked is refused', async () => {
            await desk.as('zhou').directory.revokeKey({ kid: wang.kid, reason: 'the phone was lost' });
            expect(await codeOf(lodge(desk.signed(opened.caseId, wang)))).toBe('LAND_CONSENT_KEY_REVOKED');
        });

        test('whose time is over is refused', async () => {
            const { late } = await desk.strangers('late');
            const { caseId } = await desk.open(newUnitCode(), firstRegistration([share(late.party)]));
            const validTo = new Date(Date.now() + 1_500);
            await desk.attest(late, validTo);
            const jws = await desk.signed(caseId, late);
            await past(validTo);
            const refusal = await refusalOf(desk.as('chen').land.lodgeConsent({ caseId, jws }));
            expect(refusal).toMatchObject({
                code: 'LAND_CONSENT_KEY_EXPIRED',
                details: { kid: late.kid, validUntil: validTo.toISOString() },
            });
        });
    });
});

function past(time: Date): Promise<void> {
    return new Promise((resolve) => {
        setTimeout(resolve, Math.max(0, time.getTime() - Date.now() + 1));
    });
}
