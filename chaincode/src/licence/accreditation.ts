/** Who may issue which type where, from when to when; and what a withdrawal means for what was issued before. */
import type { Caller } from '../runtime/caller';
import { refusal } from '../runtime/errors';
import type { ParsedInputOf } from '../runtime/definition';
import type { LicenceApi } from './api';
import { licenceErrors as errors } from './errors';
import { officerOf, requireJurisdiction } from './officers';
import { assertPeriod, covers } from './period';
import type { Accreditation, Issuer, LicenceType } from './records';
import { accreditationTransitions } from './states';
import { MAX_ACCREDITATIONS } from './terms';

/** Only who defined a type says who may issue it. @throws LICENCE_TYPE_OF_OTHER_AGENCY */
export function requireAuthority({ typeCode, definedBy }: LicenceType, caller: Caller): void {
    const { agencyId } = definedBy;
    if (agencyId !== caller.agencyId) throw refusal(errors.TYPE_OF_OTHER_AGENCY, { typeCode, agencyId });
}

/** `agency` is the issuer as the directory has it. */
export function accreditIssuer(
    known: Issuer | undefined,
    agency: { readonly agencyId: string; readonly issuerUscc: string },
    { typeCode, jurisdictions, validFrom, validTo }: ParsedInputOf<LicenceApi, 'accreditIssuer'>,
    now: string,
    caller: Caller,
): Issuer {
    for (const jurisdiction of jurisdictions) requireJurisdiction(caller, 'licensingAuthority', jurisdiction);
    const period = { validFrom, ...(validTo !== undefined && { validTo }) };
    assertPeriod(period, now);
    const before = known?.accreditations ?? [];
    const last = before.at(-1);
    const ended = last?.validTo !== undefined && last.validTo <= validFrom;
    if (!accreditationTransitions.accreditIssuer.from.includes(known?.status ?? 'none') && !ended) {
        throw refusal(errors.ISSUER_ALREADY_ACCREDITED, { issuerUscc: agency.issuerUscc, typeCode });
    }
    if (before.length >= MAX_ACCREDITATIONS) throw refusal(errors.ACCREDITATIONS_FULL, { limit: MAX_ACCREDITATIONS });
    const accreditation = {
        accreditationNo: before.length + 1,
        jurisdictions,
        ...period,
        accreditedBy: officerOf(caller),
        accreditedAt: now,
    };
    return { ...agency, typeCode, status: 'ACCREDITED', accreditations: [...before, accreditation] };
}

/** Withdraws the latest accreditation, whether its period runs, has not begun or is over. */
export function deaccreditIssuer(
    issuer: Issuer | undefined,
    { issuerUscc, typeCode, reason, voidFrom }: ParsedInputOf<LicenceApi, 'deaccreditIssuer'>,
    now: string,
    caller: Caller,
): Issuer {
    const last = issuer?.accreditations.at(-1);
    if (issuer === undefined || last === undefined || issuer.status !== 'ACCREDITED') {
        throw refusal(errors.ISSUER_NOT_ACCREDITED, { issuerUscc, typeCode });
    }
    // Whoever could not have given it does not take it either.
    for (const jurisdiction of last.jurisdictions) requireJurisdiction(caller, 'licensingAuthority', jurisdiction);
    const { validFrom } = last;
    if (voidFrom !== undefined && (voidFrom < validFrom || now < voidFrom)) {
        throw refusal(errors.VOID_FROM_OUTSIDE, { validFrom });
    }
    const withdrawal = { by: officerOf(caller), at: now, reason, ...(voidFrom !== undefined && { voidFrom }) };
    const accreditations = [...issuer.accreditations.slice(0, -1), { ...last, withdrawal }];
    return { ...issuer, status: 'WITHDRAWN', accreditations };
}

/**
 * The accreditation under which this officer may issue the type in this region now.
 * @throws LICENCE_ISSUER_NOT_ACCREDITED, LICENCE_ISSUER_OF_OTHER_AGENCY, LICENCE_JURISDICTION_NOT_ACCREDITED,
 * LICENCE_OFFICERS_NOT_SEPARATE
 */
export function accreditationToIssue(
    issuer: Issuer | undefined,
    {
        issuerUscc,
        typeCode,
        region,
    }: { readonly issuerUscc: string; readonly typeCode: string; readonly region: string },
    now: string,
    caller: Caller,
): Accreditation {
    const inForce = issuer?.accreditations.find((each) => each.withdrawal === undefined && covers(each, now));
    if (issuer === undefined || inForce === undefined) {
        throw refusal(errors.ISSUER_NOT_ACCREDITED, { issuerUscc, typeCode });
    }
    const { agencyId } = issuer;
    if (agencyId !== caller.agencyId) throw refusal(errors.ISSUER_OF_OTHER_AGENCY, { issuerUscc, agencyId });
    if (!inForce.jurisdictions.some((jurisdiction) => region.startsWith(jurisdiction))) {
        throw refusal(errors.JURISDICTION_NOT_ACCREDITED, { issuerUscc, typeCode, region });
    }
    if (inForce.accreditedBy.officerId === caller.officerId) {
        throw refusal(errors.OFFICERS_NOT_SEPARATE, { issuerUscc, typeCode });
    }
    return inForce;
}

/** Whether what was issued at this time was issued under the accreditation. A withdrawal reaches back only if it says so. */
export function wasAccredited(accreditation: Accreditation | undefined, issuedAt: string): boolean {
    if (accreditation === undefined || !covers(accreditation, issuedAt)) return false;
    const voidFrom = accreditation.withdrawal?.voidFrom;
    return voidFrom === undefined || issuedAt < voidFrom;
}
