/** Who stands where to a record: what the door cannot know before the record is read. */
import type { Caller } from '../runtime/caller';
import { type DomainError, refusal } from '../runtime/errors';
import { exchangeErrors as errors } from './errors';
import type { Decision, Officer, ShareGrant } from './records';
import type { Parties } from './terms';

export function officerOf(caller: Caller): Officer {
    return { officerId: caller.officerId, agencyId: caller.agencyId };
}

export function decided(caller: Caller, now: string, reason?: string): Decision {
    return { officer: officerOf(caller), at: now, ...(reason !== undefined && { reason }) };
}

export function hasRole(caller: Caller, role: string): boolean {
    return caller.grants.some((grant) => grant.role === role);
}

/** The greatest clearance of the caller's own grants to use data; 0 without one. */
export function clearanceOf(caller: Caller): number {
    const levels = caller.grants.filter(({ role }) => role === 'consumer').map(({ clearance }) => clearance);
    return Math.max(0, ...levels);
}

/** @throws EXCHANGE_RESOURCE_OF_OTHER_AGENCY unless the caller is an officer of the providing agency. */
export function requireProvider(
    caller: Caller,
    record: Pick<Parties, 'providerAgencyId'> & { readonly resourceCode: string },
): void {
    const { providerAgencyId: agencyId, resourceCode } = record;
    if (!hasRole(caller, 'provider') || caller.agencyId !== agencyId) {
        throw refusal(errors.RESOURCE_OF_OTHER_AGENCY, { resourceCode, agencyId });
    }
}

/** Whoever answers for the data, or rules on sharing. @throws EXCHANGE_RESOURCE_OF_OTHER_AGENCY */
export function requireProviderOrAuthority(caller: Caller, record: Parameters<typeof requireProvider>[1]): void {
    if (!hasRole(caller, 'dataAuthority')) requireProvider(caller, record);
}

/** Rights belong to a department: its neighbour in the same agency has none. */
export function isOfDepartment(
    caller: Caller,
    record: Pick<Parties, 'consumerAgencyId' | 'consumerDepartmentId'>,
): boolean {
    return caller.agencyId === record.consumerAgencyId && caller.departmentId === record.consumerDepartmentId;
}

/** @throws EXCHANGE_GRANT_OF_OTHER_DEPARTMENT */
export function requireDepartment(caller: Caller, record: Parties & Pick<ShareGrant, 'grantId'>): void {
    if (!isOfDepartment(caller, record)) throw otherDepartment(record);
}

export function otherDepartment(record: Parties & Pick<ShareGrant, 'grantId'>): DomainError {
    const { grantId, consumerAgencyId: agencyId, consumerDepartmentId: departmentId } = record;
    return refusal(errors.GRANT_OF_OTHER_DEPARTMENT, { grantId, agencyId, departmentId });
}

/**
 * Metadata, for the agencies concerned and for those who supervise them. A courtesy: public state has no read
 * protection, every member's peer shows it. @throws EXCHANGE_RECORD_OF_OTHER_AGENCIES
 */
export function requireReader(caller: Caller, record: Parties): void {
    if (!isReader(caller, record)) throw otherAgencies(record);
}

export function isReader(caller: Caller, record: Parties): boolean {
    const supervises = hasRole(caller, 'dataAuthority') || hasRole(caller, 'auditor');
    return supervises || [record.consumerAgencyId, record.providerAgencyId].includes(caller.agencyId);
}

/** Details: not for auditors, and of the consumer's agency for the department alone. */
export function requireInsider(caller: Caller, record: Parties): void {
    const insider =
        hasRole(caller, 'dataAuthority') ||
        (hasRole(caller, 'consumer') && isOfDepartment(caller, record)) ||
        (hasRole(caller, 'provider') && caller.agencyId === record.providerAgencyId);
    if (!insider) throw otherAgencies(record);
}

function otherAgencies({ consumerAgencyId: consumer, providerAgencyId: provider }: Parties): Error {
    return refusal(errors.RECORD_OF_OTHER_AGENCIES, { consumer, provider });
}
