/** How a grant is stopped, how it stands, and what stands against using it; pure. */
import type { Caller } from '../runtime/caller';
import { type DomainError, refusal } from '../runtime/errors';
import { exchangeErrors as errors } from './errors';
import { objectionToItem } from './levels';
import { clearanceOf, decided, hasRole, isOfDepartment, otherDepartment, requireProviderOrAuthority } from './parties';
import type { Resource, ShareGrant } from './records';
import { grantForbids, guardGrant, resourceForbids } from './states';

export function suspendGrant(grant: ShareGrant, reason: string, now: string, caller: Caller): ShareGrant {
    requireProviderOrAuthority(caller, grant);
    guardGrant('suspendGrant', grant);
    return { ...grant, status: 'SUSPENDED', stopped: decided(caller, now, reason) };
}

/** A provider does not undo what the data authority has stopped. @throws EXCHANGE_GRANT_STOPPED_BY_OTHER */
export function resumeGrant(grant: ShareGrant, reason: string, now: string, caller: Caller): ShareGrant {
    requireProviderOrAuthority(caller, grant);
    guardGrant('resumeGrant', grant);
    const stoppedBy = grant.stopped?.officer.agencyId ?? caller.agencyId;
    if (stoppedBy !== caller.agencyId && !hasRole(caller, 'dataAuthority')) {
        throw refusal(errors.GRANT_STOPPED_BY_OTHER, { grantId: grant.grantId, agencyId: stoppedBy });
    }
    return { ...grant, status: 'ACTIVE', resumed: decided(caller, now, reason) };
}

export function revokeGrant(grant: ShareGrant, reason: string, now: string, caller: Caller): ShareGrant {
    requireProviderOrAuthority(caller, grant);
    guardGrant('revokeGrant', grant);
    return { ...grant, status: 'REVOKED', stopped: decided(caller, now, reason) };
}

/** A grant that can still be used, today or after it is resumed. Whether slots are left is another question. */
export function isLive({ status, validTo }: ShareGrant, now: string): boolean {
    return status !== 'REVOKED' && now < validTo;
}

/** Status with what nobody writes: the end of the period, and the claim of the last slot. */
export function standingOf(
    grant: ShareGrant,
    claimed: number,
    now: string,
): ShareGrant['status'] | 'EXPIRED' | 'EXHAUSTED' {
    if (!isLive(grant, now)) return grant.status === 'REVOKED' ? 'REVOKED' : 'EXPIRED';
    return claimed >= grant.maxUses ? 'EXHAUSTED' : grant.status;
}

/** What a use is checked against. */
export interface UseFacts {
    readonly grant: ShareGrant;
    readonly resource: Resource;
    readonly purposeCode: string;
}

/** What stands against any use of the grant, in the order in which a use is refused. */
export function* objectionsToGrant(
    { grant, resource, purposeCode }: UseFacts,
    now: string,
    caller: Caller,
): Generator<DomainError> {
    const { grantId, validFrom, validTo, purposeCode: granted } = grant;
    if (!isOfDepartment(caller, grant)) yield otherDepartment(grant);
    const stopped = grantForbids('useGrant', grant);
    if (stopped !== undefined) yield stopped;
    if (now < validFrom) yield refusal(errors.GRANT_NOT_YET_VALID, { grantId, validFrom });
    if (now >= validTo) yield refusal(errors.GRANT_EXPIRED, { grantId, validTo });
    if (purposeCode !== granted) yield refusal(errors.PURPOSE_MISMATCH, { grantId, granted, purposeCode });
    const withdrawn = resourceForbids('useGrant', resource);
    if (withdrawn !== undefined) yield withdrawn;
    if (resource.sharing.shareType === 'NOT_SHARED') {
        yield refusal(errors.RESOURCE_NOT_SHARED, { resourceCode: resource.resourceCode });
    }
}

/** What stands against using one item: not granted, gone from the resource, or above the caller's clearance. */
export function* objectionsToUsing(
    { grant, resource }: UseFacts,
    itemCode: string,
    caller: Caller,
): Generator<DomainError> {
    const { grantId } = grant;
    if (!grant.items.includes(itemCode)) yield refusal(errors.ITEM_NOT_GRANTED, { grantId, itemCode });
    const objection = objectionToItem(resource, itemCode, clearanceOf(caller));
    if (objection !== undefined) yield objection;
}

export function exhausted({ grantId, maxUses }: ShareGrant): DomainError {
    return refusal(errors.GRANT_EXHAUSTED, { grantId, maxUses });
}
