/** What the door cannot know before a record is read: whether a grant covers the place, and whose licence it is. */
import type { Caller } from '../runtime/caller';
import { refusal } from '../runtime/errors';
import { licenceErrors as errors } from './errors';
import type { Licence } from './records';
import type { Officer } from './terms';

/** The least clearance of a grant that writes: the register holds commitments to holders. */
export const CLEARANCE = 2;

export function officerOf(caller: Caller): Officer {
    return { officerId: caller.officerId, agencyId: caller.agencyId };
}

/** One grant must have the role, the clearance and the place together. @throws LICENCE_JURISDICTION_EXCEEDED */
export function requireJurisdiction(caller: Caller, wanted: 'licensingAuthority' | 'issuer', region: string): void {
    const covered = caller.grants.some(
        ({ role, clearance, jurisdiction }) =>
            role === wanted && clearance >= CLEARANCE && region.startsWith(jurisdiction),
    );
    if (!covered) throw refusal(errors.JURISDICTION_EXCEEDED, { region });
}

/** @throws LICENCE_OF_OTHER_AGENCY, LICENCE_JURISDICTION_EXCEEDED */
export function requireIssuer(caller: Caller, { identifier, agencyId, region }: Licence): void {
    if (agencyId !== caller.agencyId) throw refusal(errors.OF_OTHER_AGENCY, { identifier, agencyId });
    requireJurisdiction(caller, 'issuer', region);
}
