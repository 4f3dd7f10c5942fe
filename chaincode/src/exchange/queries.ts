/** Answers from committed state; none of them writes. */
import type { z } from 'zod';
import type { TxContext } from '../runtime/context';
import { refusal } from '../runtime/errors';
import { without } from '../runtime/fields';
import type { Handlers } from '../runtime/handlers';
import { BY_KEY } from '../runtime/record-store';
import type { Stored } from '../runtime/records';
import type { ExchangeApi } from './api';
import { authorise } from './authorisation';
import { inboxOf, pairOf } from './collections';
import { exchangeErrors as errors } from './errors';
import { exhausted, standingOf } from './grants';
import { loadGrant, loadRequest, loadResource, loadUsage, officersOf } from './loading';
import { hasRole, isReader, requireDepartment, requireInsider, requireReader } from './parties';
import {
    deliveryRecord,
    grantRecord,
    requestDetailsRecord,
    requestRecord,
    resourceRecord,
    type ShareGrant,
    useDetailsRecord,
    useRecord,
} from './records';
import { MAX_USES } from './terms';
import { offeredSlot, shareOf } from './slots';
import { findUsage } from './usage-log';
import { usageIdOf, usageKey } from './usage-id';
import { admitReading } from './uses';

type Context = TxContext<ExchangeApi>;
type Output<Name extends keyof ExchangeApi['transactions']> = z.input<ExchangeApi['transactions'][Name]['output']>;
type Queries =
    | 'resourceByCode'
    | 'resources'
    | 'requestById'
    | 'requests'
    | 'requestDetails'
    | 'grantById'
    | 'grantsOf'
    | 'authorise'
    | 'freeUse'
    | 'usageById'
    | 'usesOf'
    | 'useDetails'
    | 'deliveredRecord'
    | 'findUsage';

export const exchangeQueries: Pick<Handlers<ExchangeApi>, Queries> = {
    resourceByCode: (ctx, { resourceCode }) => loadResource(ctx, resourceCode),

    async resources(ctx, { agencyId, ...page }) {
        const resources = ctx.records(resourceRecord);
        const found = await (agencyId === undefined
            ? resources.page(BY_KEY, [], page)
            : resources.page('byProvider', [agencyId], page));
        return { items: [...found.items], cursor: found.cursor };
    },

    async requestById(ctx, { requestId }) {
        const request = await loadRequest(ctx, requestId);
        requireReader(ctx.caller, request);
        return request;
    },

    async requests(ctx, { status, ...page }) {
        const { caller } = ctx;
        const supervises = hasRole(caller, 'dataAuthority') || hasRole(caller, 'auditor');
        const found = await ctx
            .records(requestRecord)
            .page('byStatus', supervises ? [status] : [status, caller.agencyId], page);
        return { items: [...found.items], cursor: found.cursor };
    },

    async requestDetails(ctx, { requestId }) {
        const request = await loadRequest(ctx, requestId);
        requireInsider(ctx.caller, request);
        const details = await ctx.privateRecords(requestDetailsRecord, pairOf(request)).get(requestId);
        return details.map((value) => without(value, 'salt'));
    },

    async grantById(ctx, { grantId }) {
        const grant = await loadGrant(ctx, grantId);
        requireReader(ctx.caller, grant);
        const uses = (await claimedSlots(ctx, grant)).size;
        return { ...grant, status: standingOf(grant, uses, ctx.now), uses };
    },

    async grantsOf(ctx, { agencyId, departmentId, ...page }) {
        const found = await ctx.records(grantRecord).page('byConsumer', [agencyId, departmentId], page);
        const { caller } = ctx;
        // A refusal over somebody else's grant would name it, and keep a provider from its own.
        const shown = hasRole(caller, 'provider')
            ? found.items.filter((grant) => isReader(caller, grant))
            : found.items;
        for (const grant of shown) requireReader(caller, grant);
        const items = shown.map((grant) => ({ ...grant, status: standingOf(grant, 0, ctx.now) }));
        return { items, cursor: found.cursor };
    },

    async authorise(ctx, { grantId, items, purposeCode }) {
        const grant = await loadGrant(ctx, grantId);
        const resource = await loadResource(ctx, grant.resourceCode);
        const claimed = (await claimedSlots(ctx, grant)).size;
        return authorise({ grant, resource, purposeCode }, items, claimed, ctx.now, ctx.caller);
    },

    async freeUse(ctx, { grantId }) {
        const grant = await loadGrant(ctx, grantId);
        requireDepartment(ctx.caller, grant);
        const claimed = await claimedSlots(ctx, grant);
        const free = Array.from({ length: grant.maxUses }, (_, index) => index + 1).filter(
            (slot) => !claimed.has(String(slot)),
        );
        const share = shareOf(await officersOf(ctx, grant.consumerAgencyId), ctx.caller, ctx.now);
        // The transaction's id is as random as the nonce that the client chose; a question is not endorsed twice.
        const slot = offeredSlot(free, share, BigInt(`0x${ctx.txId}`));
        if (slot === undefined) throw exhausted(grant);
        return { grantId, slot, free: free.length, maxUses: grant.maxUses };
    },

    async usageById(ctx, { usageId }) {
        const usage = await loadUsage(ctx, usageId);
        requireReader(ctx.caller, usage);
        return usageView(usage);
    },

    async usesOf(ctx, { grantId, ...page }) {
        const grant = await loadGrant(ctx, grantId);
        requireReader(ctx.caller, grant);
        const found = await ctx.records(useRecord).page(BY_KEY, [grantId], page);
        return { items: found.items.map(usageView), cursor: found.cursor };
    },

    async useDetails(ctx, { usageId }) {
        const usage = await loadUsage(ctx, usageId);
        requireInsider(ctx.caller, usage);
        const details = await ctx.privateRecords(useDetailsRecord, pairOf(usage)).get(...usageKey(usageId));
        return details.map((value) => without(value, 'salt'));
    },

    async deliveredRecord(ctx, { usageId }) {
        const usage = await loadUsage(ctx, usageId);
        const grant = await loadGrant(ctx, usage.grantId);
        admitReading(usage, grant, await loadResource(ctx, usage.resourceCode), ctx.caller);
        const delivery = await ctx.privateRecords(deliveryRecord, inboxOf(usage)).find(...usageKey(usageId));
        if (delivery === undefined) throw refusal(errors.DELIVERY_NOT_FOUND, { usageId });
        return { usageId, sealed: delivery.map(({ sealed }) => sealed) };
    },

    async findUsage(ctx, input) {
        const uses = ctx.records(useRecord);
        return { usage: await findUsage((pseudonym, page) => uses.page('bySubject', [pseudonym], page), input) };
    },
};

async function claimedSlots(ctx: Context, { grantId }: ShareGrant): Promise<ReadonlySet<string>> {
    const { items } = await ctx.records(useRecord).page(BY_KEY, [grantId], { limit: MAX_USES, cursor: '' });
    return new Set(items.map(({ slot }) => slot));
}

function usageView(usage: Stored<typeof useRecord>): Output<'usageById'> {
    return { usageId: usageIdOf(usage), ...without(usage, 'recency') };
}
