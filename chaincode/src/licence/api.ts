/**
 * The licence register's definition: every transaction with its input, output and refusals, and every event. Contract,
 * typed client and documents derive from it. Pure: nothing of Fabric is loaded.
 */
import { z } from 'zod';
import { defineContract, evaluate, submit } from '../runtime/definition';
import {
    AgencyId,
    BilingualName,
    Instant,
    Jurisdiction,
    PageRequest,
    pageOf,
    Reason,
    Sha256,
} from '../runtime/primitives';
import { type LicenceError, licenceErrors as errors } from './errors';
import { issuerRecord, licenceRecord, typeRecord } from './records';
import {
    HOLDER_TYPES,
    LICENCE_STATUSES,
    LicenceIdentifier,
    Region,
    REVOCATION_REASONS,
    StatusIndex,
    StatusListId,
    StatusPurpose,
    SUSPENSION_REASONS,
    TypeCode,
    Uscc,
    Validity,
    VERIFICATION_REASONS,
} from './terms';

const byIdentifier = z.strictObject({ identifier: LicenceIdentifier });
const byType = z.strictObject({ typeCode: TypeCode });
const byIssuer = z.strictObject({ issuerUscc: Uscc });
const written = { version: z.int().min(1), updatedAt: Instant };
const LicenceStatus = z.enum(LICENCE_STATUSES);

/** What every submit on a licence returns. */
const LicenceResult = z.object({ identifier: LicenceIdentifier, status: LicenceStatus });
const AccreditationResult = byIssuer.extend({ typeCode: TypeCode, accreditationNo: z.int() });

/** What an issuer states anew for each version of a licence. */
const edition = {
    /** SHA-256 of the document as it is handed to the holder; no two licences share one. */
    documentSha256: Sha256,
    validFrom: Instant,
    /** Exclusive; may be left out where the type is open-ended. */
    validTo: Instant.exactOptional(),
    /** A list of the issuer's own. */
    statusListId: StatusListId,
    /** Chosen at random by the issuer; never used twice. */
    statusIndex: StatusIndex,
} as const;

const LicenceSummary = z.object({
    identifier: LicenceIdentifier,
    typeCode: TypeCode,
    status: LicenceStatus,
    region: Region,
    validFrom: Instant,
    validTo: Instant.exactOptional(),
    issuedAt: Instant,
});

const accreditedErrors: readonly LicenceError[] = [
    errors.ISSUER_NOT_ACCREDITED,
    errors.JURISDICTION_NOT_ACCREDITED,
    errors.OFFICERS_NOT_SEPARATE,
];
const editionErrors: readonly LicenceError[] = [
    errors.PERIOD_EMPTY,
    errors.PERIOD_PAST,
    errors.PERIOD_WITHOUT_END,
    errors.PERIOD_TOO_LONG,
    errors.DOCUMENT_TAKEN,
    errors.INDEX_TAKEN,
];
const stepErrors: readonly LicenceError[] = [
    errors.NOT_FOUND,
    errors.OF_OTHER_AGENCY,
    errors.JURISDICTION_EXCEEDED,
    errors.STATE_FORBIDS,
];

export const licenceApi = defineContract({
    name: 'licence',
    summary: 'Electronic licences and certificates: their types, who may issue them, their states and status lists.',
    transactions: {
        defineType: submit({
            summary: 'Defines a type of licence, once; the agency of the caller accredits its issuers from then on.',
            input: z.strictObject({
                typeCode: TypeCode,
                name: BilingualName,
                holderType: z.enum(HOLDER_TYPES),
                validity: Validity,
            }),
            output: byType,
            errors: [errors.TYPE_ALREADY_DEFINED],
        }),
        accreditIssuer: submit({
            summary: 'Lets an agency issue a type in some jurisdictions for a period. Only the agency that defined it.',
            input: z.strictObject({
                typeCode: TypeCode,
                /** The issuer; its unified social credit code comes from the directory. */
                agencyId: AgencyId,
                jurisdictions: z.array(Jurisdiction).min(1).max(16),
                validFrom: Instant,
                validTo: Instant.exactOptional(),
            }),
            output: AccreditationResult,
            errors: [
                errors.TYPE_NOT_FOUND,
                errors.TYPE_OF_OTHER_AGENCY,
                errors.JURISDICTION_EXCEEDED,
                errors.PERIOD_EMPTY,
                errors.PERIOD_PAST,
                errors.AGENCY_WITHOUT_USCC,
                errors.ISSUER_ALREADY_ACCREDITED,
                errors.ACCREDITATIONS_FULL,
            ],
        }),
        deaccreditIssuer: submit({
            summary:
                'Withdraws the latest accreditation: nothing is issued or renewed any more, what was issued stays.',
            input: z.strictObject({
                issuerUscc: Uscc,
                typeCode: TypeCode,
                reason: Reason,
                /** Reaches back: what was issued from then on no longer verifies. Leave it out and nothing is touched. */
                voidFrom: Instant.exactOptional(),
            }),
            output: AccreditationResult,
            errors: [
                errors.TYPE_NOT_FOUND,
                errors.TYPE_OF_OTHER_AGENCY,
                errors.ISSUER_NOT_ACCREDITED,
                errors.JURISDICTION_EXCEEDED,
                errors.VOID_FROM_OUTSIDE,
            ],
        }),
        issueLicence: submit({
            summary: 'Issues version 001 of a licence under an identifier whose every check character is verified.',
            input: byIdentifier.extend({
                /** Where the licence is issued; grant and accreditation must cover it. */
                region: Region,
                /** SHA-256 over a random salt and the holder's identity; both stay with issuer and holder. */
                holderCommitment: Sha256,
                ...edition,
            }),
            output: LicenceResult,
            errors: [
                errors.IDENTIFIER_MALFORMED,
                errors.IDENTIFIER_CHECK_FAILED,
                errors.ISSUER_NOT_USCC,
                errors.VERSION_NOT_FIRST,
                errors.ISSUER_OF_OTHER_AGENCY,
                ...accreditedErrors,
                ...editionErrors,
                errors.ALREADY_ISSUED,
            ],
        }),
        renewLicence: submit({
            summary: 'Issues the next version to the same holder and supersedes the named one, in one act.',
            /** The licence that is renewed; the answer has the next version's identifier. */
            input: byIdentifier.extend(edition),
            output: LicenceResult.extend({ previousIdentifier: LicenceIdentifier }),
            errors: [...stepErrors, ...accreditedErrors, ...editionErrors, errors.VERSIONS_EXHAUSTED],
        }),
        suspendLicence: submit({
            summary: 'Takes effect from a licence until it is resumed.',
            input: byIdentifier.extend({ reasonCode: z.enum(SUSPENSION_REASONS) }),
            output: LicenceResult,
            errors: stepErrors,
        }),
        resumeLicence: submit({
            summary: 'Ends a suspension.',
            input: byIdentifier,
            output: LicenceResult,
            errors: stepErrors,
        }),
        revokeLicence: submit({
            summary: 'Ends a licence for good.',
            input: byIdentifier.extend({ reasonCode: z.enum(REVOCATION_REASONS) }),
            output: LicenceResult,
            errors: stepErrors,
        }),

        verifyLicence: evaluate({
            summary: 'Whether a licence counts now, by identifier or by the hash of its document, and if not why.',
            input: z.union([byIdentifier, z.strictObject({ documentSha256: Sha256 })]),
            output: z.object({
                valid: z.boolean(),
                /** Empty for a valid licence; else every reason, in the order of their list. */
                reasons: z.array(z.enum(VERIFICATION_REASONS)),
                /** Absent where none was found. */
                licence: z
                    .object({
                        identifier: LicenceIdentifier,
                        typeCode: TypeCode,
                        issuerUscc: Uscc,
                        status: LicenceStatus,
                        documentSha256: Sha256,
                        validFrom: Instant,
                        validTo: Instant.exactOptional(),
                        /** The version that superseded it. */
                        nextIdentifier: LicenceIdentifier.exactOptional(),
                    })
                    .exactOptional(),
                asOf: Instant,
            }),
            errors: [],
        }),
        licenceByIdentifier: evaluate({
            summary: 'A licence with its period, status, commitment and references.',
            input: byIdentifier,
            output: licenceRecord.schema.extend({ statusIndex: StatusIndex, ...written }),
            errors: [errors.NOT_FOUND],
        }),
        licenceHistory: evaluate({
            summary: 'What became of one version of a licence, newest first.',
            input: byIdentifier.extend({ limit: z.int().min(1).max(100).default(20) }),
            output: z.object({
                items: z.array(
                    z.object({
                        txId: z.string(),
                        at: Instant,
                        status: LicenceStatus,
                        statusChange: licenceRecord.schema.shape.statusChange,
                        nextIdentifier: LicenceIdentifier.exactOptional(),
                    }),
                ),
            }),
            errors: [errors.NOT_FOUND],
        }),
        licencesByIssuer: evaluate({
            summary: 'Licences that an issuer has issued, paged.',
            input: byIssuer.extend(PageRequest),
            output: pageOf(LicenceSummary),
            errors: [],
        }),
        accreditationsOf: evaluate({
            summary: 'What an issuer is and was accredited for, type by type, paged.',
            input: byIssuer.extend(PageRequest),
            output: pageOf(issuerRecord.schema),
            errors: [],
        }),
        typeByCode: evaluate({
            summary: 'A type of licence.',
            input: byType,
            output: typeRecord.schema,
            errors: [errors.TYPE_NOT_FOUND],
        }),
        statusList: evaluate({
            summary: 'Entries of a status list whose bit is set, paged; superseded licences count as revoked.',
            input: byIssuer.extend({ statusListId: StatusListId, purpose: StatusPurpose, ...PageRequest }),
            output: pageOf(StatusIndex),
            errors: [],
        }),
    },
    events: {
        typeDefined: z.object({ typeCode: TypeCode, agencyId: AgencyId }),
        issuerAccredited: z.object({ issuerUscc: Uscc, typeCode: TypeCode, accreditationNo: z.int() }),
        issuerDeaccredited: z.object({ issuerUscc: Uscc, typeCode: TypeCode, accreditationNo: z.int() }),
        licenceIssued: z.object({ identifier: LicenceIdentifier, typeCode: TypeCode, issuerUscc: Uscc }),
        licenceRenewed: z.object({ identifier: LicenceIdentifier, previousIdentifier: LicenceIdentifier }),
        licenceSuspended: z.object({ identifier: LicenceIdentifier, reasonCode: z.enum(SUSPENSION_REASONS) }),
        licenceResumed: z.object({ identifier: LicenceIdentifier }),
        licenceRevoked: z.object({ identifier: LicenceIdentifier, reasonCode: z.enum(REVOCATION_REASONS) }),
    },
});

export type LicenceApi = typeof licenceApi;
