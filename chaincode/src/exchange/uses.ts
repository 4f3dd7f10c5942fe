/** One use of a grant from its slot to the purged delivery, as pure functions. */
import type { Caller } from '../runtime/caller';
import { type DomainError, refusal } from '../runtime/errors';
import type { Private } from '../runtime/private';
import { isOnCurve, keyId } from '../runtime/public-key';
import type { PublicJwk } from '../runtime/who-is';
import { exchangeErrors as errors } from './errors';
import { exhausted, objectionsToGrant, objectionsToUsing, type UseFacts } from './grants';
import { requireLevels } from './levels';
import { clearanceOf, decided, officerOf, requireDepartment, requireProvider } from './parties';
import type { Resource, ShareGrant, Usage } from './records';
import { partiesOf } from './requests';
import { sealedHeader } from './sealed-record';
import { guardGrant, guardUsage } from './states';
import type { Delivery } from './terms';
import { usageIdOf } from './usage-id';

export interface Claim {
    readonly slot: number;
    readonly items: readonly string[];
    readonly purposeCode: string;
    readonly subject: string;
    readonly requestHash: string;
    readonly deliverTo: PublicJwk;
    readonly detailsCommitment: string;
}

/** Whether the slot is free is for the ledger to say: its key is read before it is written. */
export function useGrant(grant: ShareGrant, resource: Resource, claim: Claim, now: string, caller: Caller): Usage {
    const { slot, items, purposeCode, subject, requestHash, deliverTo, detailsCommitment } = claim;
    const facts: UseFacts = { grant, resource, purposeCode };
    refuseFirst(objectionsToGrant(facts, now, caller));
    for (const itemCode of items) refuseFirst(objectionsToUsing(facts, itemCode, caller));
    if (slot > grant.maxUses) throw exhausted(grant);
    if (!isOnCurve(deliverTo)) throw refusal(errors.DELIVERY_KEY_INVALID);
    return {
        grantId: grant.grantId,
        slot: String(slot),
        status: 'CLAIMED',
        resourceCode: grant.resourceCode,
        ...partiesOf(grant),
        items: resource.items
            .filter(({ itemCode }) => items.includes(itemCode))
            .map(({ itemCode, level }) => ({ itemCode, level })),
        purposeCode,
        subject,
        requestHash,
        deliverTo,
        detailsCommitment,
        usedBy: officerOf(caller),
        usedAt: now,
        recency: recencyOf(now),
    };
}

/** A grant that was stopped in the meantime stops the answer; one that has merely expired does not. */
export function commitAnswer(
    usage: Usage,
    grant: ShareGrant,
    answer: { readonly commitment: string; readonly responseHash: string },
    now: string,
    caller: Caller,
): Usage {
    requireProvider(caller, usage);
    guardUsage('commitAnswer', usage);
    guardGrant('commitAnswer', grant);
    return { ...usage, status: 'ANSWERED', answer: { ...answer, officer: officerOf(caller), at: now } };
}

/**
 * Whether this sealed record may go into the inbox. The consumer's own peer asks; what is inside is the provider's word.
 * @throws EXCHANGE_DELIVERY_COMMITMENT_MISMATCH, EXCHANGE_DELIVERY_NOT_SEALED, EXCHANGE_DELIVERY_ITEMS_DIFFER
 */
export function admitDelivery(
    usage: Usage,
    grant: ShareGrant,
    delivery: Private<Delivery>,
    commitment: string,
    caller: Caller,
): void {
    requireProvider(caller, usage);
    guardUsage('deliverRecord', usage);
    guardGrant('deliverRecord', grant);
    const usageId = usageIdOf(usage);
    if (usage.answer?.commitment !== commitment) throw refusal(errors.DELIVERY_COMMITMENT_MISMATCH, { usageId });
    const found = delivery.classify(['AS_DUE', 'NOT_SEALED', 'ITEMS_DIFFER'], ({ sealed }) =>
        judgeSealed(usage, sealed),
    );
    if (found === 'NOT_SEALED') throw refusal(errors.DELIVERY_NOT_SEALED, { usageId });
    if (found === 'ITEMS_DIFFER') throw refusal(errors.DELIVERY_ITEMS_DIFFER, { usageId });
}

function judgeSealed(usage: Usage, sealed: string): 'AS_DUE' | 'NOT_SEALED' | 'ITEMS_DIFFER' {
    const header = sealedHeader(sealed);
    // A point off the curve could be opened by nobody, and would ask the consumer's device to use its key on it.
    if (header === undefined || !isOnCurve(header.epk)) return 'NOT_SEALED';
    if (header.kid !== keyId(usage.deliverTo) || header.usageId !== usageIdOf(usage)) return 'NOT_SEALED';
    const due = usage.items.map(({ itemCode }) => itemCode).sort();
    return header.items.join() === due.join() ? 'AS_DUE' : 'ITEMS_DIFFER';
}

/** Every reading is checked anew: the department, the grant, and each item's level. */
export function admitReading(usage: Usage, grant: ShareGrant, resource: Resource, caller: Caller): void {
    requireDepartment(caller, usage);
    guardGrant('deliveredRecord', grant);
    requireLevels(resource, usage.items, clearanceOf(caller));
}

export function confirmReceipt(usage: Usage, delivered: boolean, now: string, caller: Caller): Usage {
    requireDepartment(caller, usage);
    guardUsage('confirmReceipt', usage);
    requireDelivered(usage, delivered);
    return { ...usage, status: 'RECEIVED', receipt: decided(caller, now) };
}

export function purgeDelivery(usage: Usage, delivered: boolean, reason: string, now: string, caller: Caller): Usage {
    requireDepartment(caller, usage);
    guardUsage('purgeDelivery', usage);
    requireDelivered(usage, delivered);
    return { ...usage, status: 'PURGED', purge: decided(caller, now, reason) };
}

function refuseFirst(objections: Iterable<DomainError>): void {
    const [first] = objections;
    if (first !== undefined) throw first;
}

function requireDelivered(usage: Usage, delivered: boolean): void {
    if (!delivered) throw refusal(errors.DELIVERY_NOT_FOUND, { usageId: usageIdOf(usage) });
}

/** Thirteen digits that fall as time goes on: keys in their order are the newest uses first. */
function recencyOf(now: string): string {
    return String(9_999_999_999_999 - Date.parse(now)).padStart(13, '0');
}
