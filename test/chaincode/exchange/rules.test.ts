import { authorise } from '../../../chaincode/src/exchange/authorisation';
import * as catalogue from '../../../chaincode/src/exchange/catalogue';
import * as grants from '../../../chaincode/src/exchange/grants';
import { heldItems, withHeld } from '../../../chaincode/src/exchange/holdings';
import { requireInsider, requireReader } from '../../../chaincode/src/exchange/parties';
import type { Resource, ShareGrant, ShareRequest } from '../../../chaincode/src/exchange/records';
import * as requests from '../../../chaincode/src/exchange/requests';
import type { Terms } from '../../../chaincode/src/exchange/requests';
import * as uses from '../../../chaincode/src/exchange/uses';
import type { Caller } from '../../../chaincode/src/runtime/caller';
import { deliverTo, headerFor, sealedWith } from '../../support/sealing/jwe';
import {
    answered,
    auditor,
    authority,
    claimed,
    codeOf,
    consumer,
    delivery,
    grant,
    grantId,
    hex,
    inThirtyDays,
    metadata,
    notShared,
    now,
    officer,
    otherProvider,
    pendingRequest,
    provider,
    refusalOf,
    request,
    requestId,
    resource,
    resourceCode,
    unconditional,
    wanted,
} from './people';

const newId = (): string => grantId;
const later = '2026-03-20T08:00:00.000Z';
const raised: Resource = { ...resource, items: resource.items.map((item) => ({ ...item, level: 3 })) };
const withdrawn: Resource = { ...resource, status: 'WITHDRAWN' };
const closed: Resource = { ...resource, sharing: notShared };
const neighbour = officer('consumer-9', 'Land', 'consumer', 2, 'archive');

describe('the catalogue', () => {
    it('enters a resource under the agency and MSP of the officer who publishes it', () => {
        expect(catalogue.publishResource({ ...metadata, resourceCode }, now, provider)).toEqual(resource);
    });

    it('counts amendments and keeps who provides and when it was published', () => {
        const entry = { ...metadata, resourceCode, sharing: unconditional };
        expect(catalogue.amendResource(resource, entry, provider)).toEqual({
            ...resource,
            sharing: { shareType: 'UNCONDITIONAL', shareMode: 'PLATFORM' },
            revision: 2,
        });
    });

    it.each([
        ['another agency’s officer', resource, otherProvider, 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY'],
        ['the data authority', resource, authority, 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY'],
        ['its provider, after withdrawal', withdrawn, provider, 'EXCHANGE_RESOURCE_STATE_FORBIDS'],
    ])('is not changed by %s', (_who, before, caller, code) => {
        expect(codeOf(() => catalogue.amendResource(before, { ...metadata, resourceCode }, caller))).toBe(code);
        expect(codeOf(() => catalogue.withdrawResource(before, 'obsolete', now, caller))).toBe(code);
    });
});

describe('a request', () => {
    const asking = {
        requestId,
        items: ['name', 'status'],
        purposeCode: 'LAND-TRANSFER',
        wanted,
        detailsCommitment: hex('d'),
    };

    it('names the department, what it asks for and what it may see', () => {
        expect(requests.requestShare(resource, asking, now, consumer)).toEqual(request);
    });

    it.each([
        ['an item above the officer’s clearance', { items: ['name', 'idNo'] }, resource, 'CLEARANCE_INSUFFICIENT'],
        ['an item that the resource does not have', { items: ['salary'] }, resource, 'ITEM_UNKNOWN'],
        ['a period that has ended', { wanted: { ...wanted, validTo: now } }, resource, 'PERIOD_INVALID'],
        [
            'a period that ends before it begins',
            { wanted: { maxUses: 1, validFrom: inThirtyDays, validTo: later } },
            resource,
            'PERIOD_INVALID',
        ],
        ['a resource that is not shared', {}, closed, 'RESOURCE_NOT_SHARED'],
        ['a withdrawn resource', {}, withdrawn, 'RESOURCE_STATE_FORBIDS'],
    ])('is refused for %s', (_what, change, of, code) => {
        expect(codeOf(() => requests.requestShare(of, { ...asking, ...change }, now, consumer))).toBe(
            `EXCHANGE_${code}`,
        );
    });

    it('says which item needs how much and what the officer has', () => {
        const refused = refusalOf(() => requests.requestShare(resource, { ...asking, items: ['idNo'] }, now, consumer));
        expect(refused?.details).toEqual({ itemCode: 'idNo', need: 3, have: 2 });
    });

    it('counts the clearance of grants to use data only', () => {
        const { grants: held } = officer('consumer-1', 'Land', 'registrar', 4);
        const mixed: Caller = { ...consumer, grants: [...consumer.grants, ...held] };
        const refused = refusalOf(() => requests.requestShare(resource, { ...asking, items: ['idNo'] }, now, mixed));
        expect(refused?.details).toEqual({ itemCode: 'idNo', need: 3, have: 2 });
    });
});

describe('the conformity check', () => {
    const confirm = (of: ShareRequest, by: Caller, what = resource): requests.Decided =>
        requests.confirmConformity(of, what, newId, now, by);

    it('hands a conditional request to its provider, with ten days to answer', () => {
        expect(confirm(request, authority)).toEqual({ request: pendingRequest });
    });

    it('grants what is shared unconditionally, as it was asked for', () => {
        const decided = confirm(request, authority, { ...resource, sharing: unconditional });
        expect(decided).toEqual({
            request: {
                ...request,
                status: 'GRANTED',
                grantId,
                conformity: { officer: { officerId: 'authority-1', agencyId: 'Data' }, at: now },
            },
            grant: { ...grant, grantedBy: { officerId: 'authority-1', agencyId: 'Data' } },
        });
    });

    it.each([
        ['twice', pendingRequest, authority, resource, 'REQUEST_STATE_FORBIDS'],
        ['by who asked', request, officer('consumer-1', 'Data', 'dataAuthority'), resource, 'OFFICERS_NOT_SEPARATE'],
        ['for a resource withdrawn since', request, authority, withdrawn, 'RESOURCE_STATE_FORBIDS'],
        ['for a resource closed since', request, authority, closed, 'RESOURCE_NOT_SHARED'],
    ])('is not made %s', (_how, of, by, what, code) => {
        expect(codeOf(() => confirm(of, by, what))).toBe(`EXCHANGE_${code}`);
    });

    it('does not grant above the clearance that the department has shown, even unconditionally', () => {
        const open = { ...raised, sharing: unconditional };
        expect(codeOf(() => confirm(request, authority, open))).toBe('EXCHANGE_CLEARANCE_INSUFFICIENT');
    });

    it('rejects with a reason, and not without', () => {
        expect(requests.rejectConformity(request, 'no legal task', now, authority)).toEqual({
            ...request,
            status: 'REJECTED',
            conformity: {
                officer: { officerId: 'authority-1', agencyId: 'Data' },
                at: now,
                reason: 'no legal task',
            },
        });
        const silent = (): unknown => requests.rejectConformity(request, undefined, now, authority);
        expect(codeOf(silent)).toBe('EXCHANGE_REASON_REQUIRED');
    });
});

describe('the provider’s answer', () => {
    const terms: Terms = { items: ['name', 'status'], ...wanted };
    const give = (change: Partial<Terms> = {}, at = now, by = provider, of = pendingRequest): requests.Decided =>
        requests.grantRequest(of, resource, { ...terms, ...change }, newId, at, by);

    it('grants items for the requested purpose to the department', () => {
        const decided = give();
        expect(decided.grant).toEqual(grant);
        expect(decided.request).toEqual({
            ...pendingRequest,
            status: 'GRANTED',
            grantId,
            answer: { officer: { officerId: 'provider-1', agencyId: 'Civil' }, at: now },
        });
    });

    it.each([
        ['an item that was not asked for', { items: ['idNo'] }, 'ITEM_NOT_REQUESTED', { itemCode: 'idNo' }],
        ['more uses', { maxUses: 3 }, 'GRANT_EXCEEDS_REQUEST', { field: 'maxUses' }],
        ['an earlier beginning', { validFrom: '2026-03-01T00:00:00.000Z' }, 'GRANT_EXCEEDS_REQUEST', {}],
        ['a later end', { validTo: '2026-04-02T00:00:00.000Z' }, 'GRANT_EXCEEDS_REQUEST', { field: 'validTo' }],
        ['a period that is over', { validTo: now }, 'PERIOD_INVALID', {}],
    ])('does not give %s', (_what, change, code, details) => {
        const refused = refusalOf(() => give(change));
        expect(refused?.code).toBe(`EXCHANGE_${code}`);
        expect(refused?.details).toMatchObject(details);
    });

    it('gives less than was asked for', () => {
        const decided = give({ items: ['status'], maxUses: 1, validTo: later });
        expect(decided.grant).toMatchObject({ items: ['status'], maxUses: 1, validTo: later });
    });

    it.each([
        ['another provider', otherProvider, pendingRequest, 'RESOURCE_OF_OTHER_AGENCY'],
        ['the consumer', consumer, pendingRequest, 'RESOURCE_OF_OTHER_AGENCY'],
        ['who asked', officer('consumer-1', 'Civil', 'provider'), pendingRequest, 'OFFICERS_NOT_SEPARATE'],
        ['its provider before the check', provider, request, 'REQUEST_STATE_FORBIDS'],
    ])('is not given by %s', (_who, by, of, code) => {
        expect(codeOf(() => give({}, now, by, of))).toBe(`EXCHANGE_${code}`);
        expect(codeOf(() => requests.rejectRequest(of, 'no', now, by))).toBe(`EXCHANGE_${code}`);
    });

    it('follows levels that were raised after the request', () => {
        const refused = refusalOf(() => requests.grantRequest(pendingRequest, raised, terms, newId, now, provider));
        expect(refused?.details).toEqual({ itemCode: 'name', need: 3, have: 2 });
    });

    it('is on time at the due instant and late a millisecond after', () => {
        expect(give({}, '2026-03-12T08:00:00.000Z').request.overdueSince).toBeUndefined();
        expect(give({}, '2026-03-12T08:00:00.001Z').request.overdueSince).toBe('2026-03-12T08:00:00.000Z');
    });

    it('rejects late with a mandatory reason and the delay on record', () => {
        expect(requests.rejectRequest(pendingRequest, 'no such data', later, provider)).toMatchObject({
            status: 'REJECTED',
            overdueSince: '2026-03-12T08:00:00.000Z',
            answer: { reason: 'no such data' },
        });
        const silent = (): unknown => requests.rejectRequest(pendingRequest, undefined, now, provider);
        expect(codeOf(silent)).toBe('EXCHANGE_REASON_REQUIRED');
    });

    it('is flagged as overdue once, and not before it is', () => {
        const { flagged, overdueSince } = requests.flagOverdue(pendingRequest, later);
        expect(overdueSince).toBe('2026-03-12T08:00:00.000Z');
        expect(flagged).toEqual({ ...pendingRequest, overdueSince });
        expect(codeOf(() => requests.flagOverdue(flagged, later))).toBe('EXCHANGE_OVERDUE_ALREADY_FLAGGED');
        expect(codeOf(() => requests.flagOverdue(pendingRequest, now))).toBe('EXCHANGE_REQUEST_NOT_OVERDUE');
        expect(codeOf(() => requests.flagOverdue(request, later))).toBe('EXCHANGE_REQUEST_STATE_FORBIDS');
    });
});

describe('what a department holds', () => {
    const newerId = hex('3', 32);

    it('is the latest grant of each item, in the resource’s order', () => {
        const first = withHeld(undefined, grant, resource);
        expect(first).toEqual({
            consumerAgencyId: 'Land',
            consumerDepartmentId: 'main',
            resourceCode,
            purposeCode: 'LAND-TRANSFER',
            items: [
                { itemCode: 'name', grantId },
                { itemCode: 'status', grantId },
            ],
        });
        const second = withHeld(first, { ...grant, grantId: newerId, items: ['idNo', 'status'] }, resource);
        expect(second.items).toEqual([
            { itemCode: 'name', grantId },
            { itemCode: 'status', grantId: newerId },
            { itemCode: 'idNo', grantId: newerId },
        ]);
        expect(heldItems(second, ['status', 'salary'])).toEqual([{ itemCode: 'status', grantId: newerId }]);
        expect(heldItems(undefined, ['status'])).toEqual([]);
    });

    it('forgets items that the resource has lost', () => {
        const onlyStatus = { items: resource.items.filter(({ itemCode }) => itemCode === 'status') };
        const held = withHeld(withHeld(undefined, grant, resource), { ...grant, items: ['status'] }, onlyStatus);
        expect(held.items).toEqual([{ itemCode: 'status', grantId }]);
    });
});

describe('a grant', () => {
    const stoppedBy = (by: Caller): ShareGrant => grants.suspendGrant(grant, 'audit', now, by);

    it.each([
        ['its provider', provider],
        ['the data authority', authority],
    ])('is suspended, resumed and revoked by %s', (_who, by) => {
        const stopped = { officer: { officerId: by.officerId, agencyId: by.agencyId }, at: now, reason: 'audit' };
        expect(stoppedBy(by)).toEqual({ ...grant, status: 'SUSPENDED', stopped });
        expect(grants.resumeGrant(stoppedBy(by), 'clear', now, by)).toMatchObject({
            status: 'ACTIVE',
            resumed: { reason: 'clear' },
        });
        expect(grants.revokeGrant(stoppedBy(by), 'misuse', now, by)).toMatchObject({
            status: 'REVOKED',
            stopped: { reason: 'misuse' },
        });
    });

    it.each([
        ['another provider', otherProvider],
        ['its consumer', consumer],
        ['an auditor', auditor],
    ])('is not touched by %s', (_who, by) => {
        const code = 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY';
        expect(codeOf(() => grants.suspendGrant(grant, 'x', now, by))).toBe(code);
        expect(codeOf(() => grants.resumeGrant(stoppedBy(provider), 'x', now, by))).toBe(code);
        expect(codeOf(() => grants.revokeGrant(grant, 'x', now, by))).toBe(code);
    });

    it('that the data authority suspended is not resumed by its provider, but the other way round', () => {
        const resume = (by: Caller, of: ShareGrant) => (): unknown => grants.resumeGrant(of, 'x', now, by);
        expect(codeOf(resume(provider, stoppedBy(authority)))).toBe('EXCHANGE_GRANT_STOPPED_BY_OTHER');
        expect(codeOf(resume(authority, stoppedBy(provider)))).toBe('no refusal');
    });

    it.each([
        [grant, 0, now, 'ACTIVE'],
        [grant, 1, now, 'ACTIVE'],
        [grant, 2, now, 'EXHAUSTED'],
        [grant, 0, inThirtyDays, 'EXPIRED'],
        [grant, 2, inThirtyDays, 'EXPIRED'],
        [{ ...grant, status: 'SUSPENDED' as const }, 0, now, 'SUSPENDED'],
        [{ ...grant, status: 'REVOKED' as const }, 2, inThirtyDays, 'REVOKED'],
    ])('%# stands as its status, its claimed slots and the time make it', (of, uses, at, standing) => {
        expect(grants.standingOf(of, uses, at)).toBe(standing);
    });
});

describe('a use', () => {
    const claim: uses.Claim = {
        slot: 1,
        items: ['name', 'status'],
        purposeCode: 'LAND-TRANSFER',
        subject: hex('5'),
        requestHash: hex('6'),
        deliverTo,
        detailsCommitment: hex('7'),
    };
    interface Situation {
        readonly of?: Partial<ShareGrant>;
        readonly what?: Resource;
        readonly claim?: Partial<uses.Claim>;
        readonly at?: string;
        readonly by?: Caller;
    }
    const use = ({ of = {}, what = resource, claim: change = {}, at = now, by = consumer }: Situation): unknown =>
        uses.useGrant({ ...grant, ...of }, what, { ...claim, ...change }, at, by);

    it('records who used what for which purpose, with the levels of that time', () => {
        expect(use({})).toEqual(claimed);
    });

    const situations: readonly (readonly [string, Situation, string])[] = [
        ['in a neighbouring department', { by: neighbour }, 'GRANT_OF_OTHER_DEPARTMENT'],
        [
            'in another agency’s department of that name',
            { by: officer('c', 'Tax', 'consumer') },
            'GRANT_OF_OTHER_DEPARTMENT',
        ],
        ['of a suspended grant', { of: { status: 'SUSPENDED' } }, 'GRANT_STATE_FORBIDS'],
        ['of a revoked grant', { of: { status: 'REVOKED' } }, 'GRANT_STATE_FORBIDS'],
        ['before the grant begins', { of: { validFrom: later } }, 'GRANT_NOT_YET_VALID'],
        ['at the end of the period', { at: inThirtyDays }, 'GRANT_EXPIRED'],
        ['beyond the last slot', { claim: { slot: 3 } }, 'GRANT_EXHAUSTED'],
        [
            'with a key off the curve',
            { claim: { deliverTo: { ...deliverTo, x: deliverTo.y } } },
            'DELIVERY_KEY_INVALID',
        ],
        ['for another purpose', { claim: { purposeCode: 'TAX-AUDIT' } }, 'PURPOSE_MISMATCH'],
        ['of an item that was not granted', { claim: { items: ['idNo'] } }, 'ITEM_NOT_GRANTED'],
        [
            'of an item that the resource has lost',
            { of: { items: ['salary'] }, claim: { items: ['salary'] } },
            'ITEM_UNKNOWN',
        ],
        ['of a level raised since', { what: raised }, 'CLEARANCE_INSUFFICIENT'],
        ['under a lower clearance', { by: officer('c', 'Land', 'consumer', 1) }, 'CLEARANCE_INSUFFICIENT'],
        ['of a withdrawn resource', { what: withdrawn }, 'RESOURCE_STATE_FORBIDS'],
        ['of a resource closed since', { what: closed }, 'RESOURCE_NOT_SHARED'],
    ];
    it.each(situations)('is refused %s', (_what, situation, code) => {
        expect(codeOf(() => use(situation))).toBe(`EXCHANGE_${code}`);
    });

    it.each(situations.filter(([what]) => !['beyond the last slot', 'with a key off the curve'].includes(what)))(
        'is foretold as refused %s',
        (_what, { of = {}, what = resource, claim: change = {}, at = now, by = consumer }, code) => {
            const { items, purposeCode } = { ...claim, ...change };
            const facts = { grant: { ...grant, ...of }, resource: what, purposeCode };
            const told = authorise(facts, items, 0, at, by);
            expect(told.allowed).toBe(false);
            expect(told.items[0]?.objections.map((objection) => objection.code)).toContain(`EXCHANGE_${code}`);
        },
    );

    it('is foretold item by item, with every objection', () => {
        const facts = { grant, resource, purposeCode: 'TAX-AUDIT' };
        expect(authorise(facts, ['name', 'idNo'], 2, now, consumer)).toEqual({
            grantId,
            allowed: false,
            items: [
                {
                    itemCode: 'name',
                    allowed: false,
                    objections: [{ code: 'EXCHANGE_PURPOSE_MISMATCH' }, { code: 'EXCHANGE_GRANT_EXHAUSTED' }],
                },
                {
                    itemCode: 'idNo',
                    allowed: false,
                    objections: [
                        { code: 'EXCHANGE_PURPOSE_MISMATCH' },
                        { code: 'EXCHANGE_GRANT_EXHAUSTED' },
                        { code: 'EXCHANGE_ITEM_NOT_GRANTED' },
                        { code: 'EXCHANGE_CLEARANCE_INSUFFICIENT', need: 3, have: 2 },
                    ],
                },
            ],
        });
        expect(authorise({ ...facts, purposeCode: 'LAND-TRANSFER' }, ['name'], 1, now, consumer)).toEqual({
            grantId,
            allowed: true,
            items: [{ itemCode: 'name', allowed: true, objections: [] }],
        });
    });
});

describe('the answer to a use', () => {
    const answer = { commitment: hex('c'), responseHash: hex('e') };
    const suspended: ShareGrant = { ...grant, status: 'SUSPENDED' };
    const purged = { ...answered, status: 'PURGED' as const };

    it('is committed to once by the provider', () => {
        expect(uses.commitAnswer(claimed, grant, answer, now, provider)).toEqual(answered);
        const again = (): unknown => uses.commitAnswer(answered, grant, answer, now, provider);
        expect(codeOf(again)).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
    });

    it('is still given after the grant has expired, but not after it was stopped', () => {
        const answerIt = (of: ShareGrant, at: string) => (): unknown =>
            uses.commitAnswer(claimed, of, answer, at, provider);
        expect(codeOf(answerIt(grant, inThirtyDays))).toBe('no refusal');
        expect(codeOf(answerIt(suspended, now))).toBe('EXCHANGE_GRANT_STATE_FORBIDS');
    });

    const usageId = `${grantId}~1`;
    const record = '{"name":"Li Example","status":"married"}';
    const sealed = sealedWith(headerFor(usageId), record);
    const few = sealedWith(headerFor(usageId, ['name']), '{"name":"Li"}');
    const many = sealedWith(headerFor(usageId, ['idNo', 'name', 'status']), record);
    it.each([
        ['the committed record with its items', answered, grant, sealed, hex('c'), provider, 'no refusal'],
        ['another record', answered, grant, sealed, hex('b'), provider, 'EXCHANGE_DELIVERY_COMMITMENT_MISMATCH'],
        ['too few items', answered, grant, few, hex('c'), provider, 'EXCHANGE_DELIVERY_ITEMS_DIFFER'],
        ['too many items', answered, grant, many, hex('c'), provider, 'EXCHANGE_DELIVERY_ITEMS_DIFFER'],
        ['what is not sealed', answered, grant, record, hex('c'), provider, 'EXCHANGE_DELIVERY_NOT_SEALED'],
        ['what was not committed to', claimed, grant, sealed, hex('c'), provider, 'EXCHANGE_USAGE_STATE_FORBIDS'],
        ['after the purge', purged, grant, sealed, hex('c'), provider, 'EXCHANGE_USAGE_STATE_FORBIDS'],
        ['under a stopped grant', answered, suspended, sealed, hex('c'), provider, 'EXCHANGE_GRANT_STATE_FORBIDS'],
        [
            'from another provider',
            answered,
            grant,
            sealed,
            hex('c'),
            otherProvider,
            'EXCHANGE_RESOURCE_OF_OTHER_AGENCY',
        ],
        ['from the consumer', answered, grant, sealed, hex('c'), consumer, 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY'],
    ])('admits to the inbox or refuses: %s', (_what, usage, of, given, commitment, by, code) => {
        expect(codeOf(() => uses.admitDelivery(usage, of, delivery(given), commitment, by))).toBe(code);
    });

    it('is read by the department with the clearance that each item needs now or needed then', () => {
        const lowered: Resource = { ...resource, items: resource.items.map((item) => ({ ...item, level: 1 })) };
        const gone: Resource = { ...resource, items: resource.items.slice(2) };
        const low = officer('consumer-2', 'Land', 'consumer', 1);
        const read = (by: Caller, what = resource, of = grant) =>
            codeOf(() => uses.admitReading(answered, of, what, by));
        expect(read(consumer)).toBe('no refusal');
        expect(read(consumer, gone)).toBe('no refusal');
        expect(read(neighbour)).toBe('EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        expect(read(low)).toBe('EXCHANGE_CLEARANCE_INSUFFICIENT');
        expect(read(low, lowered)).toBe('EXCHANGE_CLEARANCE_INSUFFICIENT');
        expect(read(consumer, raised)).toBe('EXCHANGE_CLEARANCE_INSUFFICIENT');
        expect(read(consumer, resource, suspended)).toBe('EXCHANGE_GRANT_STATE_FORBIDS');
    });

    it('is confirmed and purged by the department, once it is there', () => {
        expect(uses.confirmReceipt(answered, true, now, consumer)).toMatchObject({ status: 'RECEIVED' });
        expect(uses.purgeDelivery(answered, true, 'case closed', now, consumer)).toMatchObject({
            status: 'PURGED',
            purge: { reason: 'case closed' },
        });
        const code = (act: () => unknown): string => codeOf(act);
        expect(code(() => uses.confirmReceipt(answered, false, now, consumer))).toBe('EXCHANGE_DELIVERY_NOT_FOUND');
        expect(code(() => uses.purgeDelivery(answered, false, 'x', now, consumer))).toBe('EXCHANGE_DELIVERY_NOT_FOUND');
        expect(code(() => uses.confirmReceipt(answered, true, now, neighbour))).toBe(
            'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT',
        );
        expect(code(() => uses.purgeDelivery(answered, true, 'x', now, neighbour))).toBe(
            'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT',
        );
        expect(code(() => uses.confirmReceipt(claimed, true, now, consumer))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
        expect(code(() => uses.purgeDelivery(purged, true, 'x', now, consumer))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
    });
});

describe('metadata and details', () => {
    const stranger = officer('stranger', 'Tax', 'consumer');

    it.each([
        ['consumer', consumer, true, true],
        ['provider', provider, true, true],
        ['data authority', authority, true, true],
        ['auditor', auditor, true, false],
        ['neighbouring department', neighbour, true, false],
        ['stranger', stranger, false, false],
        ['other provider', otherProvider, false, false],
    ])('are shown to the %s as they should be', (_who, by, seesMetadata, seesDetails) => {
        const code = (shown: boolean): string => (shown ? 'no refusal' : 'EXCHANGE_RECORD_OF_OTHER_AGENCIES');
        expect(codeOf(() => requireReader(by, request))).toBe(code(seesMetadata));
        expect(codeOf(() => requireInsider(by, request))).toBe(code(seesDetails));
    });
});
