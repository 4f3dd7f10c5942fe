/**
 * Which step leads from which state to which, as data. The guards below and the tables in README.md follow it; the
 * tests state their expectations by hand.
 */
import { type DomainError, refusal } from '../runtime/errors';
import { exchangeErrors as errors } from './errors';
import type {
    GRANT_STATUSES,
    REQUEST_STATUSES,
    Resource,
    RESOURCE_STATUSES,
    ShareGrant,
    ShareRequest,
    Usage,
    USAGE_STATUSES,
} from './records';
import { usageIdOf } from './usage-id';

interface Transition<Status> {
    readonly from: readonly Status[];
    readonly to: readonly Status[];
}
const transition = <Status>(from: readonly Status[], ...to: readonly Status[]): Transition<Status> => ({ from, to });

type ResourceStatus = (typeof RESOURCE_STATUSES)[number];
type RequestStatus = (typeof REQUEST_STATUSES)[number];
type GrantStatus = (typeof GRANT_STATUSES)[number];
type UsageStatus = (typeof USAGE_STATUSES)[number];

/** A withdrawn code is never published again: grants and uses go on pointing to it. */
export const resourceTransitions = {
    amendResource: transition<ResourceStatus>(['PUBLISHED'], 'PUBLISHED'),
    withdrawResource: transition<ResourceStatus>(['PUBLISHED'], 'WITHDRAWN'),
    requestShare: transition<ResourceStatus>(['PUBLISHED'], 'PUBLISHED'),
    useGrant: transition<ResourceStatus>(['PUBLISHED'], 'PUBLISHED'),
} as const;

/** CONFORMITY_CHECKED is passed within the check itself: what follows from it needs nobody else. */
export const requestTransitions = {
    checkConformity: transition<RequestStatus>(
        ['SUBMITTED'],
        'CONFORMITY_CHECKED',
        'GRANTED',
        'PENDING_PROVIDER',
        'REJECTED',
    ),
    answerRequest: transition<RequestStatus>(['PENDING_PROVIDER'], 'GRANTED', 'REJECTED'),
    flagOverdue: transition<RequestStatus>(['PENDING_PROVIDER'], 'PENDING_PROVIDER'),
} as const;

/** EXPIRED and EXHAUSTED are derived from time and from the claimed slots; nobody writes them. */
export const grantTransitions = {
    useGrant: transition<GrantStatus>(['ACTIVE'], 'ACTIVE'),
    commitAnswer: transition<GrantStatus>(['ACTIVE'], 'ACTIVE'),
    deliverRecord: transition<GrantStatus>(['ACTIVE'], 'ACTIVE'),
    deliveredRecord: transition<GrantStatus>(['ACTIVE'], 'ACTIVE'),
    suspendGrant: transition<GrantStatus>(['ACTIVE'], 'SUSPENDED'),
    resumeGrant: transition<GrantStatus>(['SUSPENDED'], 'ACTIVE'),
    revokeGrant: transition<GrantStatus>(['ACTIVE', 'SUSPENDED'], 'REVOKED'),
} as const;

/** The delivery itself leaves no public trace; the consumer's receipt does. */
export const usageTransitions = {
    commitAnswer: transition<UsageStatus>(['CLAIMED'], 'ANSWERED'),
    deliverRecord: transition<UsageStatus>(['ANSWERED'], 'ANSWERED'),
    confirmReceipt: transition<UsageStatus>(['ANSWERED'], 'RECEIVED'),
    purgeDelivery: transition<UsageStatus>(['ANSWERED', 'RECEIVED'], 'PURGED'),
} as const;

/** The refusal of a step that the resource's state does not allow. */
export function resourceForbids(
    operation: keyof typeof resourceTransitions,
    { resourceCode, status }: Pick<Resource, 'resourceCode' | 'status'>,
): DomainError | undefined {
    return resourceTransitions[operation].from.includes(status)
        ? undefined
        : refusal(errors.RESOURCE_STATE_FORBIDS, { operation, resourceCode, status });
}

/** The refusal of a step that the grant's state does not allow. */
export function grantForbids(
    operation: keyof typeof grantTransitions,
    { grantId, status }: Pick<ShareGrant, 'grantId' | 'status'>,
): DomainError | undefined {
    return grantTransitions[operation].from.includes(status)
        ? undefined
        : refusal(errors.GRANT_STATE_FORBIDS, { operation, grantId, status });
}

/** @throws EXCHANGE_RESOURCE_STATE_FORBIDS */
export function guardResource(...step: Parameters<typeof resourceForbids>): void {
    const objection = resourceForbids(...step);
    if (objection !== undefined) throw objection;
}

/** @throws EXCHANGE_GRANT_STATE_FORBIDS */
export function guardGrant(...step: Parameters<typeof grantForbids>): void {
    const objection = grantForbids(...step);
    if (objection !== undefined) throw objection;
}

/** @throws EXCHANGE_REQUEST_STATE_FORBIDS */
export function guardRequest(
    operation: keyof typeof requestTransitions,
    { requestId, status }: Pick<ShareRequest, 'requestId' | 'status'>,
): void {
    if (!requestTransitions[operation].from.includes(status)) {
        throw refusal(errors.REQUEST_STATE_FORBIDS, { operation, requestId, status });
    }
}

/** @throws EXCHANGE_USAGE_STATE_FORBIDS */
export function guardUsage(
    operation: keyof typeof usageTransitions,
    usage: Pick<Usage, 'grantId' | 'slot' | 'status'>,
): void {
    if (!usageTransitions[operation].from.includes(usage.status)) {
        throw refusal(errors.USAGE_STATE_FORBIDS, { operation, usageId: usageIdOf(usage), status: usage.status });
    }
}
