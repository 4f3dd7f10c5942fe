/** What each step makes of a licence. Pure: state and input in, the new state or a refusal out. */
import type { Caller } from '../runtime/caller';
import type { ParsedInputOf } from '../runtime/definition';
import { without } from '../runtime/fields';
import { accreditationToIssue } from './accreditation';
import type { LicenceApi } from './api';
import { firstIdentifier, nextIdentifier } from './identifier';
import { officerOf, requireIssuer } from './officers';
import { assertPeriod, assertValidity } from './period';
import type { Issuer, Licence, LicenceType } from './records';
import { guardStep, type LicenceStep } from './states';

type Input<Name extends 'issueLicence' | 'renewLicence' | 'suspendLicence' | 'revokeLicence'> = ParsedInputOf<
    LicenceApi,
    Name
>;
type Edition = Omit<Input<'renewLicence'>, 'identifier'>;

/** What the register knows of issuer and type; a type is there when its issuer is accredited. */
export interface Issuing {
    readonly issuer: Issuer | undefined;
    readonly type: LicenceType | undefined;
}

/** Whose accreditation for which type an issue rests on. */
export function issuingKey(identifier: string): { readonly issuerUscc: string; readonly typeCode: string } {
    const { issuer, typeCode } = firstIdentifier(identifier);
    return { issuerUscc: issuer, typeCode };
}

export function issueLicence(issuing: Issuing, input: Input<'issueLicence'>, now: string, caller: Caller): Licence {
    const { identifier, region, holderCommitment, ...edition } = input;
    const subject = { ...issuingKey(identifier), identifier, region, holderCommitment };
    return issued(issuing, subject, edition, now, caller);
}

export interface Renewal {
    readonly previous: Licence;
    readonly next: Licence;
}

/** The holder, the region and the issuer stay; everything else is stated anew. */
export function renewLicence(
    issuing: Issuing,
    licence: Licence,
    { identifier, ...edition }: Input<'renewLicence'>,
    now: string,
    caller: Caller,
): Renewal {
    requireIssuer(caller, licence);
    guardStep('renewLicence', licence);
    const { issuerUscc, typeCode, region, holderCommitment } = licence;
    const subject = { issuerUscc, typeCode, region, holderCommitment, identifier: nextIdentifier(identifier) };
    const next = { ...issued(issuing, subject, edition, now, caller), previousIdentifier: identifier };
    return {
        // Who reads status lists only must not take the superseded version for the valid one.
        previous: { ...licence, status: 'SUPERSEDED', statusBit: 'revocation', nextIdentifier: next.identifier },
        next,
    };
}

export function suspendLicence(licence: Licence, input: Input<'suspendLicence'>, now: string, caller: Caller): Licence {
    requireStep('suspendLicence', licence, caller);
    const statusChange = { by: officerOf(caller), at: now, reasonCode: input.reasonCode };
    return { ...licence, status: 'SUSPENDED', statusBit: 'suspension', statusChange };
}

export function resumeLicence(licence: Licence, now: string, caller: Caller): Licence {
    requireStep('resumeLicence', licence, caller);
    const statusChange = { by: officerOf(caller), at: now };
    return { ...without(licence, 'statusBit'), status: 'ISSUED', statusChange };
}

export function revokeLicence(licence: Licence, input: Input<'revokeLicence'>, now: string, caller: Caller): Licence {
    requireStep('revokeLicence', licence, caller);
    const statusChange = { by: officerOf(caller), at: now, reasonCode: input.reasonCode };
    return { ...licence, status: 'REVOKED', statusBit: 'revocation', statusChange };
}

/** An entry of a status list as keys have it. */
export function indexDigits(statusIndex: number): string {
    return String(statusIndex).padStart(6, '0');
}

function requireStep(step: LicenceStep, licence: Licence, caller: Caller): void {
    requireIssuer(caller, licence);
    guardStep(step, licence);
}

function issued(
    { issuer, type }: Issuing,
    subject: Pick<Licence, 'identifier' | 'issuerUscc' | 'typeCode' | 'region' | 'holderCommitment'>,
    { statusIndex, documentSha256, statusListId, validFrom, validTo }: Edition,
    now: string,
    caller: Caller,
): Licence {
    const { accreditationNo } = accreditationToIssue(issuer, subject, now, caller);
    if (type === undefined) throw new Error('an accreditation for a type that is not defined');
    const period = { validFrom, ...(validTo !== undefined && { validTo }) };
    assertPeriod(period, now);
    assertValidity(type, period);
    return {
        ...subject,
        agencyId: caller.agencyId,
        status: 'ISSUED',
        documentSha256,
        ...period,
        statusListId,
        statusIndex: indexDigits(statusIndex),
        accreditationNo,
        issuedBy: officerOf(caller),
        issuedAt: now,
    };
}
