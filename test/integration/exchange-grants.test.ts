/**
 * Grants over the wire, on every kind of network: their uses, their end, and the citizen's log of them, with everything
 * that must be refused on the way.
 */
import type { Tabularium } from '../../client/src/tabularium';
import { Steps } from '../support/registers/blocks';
import { onEveryBackend } from '../support/registers/backends';
import { codeOf, Desk, documentHash, openOffice, refusalOf, type TestOffice } from '../support/registers/office';
import {
    newPseudonym,
    purposeCode,
    requestDetails,
    Sharing,
    unknownId,
    useDetails,
} from '../support/registers/sharing';

const inputInvalid = 'RUNTIME_INPUT_INVALID';
const accessDenied = 'RUNTIME_ACCESS_DENIED';

onEveryBackend('exchange grants', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let sharing: Sharing;
    /** An agency that provides and uses data as well, by one officer. */
    let other: Tabularium['exchange'];
    let resourceCode = '';
    let requestId = '';
    let grantId = '';
    const usageIds: string[] = [];
    const steps = new Steps();

    const by = (officerId: string): Tabularium['exchange'] => desk.as(officerId).exchange;

    beforeAll(async () => {
        test_ = await openOffice(entry);
        desk = new Desk(test_);
        sharing = new Sharing(desk);
        const [officer] = await desk.admit('feng', ['provider', 'consumer']);
        if (officer === undefined) {
            throw new Error('no agency was admitted');
        }
        other = desk.clientFor(officer).exchange;
        resourceCode = await sharing.published();
        const asking = sharing.asking(resourceCode);
        requestId = await sharing.pending(asking);
        const { result } = await sharing.grant(requestId, asking);
        grantId = result.grantId ?? '';
    }, 240_000);

    afterAll(() => test_.close());

    test('a grant is authorised beforehand as it would be used', async () => {
        const allowed = await by('lu').authorise({ grantId, items: ['name', 'status'], purposeCode });
        expect(allowed.allowed).toBe(true);
        const refused = await by('lu').authorise({ grantId, items: ['idNo'], purposeCode: 'MARKETING' });
        expect(refused).toEqual({
            grantId,
            allowed: false,
            items: [
                {
                    itemCode: 'idNo',
                    allowed: false,
                    objections: [
                        { code: 'EXCHANGE_PURPOSE_MISMATCH' },
                        { code: 'EXCHANGE_ITEM_NOT_GRANTED' },
                        { code: 'EXCHANGE_CLEARANCE_INSUFFICIENT', need: 3, have: 2 },
                    ],
                },
            ],
        });
    });

    test('a grant is used by its department, for its purpose and its items', async () => {
        const use = (change: object): Promise<string> => codeOf(sharing.use(grantId, change));
        expect(await use({ purposeCode: 'MARKETING' })).toBe('EXCHANGE_PURPOSE_MISMATCH');
        expect(await use({ items: ['idNo'] })).toBe('EXCHANGE_ITEM_NOT_GRANTED');
        expect(await use({ grantId: unknownId() })).toBe('EXCHANGE_GRANT_NOT_FOUND');
        expect(await use({ slot: 3 })).toBe('EXCHANGE_GRANT_EXHAUSTED');
        expect(await use({ subject: 'Li' })).toBe(inputInvalid);
        for (const consumer of [by('yan'), other]) {
            const call = sharing.use(grantId, {}, { by: consumer });
            expect(await codeOf(call)).toBe('EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        }
        for (const officerId of ['wu', 'gao', 'chen', 'ma']) {
            expect(await codeOf(sharing.use(grantId, {}, { by: by(officerId) }))).toBe(accessDenied);
        }
    });

    test('a grant is used twice, at free numbers, and then exhausted', async () => {
        for (const left of [2, 1]) {
            const offered = await by('lu').freeUse({ grantId });
            expect(offered).toMatchObject({ grantId, free: left, maxUses: 2 });
            const used = await steps.take(sharing.use(grantId, { slot: offered.slot }));
            expect(used).toEqual({ usageId: `${grantId}~${String(offered.slot)}`, status: 'CLAIMED' });
            usageIds.push(used.usageId);
            if (left === 2) {
                expect(await codeOf(sharing.use(grantId, { slot: offered.slot }))).toBe('EXCHANGE_USE_SLOT_TAKEN');
            }
        }
        expect(await codeOf(by('lu').freeUse({ grantId }))).toBe('EXCHANGE_GRANT_EXHAUSTED');
        expect(await codeOf(sharing.use(grantId, { slot: 3 }))).toBe('EXCHANGE_GRANT_EXHAUSTED');
        expect(await by('lu').grantById({ grantId })).toMatchObject({ status: 'EXHAUSTED', uses: 2 });
        expect(await by('wu').requestById({ requestId })).toMatchObject({ status: 'GRANTED', grantId });
        // What is used up may be asked for again.
        const { result } = await by('lu').requestShare(sharing.asking(resourceCode), { private: requestDetails });
        expect(result.status).toBe('SUBMITTED');
    });

    test('a use sent again under its command id is one use', async () => {
        const wide = await sharing.granted(3);
        const commandId = `use-${wide}`;
        const options = { private: { salt: 'b'.repeat(64), ...useDetails }, commandId };
        const first = await by('lu').useGrant(sharing.using(wide), options);
        const again = await by('lu').useGrant(sharing.using(wide), options);
        expect(again.result).toEqual(first.result);
        expect((await by('lu').grantById({ grantId: wide })).uses).toBe(1);
        const changed = { ...options, private: { ...options.private, caseNumber: 'LT-2026-18' } };
        expect(await codeOf(by('lu').useGrant(sharing.using(wide), changed))).toBe('RUNTIME_COMMAND_REUSED');
    });

    test('a grant is suspended, resumed by whoever suspended it, and revoked for good', async () => {
        const stopped = await sharing.granted();
        const order = { grantId: stopped, reason: 'under review' };
        expect(await codeOf(by('lu').suspendGrant(order))).toBe(accessDenied);
        expect(await codeOf(other.suspendGrant(order))).toBe('EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
        expect(await codeOf(by('wu').suspendGrant({ ...order, grantId: unknownId() }))).toBe(
            'EXCHANGE_GRANT_NOT_FOUND',
        );
        await by('gao').suspendGrant(order);
        expect(await refusalOf(sharing.use(stopped))).toMatchObject({
            code: 'EXCHANGE_GRANT_STATE_FORBIDS',
            details: { operation: 'useGrant', status: 'SUSPENDED' },
        });
        expect(await codeOf(by('wu').resumeGrant(order))).toBe('EXCHANGE_GRANT_STOPPED_BY_OTHER');
        await by('gao').resumeGrant(order);
        await sharing.use(stopped);
        await by('wu').revokeGrant(order);
        expect(await codeOf(sharing.use(stopped, { slot: 2 }))).toBe('EXCHANGE_GRANT_STATE_FORBIDS');
        expect(await codeOf(by('gao').resumeGrant(order))).toBe('EXCHANGE_GRANT_STATE_FORBIDS');
    });

    test('a grant is not used before and after its time', async () => {
        const from = (fromNow: number): string => new Date(Date.now() + fromNow).toISOString();
        const grantFor = async (validFrom: string, validTo: string): Promise<string> => {
            const asking = sharing.asking(await sharing.published(), { wanted: { maxUses: 1, validFrom, validTo } });
            const { result } = await sharing.grant(await sharing.pending(asking), asking);
            return result.grantId ?? '';
        };
        const later = await grantFor(from(60_000), from(120_000));
        expect(await codeOf(sharing.use(later))).toBe('EXCHANGE_GRANT_NOT_YET_VALID');
        const validTo = from(10_000);
        const brief = await grantFor(from(-60_000), validTo);
        while ((await by('lu').grantById({ grantId: brief })).status === 'ACTIVE') {
            expect(Date.now()).toBeLessThan(Date.parse(validTo) + 20_000);
        }
        expect(await refusalOf(sharing.use(brief))).toMatchObject({
            code: 'EXCHANGE_GRANT_EXPIRED',
            details: { grantId: brief, validTo },
        });
    }, 60_000);

    test('the citizen sees both uses, the newest first, with purpose and receiver', async () => {
        const { usage } = await by('gao').findUsage({ pseudonyms: [newPseudonym(), sharing.subject] });
        const ofGrant = usage.filter((line) => line.usageId.startsWith(grantId));
        const line = {
            action: 'CLAIMED',
            receiver: { agencyId: 'land-registry', departmentId: 'counter' },
            provider: 'civil-affairs',
            purposeCode: 'LAND-TRANSFER',
            resourceCode,
            items: ['name', 'status'],
        };
        expect(ofGrant).toMatchObject([
            { ...line, usageId: usageIds[1] },
            { ...line, usageId: usageIds[0] },
        ]);
        const times = usage.map(({ logtime }) => logtime);
        expect(times).toEqual([...times].sort().reverse());
        expect(await by('shen').findUsage({ pseudonyms: [sharing.subject] })).toEqual({ usage });
        expect(await codeOf(by('wu').findUsage({ pseudonyms: [sharing.subject] }))).toBe(accessDenied);
    });

    test('details of a use are for its department, the provider and the data authority', async () => {
        const [usageId = ''] = usageIds;
        for (const officerId of ['lu', 'wu', 'gao']) {
            expect(await by(officerId).useDetails({ usageId })).toEqual(useDetails);
        }
        for (const outsider of [by('yan'), other]) {
            expect(await codeOf(outsider.useDetails({ usageId }))).toBe('EXCHANGE_RECORD_OF_OTHER_AGENCIES');
        }
        expect(await codeOf(by('shen').useDetails({ usageId }))).toBe(accessDenied);
        const unknown = { usageId: `${unknownId()}~1` };
        expect(await codeOf(by('lu').useDetails(unknown))).toBe('EXCHANGE_USAGE_NOT_FOUND');
    });

    test('each use was one transaction with one envelope of its event', async () => {
        expect(await steps.written(desk.as('lu'))).toEqual([['dataUsed'], ['dataUsed']]);
    });

    test('the uses tell who used what', async () => {
        const { items } = await by('shen').usesOf({ grantId });
        expect(items.map(({ usageId }) => usageId).sort()).toEqual([...usageIds].sort());
        for (const usage of items) {
            expect(usage).toMatchObject({
                usedBy: { officerId: 'lu', agencyId: 'land-registry' },
                subject: sharing.subject,
                requestHash: documentHash(`a request message of ${grantId}`),
            });
        }
    });
});
