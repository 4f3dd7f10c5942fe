/** The exchange's transactions: load by key, decide by a pure rule, store, tell. */
import { commitmentOf } from '../runtime/commitment';
import type { TxContext } from '../runtime/context';
import { domainContract } from '../runtime/door';
import { refusal } from '../runtime/errors';
import type { Handlers } from '../runtime/handlers';
import { exchangeAccess } from './access';
import { type ExchangeApi, exchangeApi } from './api';
import * as catalogue from './catalogue';
import { inboxOf, pairOf } from './collections';
import { exchangeErrors as errors } from './errors';
import * as grants from './grants';
import { heldItems, holdingKey, withHeld } from './holdings';
import { hasFreeSlot, loadGrant, loadRequest, loadResource, loadUsage } from './loading';
import { requireReader } from './parties';
import { exchangeQueries } from './queries';
import {
    deliveryRecord,
    grantRecord,
    type Holding,
    holdingRecord,
    requestDetailsRecord,
    requestRecord,
    type Resource,
    resourceRecord,
    type ShareGrant,
    type ShareRequest,
    type Usage,
    useDetailsRecord,
    useRecord,
} from './records';
import * as requests from './requests';
import { usageIdOf, usageKey } from './usage-id';
import * as uses from './uses';

type Context = TxContext<ExchangeApi>;

const handlers: Handlers<ExchangeApi> = {
    ...exchangeQueries,

    async publishResource(ctx, entry) {
        const { resourceCode } = entry;
        if ((await ctx.records(resourceRecord).find(resourceCode)) !== undefined) {
            throw refusal(errors.RESOURCE_EXISTS, { resourceCode });
        }
        const published = catalogue.publishResource(entry, ctx.now, ctx.caller);
        const { status, revision } = await ctx.records(resourceRecord).create(published);
        ctx.emit('resourcePublished', { resourceCode, revision });
        return { resourceCode, status, revision };
    },

    async amendResource(ctx, entry) {
        const amended = catalogue.amendResource(await loadResource(ctx, entry.resourceCode), entry, ctx.caller);
        const { resourceCode, status, revision } = ctx.records(resourceRecord).update(amended);
        ctx.emit('resourceAmended', { resourceCode, revision });
        return { resourceCode, status, revision };
    },

    async withdrawResource(ctx, { resourceCode, reason }) {
        const resource = await loadResource(ctx, resourceCode);
        const withdrawn = catalogue.withdrawResource(resource, reason, ctx.now, ctx.caller);
        const { status, revision } = ctx.records(resourceRecord).update(withdrawn);
        ctx.emit('resourceWithdrawn', { resourceCode });
        return { resourceCode, status, revision };
    },

    async requestShare(ctx, input, details) {
        const resource = await loadResource(ctx, input.resourceCode);
        const asking = { ...input, requestId: ctx.newId(), detailsCommitment: commitmentOf(details) };
        const request = requests.requestShare(resource, asking, ctx.now, ctx.caller);
        await refuseHeld(ctx, request, request.items);
        const { requestId, status, resourceCode, purposeCode } = ctx.records(requestRecord).insert(request);
        ctx.privateRecords(requestDetailsRecord, pairOf(request)).put([requestId], details);
        ctx.emit('shareRequested', { requestId, resourceCode, purposeCode });
        return { requestId, status };
    },

    async checkConformity(ctx, { requestId, outcome, reason }) {
        const request = await loadRequest(ctx, requestId);
        if (outcome === 'REJECTED') {
            const rejected = requests.rejectConformity(request, reason, ctx.now, ctx.caller);
            return closeRequest(ctx, rejected);
        }
        const resource = await loadResource(ctx, request.resourceCode);
        const decided = requests.confirmConformity(request, resource, () => ctx.newId(), ctx.now, ctx.caller);
        ctx.emit('conformityChecked', { requestId, status: decided.request.status });
        return storeDecided(ctx, decided, resource);
    },

    async answerRequest(ctx, { requestId, answer }) {
        const request = await loadRequest(ctx, requestId);
        if (answer.decision === 'REJECT') {
            const rejected = requests.rejectRequest(request, answer.reason, ctx.now, ctx.caller);
            tellOverdue(ctx, request, rejected);
            return { ...closeRequest(ctx, rejected), overdue: rejected.overdueSince !== undefined };
        }
        const resource = await loadResource(ctx, request.resourceCode);
        const decided = requests.grantRequest(request, resource, answer, () => ctx.newId(), ctx.now, ctx.caller);
        tellOverdue(ctx, request, decided.request);
        return { ...(await storeDecided(ctx, decided, resource)), overdue: decided.request.overdueSince !== undefined };
    },

    async flagOverdue(ctx, { requestId }) {
        const request = await loadRequest(ctx, requestId);
        requireReader(ctx.caller, request);
        const { flagged, overdueSince } = requests.flagOverdue(request, ctx.now);
        const { status } = ctx.records(requestRecord).update(flagged);
        tellOverdue(ctx, request, flagged);
        return { requestId, status, overdueSince };
    },

    async suspendGrant(ctx, { grantId, reason }) {
        const grant = grants.suspendGrant(await loadGrant(ctx, grantId), reason, ctx.now, ctx.caller);
        return storeGrant(ctx, grant, 'grantSuspended');
    },

    async resumeGrant(ctx, { grantId, reason }) {
        const grant = grants.resumeGrant(await loadGrant(ctx, grantId), reason, ctx.now, ctx.caller);
        return storeGrant(ctx, grant, 'grantResumed');
    },

    async revokeGrant(ctx, { grantId, reason }) {
        const grant = grants.revokeGrant(await loadGrant(ctx, grantId), reason, ctx.now, ctx.caller);
        return storeGrant(ctx, grant, 'grantRevoked');
    },

    async useGrant(ctx, input, details) {
        const grant = await loadGrant(ctx, input.grantId);
        const resource = await loadResource(ctx, grant.resourceCode);
        const claim = { ...input, detailsCommitment: commitmentOf(details) };
        const usage = uses.useGrant(grant, resource, claim, ctx.now, ctx.caller);
        const { grantId, slot, status, resourceCode, purposeCode } = usage;
        if ((await ctx.records(useRecord).find(grantId, slot)) !== undefined) {
            throw refusal(errors.USE_SLOT_TAKEN, { grantId, slot });
        }
        await ctx.records(useRecord).create(usage);
        ctx.privateRecords(useDetailsRecord, pairOf(usage)).put([grantId, slot], details);
        const usageId = usageIdOf(usage);
        ctx.emit('dataUsed', { usageId, resourceCode, purposeCode });
        return { usageId, status };
    },

    async commitAnswer(ctx, { usageId, commitment, responseHash }) {
        const { usage, grant } = await loadBoth(ctx, usageId);
        const answer = { commitment, responseHash };
        return storeUsage(ctx, uses.commitAnswer(usage, grant, answer, ctx.now, ctx.caller), 'answerCommitted');
    },

    deliverRecord: {
        collection: async (ctx, { usageId }) => inboxOf(await loadUsage(ctx, usageId)),
        async write(ctx, { usageId }, delivery) {
            const { usage, grant } = await loadBoth(ctx, usageId);
            uses.admitDelivery(usage, grant, delivery, commitmentOf(delivery), ctx.caller);
            if (await isDelivered(ctx, usage)) throw refusal(errors.DELIVERY_EXISTS, { usageId });
            ctx.privateRecords(deliveryRecord, inboxOf(usage)).put(usageKey(usageId), delivery);
        },
    },

    async confirmReceipt(ctx, { usageId }) {
        const usage = await loadUsage(ctx, usageId);
        const received = uses.confirmReceipt(usage, await isDelivered(ctx, usage), ctx.now, ctx.caller);
        return storeUsage(ctx, received, 'receiptConfirmed');
    },

    async purgeDelivery(ctx, { usageId, reason }) {
        const usage = await loadUsage(ctx, usageId);
        const purged = uses.purgeDelivery(usage, await isDelivered(ctx, usage), reason, ctx.now, ctx.caller);
        ctx.privateRecords(deliveryRecord, inboxOf(usage)).purge(...usageKey(usageId));
        return storeUsage(ctx, purged, 'deliveryPurged');
    },
};

export const exchangeRegister = domainContract(exchangeApi, exchangeAccess, handlers);

async function loadBoth(ctx: Context, usageId: string): Promise<{ usage: Usage; grant: ShareGrant }> {
    const usage = await loadUsage(ctx, usageId);
    return { usage, grant: await loadGrant(ctx, usage.grantId) };
}

/** By the hash, which every peer has and everybody may read. */
async function isDelivered(ctx: Context, usage: Usage): Promise<boolean> {
    const hash = await ctx.privateRecords(deliveryRecord, inboxOf(usage)).hash(usage.grantId, usage.slot);
    return hash !== undefined;
}

/** @throws EXCHANGE_ALREADY_GRANTED while a live grant with a free slot gives one of the items for the same purpose. */
async function refuseHeld(ctx: Context, request: ShareRequest, items: readonly string[]): Promise<Holding | undefined> {
    const holding = await ctx.records(holdingRecord).find(...holdingKey(request));
    for (const { itemCode, grantId } of heldItems(holding, items)) {
        const grant = await ctx.records(grantRecord).get(grantId);
        if (grants.isLive(grant, ctx.now) && (await hasFreeSlot(ctx, grant))) {
            throw refusal(errors.ALREADY_GRANTED, { itemCode, grantId });
        }
    }
    return holding;
}

async function storeDecided(
    ctx: Context,
    { request, grant }: requests.Decided,
    resource: Resource,
): Promise<Pick<ShareRequest, 'requestId' | 'status' | 'grantId'>> {
    const { requestId, status } = ctx.records(requestRecord).update(request);
    if (grant === undefined) return { requestId, status };
    const holding = await refuseHeld(ctx, request, grant.items);
    const held = withHeld(holding, grant, resource);
    if (holding === undefined) await ctx.records(holdingRecord).create(held);
    else ctx.records(holdingRecord).update(held);
    const { grantId, resourceCode, items } = ctx.records(grantRecord).insert(grant);
    ctx.emit('shareGranted', { requestId, grantId, resourceCode, items });
    return { requestId, status, grantId };
}

function closeRequest(ctx: Context, rejected: ShareRequest): Pick<ShareRequest, 'requestId' | 'status'> {
    const { requestId, status } = ctx.records(requestRecord).update(rejected);
    ctx.emit('requestRejected', { requestId });
    return { requestId, status };
}

function tellOverdue(ctx: Context, before: ShareRequest, after: ShareRequest): void {
    const { requestId, overdueSince } = after;
    if (overdueSince !== undefined && before.overdueSince === undefined) {
        ctx.emit('answerOverdue', { requestId, dueAt: overdueSince });
    }
}

function storeGrant(
    ctx: Context,
    grant: ShareGrant,
    event: 'grantSuspended' | 'grantResumed' | 'grantRevoked',
): Pick<ShareGrant, 'grantId' | 'status'> {
    const { grantId, status } = ctx.records(grantRecord).update(grant);
    ctx.emit(event, { grantId });
    return { grantId, status };
}

function storeUsage(
    ctx: Context,
    usage: Usage,
    event: 'answerCommitted' | 'receiptConfirmed' | 'deliveryPurged',
): { usageId: string; status: Usage['status'] } {
    const { status } = ctx.records(useRecord).update(usage);
    const usageId = usageIdOf(usage);
    ctx.emit(event, { usageId });
    return { usageId, status };
}
