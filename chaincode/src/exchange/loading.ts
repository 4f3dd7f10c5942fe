/** Records by key, or the exchange's own refusals. */
import { directoryApi } from '../directory/api';
import type { OutputOf } from '../runtime/definition';
import type { TxContext } from '../runtime/context';
import { refusal } from '../runtime/errors';
import type { Stored } from '../runtime/records';
import type { ExchangeApi } from './api';
import { exchangeErrors as errors } from './errors';
import { grantRecord, requestRecord, resourceRecord, type ShareGrant, useRecord } from './records';
import { usageKey } from './usage-id';

type Context = TxContext<ExchangeApi>;

export async function loadResource(ctx: Context, resourceCode: string): Promise<Stored<typeof resourceRecord>> {
    const resource = await ctx.records(resourceRecord).find(resourceCode);
    if (resource === undefined) throw refusal(errors.RESOURCE_NOT_FOUND, { resourceCode });
    return resource;
}

export async function loadRequest(ctx: Context, requestId: string): Promise<Stored<typeof requestRecord>> {
    const request = await ctx.records(requestRecord).find(requestId);
    if (request === undefined) throw refusal(errors.REQUEST_NOT_FOUND, { requestId });
    return request;
}

export async function loadGrant(ctx: Context, grantId: string): Promise<Stored<typeof grantRecord>> {
    const grant = await ctx.records(grantRecord).find(grantId);
    if (grant === undefined) throw refusal(errors.GRANT_NOT_FOUND, { grantId });
    return grant;
}

export async function loadUsage(ctx: Context, usageId: string): Promise<Stored<typeof useRecord>> {
    const usage = await ctx.records(useRecord).find(...usageKey(usageId));
    if (usage === undefined) throw refusal(errors.USAGE_NOT_FOUND, { usageId });
    return usage;
}

/**
 * Reads slots by key until one is free; a submit may, since no range is read. An exhausted grant costs as many reads as
 * it had uses, but only when its department asks for the same items again.
 */
export async function hasFreeSlot(ctx: Context, { grantId, maxUses }: ShareGrant): Promise<boolean> {
    for (let slot = 1; slot <= maxUses; slot += 1) {
        if ((await ctx.records(useRecord).find(grantId, String(slot))) === undefined) return true;
    }
    return false;
}

/** An agency's officers, as the directory lists them. For questions only: it reads a range. */
export async function officersOf(
    ctx: Context,
    agencyId: string,
): Promise<OutputOf<typeof directoryApi, 'officersOf'>['items']> {
    const officers = [];
    let cursor = '';
    do {
        const page = await ctx.call(directoryApi, 'officersOf', { agencyId, limit: 200, cursor });
        officers.push(...page.items);
        cursor = page.cursor;
    } while (cursor !== '');
    return officers;
}
