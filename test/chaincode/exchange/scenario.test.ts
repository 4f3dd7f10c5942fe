/** A department shares data with another one, from the catalogue to the citizen's log, with everything that may go wrong. */
import type { Outcome } from '../../support/ledger/ledger-desk';
import { consumerKey, openedWith } from '../../support/sealing/jwe';
import { hex, metadata, resourceCode } from './people';
import { asking, passed, record, Registry, requestDetails, wanted } from './registry';

const typesOf = (outcome: Outcome): string[] => outcome.event?.items.map(({ type }) => type) ?? [];
const idOf = (outcome: Outcome, name: string): string => (passed(outcome).result as Record<string, string>)[name] ?? '';
const codeOf = async (call: Promise<Outcome>): Promise<string | undefined> => (await call).refusal?.code;

describe('sharing the marriage status of buyers and sellers', () => {
    it('goes from the catalogue through two uses to an exhausted grant and the citizen’s log', async () => {
        const registry = await Registry.open();
        const { desk } = registry;

        // Civil Affairs publishes: name and status on level 2, id number on level 3.
        expect(typesOf(passed(await registry.publish()))).toEqual(['resourcePublished']);
        expect(await codeOf(registry.publish())).toBe('EXCHANGE_RESOURCE_EXISTS');
        const nothingSays = { resourceCode: '306010/000002', sharing: { shareType: 'NOT_SHARED' } };
        expect(await codeOf(registry.publish(nothingSays))).toBe('RUNTIME_INPUT_INVALID');

        // The land registry asks; its officer's clearance is 2.
        const all = await registry.ask({ items: ['name', 'status', 'idNo'] });
        expect(all.refusal).toMatchObject({
            code: 'EXCHANGE_CLEARANCE_INSUFFICIENT',
            details: { itemCode: 'idNo', need: 3, have: 2 },
        });
        const asked = await registry.ask();
        const requestId = idOf(asked, 'requestId');
        expect(typesOf(asked)).toEqual(['shareRequested']);

        // The data authority checks, the provider answers: thirty days, two uses.
        const check = { requestId, outcome: 'CONFORMS' };
        expect(await codeOf(registry.submit('provider', 'checkConformity', check))).toBe('RUNTIME_ACCESS_DENIED');
        expect(typesOf(passed(await registry.submit('authority', 'checkConformity', check)))).toEqual([
            'conformityChecked',
        ]);
        const silent = { requestId, answer: { decision: 'REJECT' } };
        expect(await codeOf(registry.submit('provider', 'answerRequest', silent))).toBe('EXCHANGE_REASON_REQUIRED');
        expect(await codeOf(registry.answer(requestId, {}, 'consumer'))).toBe('RUNTIME_ACCESS_DENIED');
        const answered = await registry.answer(requestId);
        const grantId = idOf(answered, 'grantId');
        expect(typesOf(answered)).toEqual(['shareGranted']);
        expect(await codeOf(registry.ask())).toBe('EXCHANGE_ALREADY_GRANTED');

        // Two uses, at two times.
        const question = { grantId, items: asking.items, purposeCode: 'LAND-TRANSFER' };
        const foretold = await registry.evaluate('consumer', 'authorise', question);
        expect(foretold.result).toMatchObject({ allowed: true });
        expect(await codeOf(registry.use(grantId, { purposeCode: 'MARKETING' }))).toBe('EXCHANGE_PURPOSE_MISMATCH');
        expect(await codeOf(registry.use(grantId, { items: ['idNo'] }))).toBe('EXCHANGE_ITEM_NOT_GRANTED');
        const usages: string[] = [];
        for (const at of ['2026-03-02T09:00:00.000Z', '2026-03-03T09:00:00.000Z']) {
            desk.now = at;
            const free = passed(await registry.evaluate('consumer', 'freeUse', { grantId })).result;
            const used = await registry.use(grantId, { slot: (free as { slot: number }).slot });
            expect(typesOf(used)).toEqual(['dataUsed']);
            usages.push(idOf(used, 'usageId'));
        }
        expect(await codeOf(registry.use(grantId, { slot: 3 }))).toBe('EXCHANGE_GRANT_EXHAUSTED');
        const grant = await registry.evaluate('consumer', 'grantById', { grantId });
        expect(grant.result).toMatchObject({ status: 'EXHAUSTED', uses: 2 });
        const request = await registry.evaluate('consumer', 'requestById', { requestId });
        expect(request.result).toMatchObject({ status: 'GRANTED', grantId });

        // The provider commits and delivers; only the department that asked can read.
        const [first = '', second = ''] = usages;
        passed(await registry.commitAnswer(first));
        passed(await registry.deliver(first));
        const read = await registry.evaluate('consumer', 'deliveredRecord', { usageId: first });
        const { sealed } = read.result as { sealed: string };
        expect(JSON.parse(openedWith(consumerKey, sealed).plain)).toEqual(record);
        passed(await registry.submit('consumer', 'confirmReceipt', { usageId: first }));

        // The citizen sees both, newest first, with the purpose.
        const log = await registry.evaluate('authority', 'findUsage', { pseudonyms: [hex('5'), hex('4')] });
        const line = {
            receiver: { agencyId: 'Land', departmentId: 'main' },
            provider: 'Civil',
            purposeCode: 'LAND-TRANSFER',
            resourceCode,
            items: ['name', 'status'],
        };
        expect(log.result).toEqual({
            usage: [
                { ...line, logtime: '2026-03-03T09:00:00.000Z', action: 'CLAIMED', usageId: second },
                { ...line, logtime: '2026-03-02T09:00:00.000Z', action: 'RECEIVED', usageId: first },
            ],
        });
    });

    it('accepts an answer after its time and tells the delay once', async () => {
        const registry = await Registry.open();
        passed(await registry.publish());
        const requestId = await registry.pending();
        registry.desk.now = '2026-03-11T08:00:00.001Z';
        const late = await registry.answer(requestId);
        expect(late.result).toMatchObject({ status: 'GRANTED', overdue: true });
        expect(typesOf(late)).toEqual(['answerOverdue', 'shareGranted']);
        const flag = registry.submit('auditor', 'flagOverdue', { requestId });
        expect(await codeOf(flag)).toBe('EXCHANGE_REQUEST_STATE_FORBIDS');
    });

    it('shares nothing that the law keeps back', async () => {
        const registry = await Registry.open();
        const sharing = { shareType: 'NOT_SHARED', legalBasis: 'Archives Act, art. 9' };
        passed(await registry.publish({ sharing }));
        expect(await codeOf(registry.ask())).toBe('EXCHANGE_RESOURCE_NOT_SHARED');
    });

    it('answers a command that comes again as before, and refuses its id for another one', async () => {
        const registry = await Registry.open();
        const options = { commandId: 'publish-1' };
        const entry = { resourceCode, ...metadata };
        const first = passed(await registry.submit('provider', 'publishResource', entry, options));
        const again = passed(await registry.submit('provider', 'publishResource', entry, options));
        expect(again.result).toEqual(first.result);
        expect(again.writes).toEqual([]);
        const other = { ...entry, resourceCode: '306010/000002' };
        expect(await codeOf(registry.submit('provider', 'publishResource', other, options))).toBe(
            'RUNTIME_COMMAND_REUSED',
        );
    });

    it('shows the whole way of a grant in the events', async () => {
        const registry = await Registry.open();
        passed(await registry.publish());
        const pending = await registry.ask({ wanted });
        expect(pending.event?.items).toEqual([
            {
                register: 'exchange',
                type: 'shareRequested',
                payload: { requestId: idOf(pending, 'requestId'), resourceCode, purposeCode: 'LAND-TRANSFER' },
            },
        ]);
        expect(JSON.stringify(pending.event)).not.toContain(requestDetails.caseNumber);
    });
});
