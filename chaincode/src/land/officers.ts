/** What the door cannot know before a case is read: whether a grant covers the land, and who acted before. */
import type { Caller } from '../runtime/caller';
import { refusal } from '../runtime/errors';
import { landErrors as errors } from './errors';
import type { LandCase, Officer } from './records';
import { caseTraits } from './states';
import type { Terms } from './terms';

export function officerOf(caller: Caller): Officer {
    return { officerId: caller.officerId, agencyId: caller.agencyId };
}

/** A jurisdiction is a prefix of the unit code. @throws LAND_JURISDICTION_EXCEEDED */
export function requireJurisdiction(caller: Caller, roles: readonly string[], unitCode: string): void {
    const covered = caller.grants.some(
        ({ role, jurisdiction }) => roles.includes(role) && unitCode.startsWith(jurisdiction),
    );
    if (!covered) throw refusal(errors.JURISDICTION_EXCEEDED, { unitCode });
}

/** @throws LAND_OPENER_NOT_ENTITLED, LAND_JURISDICTION_EXCEEDED, LAND_COURT_NOT_OWN */
export function requireOpener(caller: Caller, unitCode: string, terms: Terms): void {
    const { type } = terms;
    const role = caseTraits[type].opener;
    if (!caller.grants.some((grant) => grant.role === role)) {
        throw refusal(errors.OPENER_NOT_ENTITLED, { type, role });
    }
    requireJurisdiction(caller, [role], unitCode);
    if ((terms.type === 'SEAL' || terms.type === 'RELEASE') && terms.court !== caller.agencyId) {
        throw refusal(errors.COURT_NOT_OWN, { court: terms.court });
    }
}

/** Officers are compared by their id in the directory, which outlives certificates. @throws LAND_OFFICERS_NOT_SEPARATE */
export function requireSeparation(caller: Caller, landCase: LandCase): void {
    const before = [landCase.openedBy.officerId, landCase.validatedBy?.officerId];
    if (before.includes(caller.officerId)) {
        throw refusal(errors.OFFICERS_NOT_SEPARATE, { caseId: landCase.caseId });
    }
}
