/** What is told of licences: whether one counts and why not, summaries, what became of one. */
import type { z } from 'zod';
import { licenceIdentifierProblem } from '../identifiers/licence-identifier';
import type { HistoryEntry, Stored } from '../runtime/records';
import { wasAccredited } from './accreditation';
import type { licenceApi } from './api';
import type { Accreditation, Licence, licenceRecord } from './records';
import { VERIFICATION_REASONS, type VerificationReason } from './terms';

type Output<Name extends keyof typeof licenceApi.transactions> = z.input<
    (typeof licenceApi.transactions)[Name]['output']
>;

/** `accreditation` is the one that the licence refers to. */
export function verify(
    licence: Licence,
    accreditation: Accreditation | undefined,
    now: string,
): Output<'verifyLicence'> {
    const { identifier, typeCode, issuerUscc, status, documentSha256, validFrom, validTo, nextIdentifier } = licence;
    const found: Readonly<Partial<Record<VerificationReason, boolean>>> = {
        NOT_YET_VALID: now < validFrom,
        EXPIRED: validTo !== undefined && validTo <= now,
        SUSPENDED: status === 'SUSPENDED',
        REVOKED: status === 'REVOKED',
        SUPERSEDED: status === 'SUPERSEDED',
        ISSUER_NOT_ACCREDITED_AT_ISSUE: !wasAccredited(accreditation, licence.issuedAt),
    };
    const reasons = VERIFICATION_REASONS.filter((reason) => found[reason] === true);
    const period = { validFrom, ...(validTo !== undefined && { validTo }) };
    const next = nextIdentifier !== undefined && { nextIdentifier };
    const shown = { identifier, typeCode, issuerUscc, status, documentSha256, ...period, ...next };
    return { valid: reasons.length === 0, reasons, licence: shown, asOf: now };
}

/** The answer where no licence is found. A document's hash has no form that could be wrong. */
export function notFound(identifier: string | undefined, now: string): Output<'verifyLicence'> {
    const invalid = identifier !== undefined && licenceIdentifierProblem(identifier) !== undefined;
    return { valid: false, reasons: [...(invalid ? ['IDENTIFIER_INVALID' as const] : []), 'NOT_FOUND'], asOf: now };
}

export function viewOf(licence: Stored<typeof licenceRecord>): Output<'licenceByIdentifier'> {
    return { ...licence, statusIndex: Number(licence.statusIndex) };
}

export function summaryOf(licence: Licence): Output<'licencesByIssuer'>['items'][number] {
    const { identifier, typeCode, status, region, validFrom, validTo, issuedAt } = licence;
    return { identifier, typeCode, status, region, validFrom, ...(validTo !== undefined && { validTo }), issuedAt };
}

export function historyOf(entries: readonly HistoryEntry<typeof licenceRecord>[]): Output<'licenceHistory'>['items'] {
    return entries.flatMap(({ txId, at, record }) => {
        // Licences are never deleted.
        if (record === undefined) return [];
        const { status, statusChange, nextIdentifier } = record;
        const change = statusChange !== undefined && { statusChange };
        return [{ txId, at, status, ...change, ...(nextIdentifier !== undefined && { nextIdentifier }) }];
    });
}
