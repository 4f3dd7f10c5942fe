/** Certificate attributes take away from ledger grants; they never add. What cannot be read takes everything. */
import type { Grant } from './caller';
import type { Signer } from './certificate';

/** The grants that remain for this certificate, used in this department. */
export function narrowGrants(
    grants: readonly Grant[],
    attributes: Signer['attributes'],
    departmentId: string,
): readonly Grant[] {
    if (attributes === 'unreadable') {
        return [];
    }
    const department = attributes.get('tab.dept');
    if (department !== undefined && department !== departmentId) {
        return [];
    }
    const roles = attributes
        .get('tab.role')
        ?.split(',')
        .map((role) => role.trim());
    const clearance = attributes.get('tab.clearance');
    const jurisdiction = attributes.get('tab.jurisdiction');
    return grants
        .filter((grant) => roles?.includes(grant.role) ?? true)
        .map((grant) => (clearance === undefined ? grant : capClearance(grant, clearance)))
        .flatMap((grant) => (jurisdiction === undefined ? [grant] : capJurisdiction(grant, jurisdiction)))
        .filter((grant) => grant.clearance >= 1);
}

function capClearance(grant: Grant, clearance: string): Grant {
    const cap = /^[1-4]$/.test(clearance) ? Number(clearance) : 0;
    return { ...grant, clearance: Math.min(grant.clearance, cap) };
}

function capJurisdiction(grant: Grant, jurisdiction: string): readonly Grant[] {
    if (!/^(\d{2}){0,3}$/.test(jurisdiction)) {
        return [];
    }
    if (grant.jurisdiction.startsWith(jurisdiction)) {
        return [grant];
    }
    return jurisdiction.startsWith(grant.jurisdiction) ? [{ ...grant, jurisdiction }] : [];
}
