/** A request on its way to a grant, as pure functions: (state, input, now, caller) → new state or a refusal. */
import type { Caller } from '../runtime/caller';
import { refusal } from '../runtime/errors';
import { exchangeErrors as errors } from './errors';
import { requireItems } from './levels';
import { clearanceOf, decided, officerOf, requireProvider } from './parties';
import type { Resource, ShareGrant, ShareRequest } from './records';
import { guardRequest, guardResource } from './states';
import type { Extent, Parties } from './terms';

const DAY_MS = 86_400_000;

export interface Asking extends Pick<ShareRequest, 'requestId' | 'items' | 'purposeCode' | 'wanted'> {
    readonly detailsCommitment: string;
}

export function requestShare(resource: Resource, asking: Asking, now: string, caller: Caller): ShareRequest {
    guardResource('requestShare', resource);
    requireShared(resource);
    const clearance = clearanceOf(caller);
    requireItems(resource, asking.items, clearance);
    requirePeriod(asking.wanted, now);
    const { requestId, items, purposeCode, wanted, detailsCommitment } = asking;
    return {
        requestId,
        status: 'SUBMITTED',
        resourceCode: resource.resourceCode,
        consumerAgencyId: caller.agencyId,
        consumerDepartmentId: caller.departmentId,
        consumerMspId: caller.principal.mspId,
        providerAgencyId: resource.providerAgencyId,
        providerMspId: resource.providerMspId,
        items,
        purposeCode,
        wanted,
        clearance,
        detailsCommitment,
        requestedBy: officerOf(caller),
        requestedAt: now,
    };
}

/** A request with the grant that it became, if it did. */
export interface Decided {
    readonly request: ShareRequest;
    readonly grant?: ShareGrant;
}

/** What is shared unconditionally is granted as it was asked for; everything else waits for its provider. */
export function confirmConformity(
    request: ShareRequest,
    resource: Resource,
    newId: () => string,
    now: string,
    caller: Caller,
): Decided {
    requireOtherOfficer(request, caller);
    guardRequest('checkConformity', request);
    const checked: ShareRequest = { ...request, status: 'CONFORMITY_CHECKED', conformity: decided(caller, now) };
    if (resource.sharing.shareType === 'UNCONDITIONAL') {
        return withGrant(checked, resource, { items: checked.items, ...checked.wanted }, newId(), now, caller);
    }
    guardResource('requestShare', resource);
    requireShared(resource);
    const dueAt = new Date(Date.parse(now) + resource.answerWithinDays * DAY_MS).toISOString();
    return { request: { ...checked, status: 'PENDING_PROVIDER', dueAt } };
}

/** The data authority turns a request down before its provider sees it. */
export function rejectConformity(
    request: ShareRequest,
    reason: string | undefined,
    now: string,
    caller: Caller,
): ShareRequest {
    requireOtherOfficer(request, caller);
    guardRequest('checkConformity', request);
    return { ...request, status: 'REJECTED', conformity: decided(caller, now, requireReason(request, reason)) };
}

export type Terms = Pick<ShareGrant, 'items'> & Extent;

export function grantRequest(
    request: ShareRequest,
    resource: Resource,
    terms: Terms,
    newId: () => string,
    now: string,
    caller: Caller,
): Decided {
    requireAnswerer(request, caller);
    requireWithinRequest(request, terms);
    const answered = { ...flagged(request, now), answer: decided(caller, now) };
    return withGrant(answered, resource, terms, newId(), now, caller);
}

export function rejectRequest(
    request: ShareRequest,
    reason: string | undefined,
    now: string,
    caller: Caller,
): ShareRequest {
    requireAnswerer(request, caller);
    const answer = decided(caller, now, requireReason(request, reason));
    return { ...flagged(request, now), status: 'REJECTED', answer };
}

/** @throws EXCHANGE_REQUEST_NOT_OVERDUE, EXCHANGE_OVERDUE_ALREADY_FLAGGED */
export function flagOverdue(
    request: ShareRequest,
    now: string,
): { readonly flagged: ShareRequest; readonly overdueSince: string } {
    guardRequest('flagOverdue', request);
    const { requestId, overdueSince, dueAt = now } = request;
    if (overdueSince !== undefined) throw refusal(errors.OVERDUE_ALREADY_FLAGGED, { requestId, overdueSince });
    if (now <= dueAt) throw refusal(errors.REQUEST_NOT_OVERDUE, { requestId, dueAt });
    return { flagged: flagged(request, now), overdueSince: dueAt };
}

/** A late answer counts, but the delay is on record: once, whoever notes it first. */
function flagged(request: ShareRequest, now: string): ShareRequest {
    const { dueAt, overdueSince } = request;
    return dueAt === undefined || now <= dueAt || overdueSince !== undefined
        ? request
        : { ...request, overdueSince: dueAt };
}

function withGrant(
    request: ShareRequest,
    resource: Resource,
    { items, maxUses, validFrom, validTo }: Terms,
    grantId: string,
    now: string,
    caller: Caller,
): Decided {
    guardResource('requestShare', resource);
    requireShared(resource);
    requirePeriod({ validFrom, validTo }, now);
    requireItems(resource, items, request.clearance);
    const { requestId, resourceCode, purposeCode } = request;
    const grant: ShareGrant = {
        grantId,
        status: 'ACTIVE',
        requestId,
        resourceCode,
        ...partiesOf(request),
        items,
        purposeCode,
        maxUses,
        validFrom,
        validTo,
        grantedBy: officerOf(caller),
        grantedAt: now,
    };
    return { request: { ...request, status: 'GRANTED', grantId }, grant };
}

export function partiesOf(record: Parties): Parties {
    const { consumerAgencyId, consumerDepartmentId, consumerMspId, providerAgencyId, providerMspId } = record;
    return { consumerAgencyId, consumerDepartmentId, consumerMspId, providerAgencyId, providerMspId };
}

/** @throws EXCHANGE_RESOURCE_NOT_SHARED */
function requireShared({ resourceCode, sharing }: Resource): void {
    if (sharing.shareType === 'NOT_SHARED') throw refusal(errors.RESOURCE_NOT_SHARED, { resourceCode });
}

function requirePeriod({ validFrom, validTo }: Pick<Extent, 'validFrom' | 'validTo'>, now: string): void {
    if (validTo <= validFrom || validTo <= now) throw refusal(errors.PERIOD_INVALID, { validFrom, validTo });
}

/** Necessity is what was asked for and checked: nobody gets more. */
function requireWithinRequest({ requestId, items, wanted }: ShareRequest, terms: Terms): void {
    const extra = terms.items.find((itemCode) => !items.includes(itemCode));
    if (extra !== undefined) throw refusal(errors.ITEM_NOT_REQUESTED, { requestId, itemCode: extra });
    const exceeded = {
        maxUses: terms.maxUses > wanted.maxUses,
        validFrom: terms.validFrom < wanted.validFrom,
        validTo: terms.validTo > wanted.validTo,
    };
    for (const [field, exceeds] of Object.entries(exceeded)) {
        if (exceeds) throw refusal(errors.GRANT_EXCEEDS_REQUEST, { requestId, field });
    }
}

function requireAnswerer(request: ShareRequest, caller: Caller): void {
    requireProvider(caller, request);
    requireOtherOfficer(request, caller);
    guardRequest('answerRequest', request);
}

/** An officer with several roles does not decide on the own request. */
function requireOtherOfficer({ requestId, requestedBy }: ShareRequest, caller: Caller): void {
    if (requestedBy.officerId === caller.officerId) throw refusal(errors.OFFICERS_NOT_SEPARATE, { requestId });
}

function requireReason({ requestId }: ShareRequest, reason: string | undefined): string {
    if (reason === undefined) throw refusal(errors.REASON_REQUIRED, { requestId });
    return reason;
}
