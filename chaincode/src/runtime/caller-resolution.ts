/** From a signer and the directory's answer to the caller that rules see; the refusals for those who may not act. */
import type { Caller, Grant, Principal } from './caller';
import type { Signer } from './certificate';
import { refusal } from './errors';
import { narrowGrants } from './narrowing';
import { runtimeErrors } from './runtime-errors';
import type { WhoIs } from './who-is';

/** The officer who calls, with the grants that are valid at `now` and left by the certificate. */
export function knownCaller(signer: Signer, answer: WhoIs, now: string, via: string | undefined): Caller {
    const { principal, attributes } = signer;
    const { officer } = answer;
    if (officer === undefined) {
        throw refusal(runtimeErrors.CALLER_UNKNOWN, { mspId: principal.mspId });
    }
    const { officerId, agencyId, departmentId } = officer;
    if (officer.agencyStatus === 'SUSPENDED') {
        throw refusal(runtimeErrors.AGENCY_SUSPENDED, { agencyId });
    }
    const valid: readonly Grant[] = officer.grants
        .filter((grant) => grant.validFrom <= now && now < grant.validTo)
        .map(({ role, jurisdiction, clearance }) => ({ role, jurisdiction, clearance }));
    const grants = narrowGrants(valid, attributes, departmentId);
    return { principal, officerId, agencyId, departmentId, grants, ...viaField(via) };
}

/** A caller of whom only the certificate is known. */
export function bareCaller(principal: Principal, via: string | undefined): Caller {
    return { principal, officerId: '', agencyId: '', departmentId: '', grants: [], ...viaField(via) };
}

function viaField(via: string | undefined): { via?: string } {
    return via === undefined ? {} : { via };
}
