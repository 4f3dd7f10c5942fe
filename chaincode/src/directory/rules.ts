/** The directory's decisions as pure functions: state and input in, new state or a catalogued refusal out. */
import type { z } from 'zod';
import type { Caller } from '../runtime/caller';
import { refusal } from '../runtime/errors';
import type { GrantTerms } from './api';
import { directoryErrors as errors } from './errors';
import type { AgencyRecord, KeyRecord, OfficerRecord } from './records';
import { exclusiveRole, roles, RoleName } from './roles';
import { agencyStates, type AgencyStatus, keyStates, type KeyStatus, officerStates, stateAfter } from './states';

type Terms = z.output<typeof GrantTerms>;
type Listed = OfficerRecord['grants'][number];
type Principal = Caller['principal'];

/** Grants that an officer holds at a time; the record stays below a few kilobytes. */
export const MAX_GRANTS = 16;

export function agencyAfter(agency: AgencyRecord, operation: 'suspend' | 'reinstate'): AgencyRecord {
    const status = stateAfter(agencyStates, agency.status, operation);
    if (status === undefined) {
        throw refusal(errors.AGENCY_STATE, { agencyId: agency.agencyId, status: agency.status, operation });
    }
    return { ...agency, status: status satisfies AgencyStatus };
}

/** The agency may grant this role here: admitted with it, inside its jurisdiction, founding where the role asks for it. */
export function assertCompetent(
    agency: Pick<AgencyRecord, 'agencyId' | 'roles' | 'jurisdiction' | 'founding'>,
    terms: Pick<Terms, 'role' | 'jurisdiction'>,
): void {
    const { role, jurisdiction } = terms;
    const competent =
        agency.roles.includes(role) &&
        jurisdiction.startsWith(agency.jurisdiction) &&
        (agency.founding || !roles[role].foundingOnly);
    if (!competent) {
        throw refusal(errors.AGENCY_COMPETENCE, { agencyId: agency.agencyId, role, jurisdiction });
    }
}

export function assertPeriod(period: Pick<Terms, 'validFrom' | 'validTo'>, now: string): void {
    const { validFrom, validTo } = period;
    if (validTo <= validFrom || validTo <= now) {
        throw refusal(errors.GRANT_PERIOD, { validFrom, validTo });
    }
}

/** The officer with one more right. Grants that have ended make room; the ledger's history keeps them. */
export function withGrant(
    agency: AgencyRecord,
    officer: OfficerRecord,
    grant: Terms & { readonly grantId: string },
    now: string,
): OfficerRecord {
    const { officerId } = officer;
    assertInOffice(officer, 'giveGrant');
    assertCompetent(agency, grant);
    assertPeriod(grant, now);
    const current = officer.grants.filter((listed) => now < listed.validTo);
    const held = exclusiveRole(grant.role, current.map(roleOf));
    if (held !== undefined) {
        throw refusal(errors.ROLE_EXCLUSIVE, { officerId, held, role: grant.role });
    }
    if (current.length >= MAX_GRANTS) {
        throw refusal(errors.GRANT_LIMIT, { officerId, limit: MAX_GRANTS });
    }
    return { ...officer, grants: [...current, grant] };
}

export function withoutGrant(officer: OfficerRecord, grantId: string): OfficerRecord {
    if (!officer.grants.some((grant) => grant.grantId === grantId)) {
        throw refusal(errors.GRANT_NOT_FOUND, { officerId: officer.officerId, grantId });
    }
    return { ...officer, grants: officer.grants.filter((grant) => grant.grantId !== grantId) };
}

/** An administrator changes the rights of others, never his own. */
export function assertNotSelf(officerId: string, caller: Caller): void {
    if (officerId === caller.officerId) {
        throw refusal(errors.GRANT_SELF);
    }
}

/** Administrators see the officers of their own agency only; others answer as if they were not there. */
export function assertOwnOfficer(officer: OfficerRecord, caller: Caller): void {
    if (officer.agencyId !== caller.agencyId) {
        throw refusal(errors.OFFICER_NOT_FOUND, { officerId: officer.officerId });
    }
}

export function assertOwnMsp(agency: Pick<AgencyRecord, 'agencyId' | 'mspId'>, principal: Principal): void {
    if (principal.mspId !== agency.mspId) {
        const { agencyId, mspId: expected } = agency;
        throw refusal(errors.PRINCIPAL_FOREIGN, { agencyId, expected, mspId: principal.mspId });
    }
}

export function retired(officer: OfficerRecord): OfficerRecord {
    return { ...officer, status: assertInOffice(officer, 'retire'), grants: [] };
}

/** Two records: the former subject keeps a trace without rights, the new one carries the officer on. */
export function rebound(
    officer: OfficerRecord,
    principal: Principal,
): { readonly former: OfficerRecord; readonly present: OfficerRecord } {
    return {
        former: { ...officer, status: assertInOffice(officer, 'rebind'), grants: [] },
        present: { ...officer, ...principal },
    };
}

export function revoked(key: KeyRecord, caller: Caller, reason: string): KeyRecord {
    const { kid, agencyId } = key;
    if (agencyId !== caller.agencyId) {
        throw refusal(errors.KEY_FOREIGN, { kid, agencyId });
    }
    const status = stateAfter(keyStates, key.status, 'revoke');
    if (status === undefined) {
        throw refusal(errors.KEY_STATE, { kid, status: key.status, operation: 'revoke' });
    }
    return { ...key, status: status satisfies KeyStatus, revocationReason: reason };
}

function assertInOffice(officer: OfficerRecord, operation: string): OfficerRecord['status'] {
    const { officerId, status } = officer;
    const next = stateAfter(officerStates, status, operation);
    if (next === undefined) {
        throw refusal(errors.OFFICER_STATE, { officerId, status, operation });
    }
    return next;
}

function roleOf(grant: Listed): RoleName {
    return RoleName.parse(grant.role);
}
