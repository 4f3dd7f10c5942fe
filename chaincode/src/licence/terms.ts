/** The words of the licence register: types and validity, identifiers, periods, reasons. Pure: imports zod only. */
import { z } from 'zod';
import { isLicenceTypeCode } from '../identifiers/licence-identifier';
import { isUscc } from '../identifiers/uscc';
import { AgencyId, OfficerId } from '../runtime/primitives';

export const LICENCE_STATUSES = ['ISSUED', 'SUSPENDED', 'REVOKED', 'SUPERSEDED'] as const;
export const ACCREDITATION_STATUSES = ['ACCREDITED', 'WITHDRAWN'] as const;

/** How often one issuer may be accredited for one type. */
export const MAX_ACCREDITATIONS = 8;
/** Entries of one status list: 16 KB of bits, the least that hides one holder among others. */
const STATUS_LIST_LENGTH = 131_072;

/** Unified social credit code of an agency, GB 32100; both check characters are verified. */
export const Uscc = z.string().refine(isUscc, { message: 'not a unified social credit code' });

/** 证照类型代码: code of the defining authority and three characters more; the code's check characters are verified. */
export const TypeCode = z.string().refine(isLicenceTypeCode, { message: 'not a licence type code' });

/** 电子证照标识 as it comes: what is wrong with it is told by a refusal of its own. */
export const LicenceIdentifier = z.string().regex(/^[0-9A-Za-z.]{1,120}$/);

/** GB/T 2260 code of a county. */
export const Region = z.string().regex(/^[0-9]{6}$/);

export const HOLDER_TYPES = ['PERSON', 'ORGANISATION', 'OTHER'] as const;

/** How long a licence of a type may be valid. */
export const Validity = z.discriminatedUnion('rule', [
    /** Calendar months from `validFrom`; a licence may end earlier and must have an end. */
    z.strictObject({ rule: z.literal('MONTHS'), months: z.int().min(1).max(1200) }),
    /** A licence may have an end, and need not. */
    z.strictObject({ rule: z.literal('OPEN_ENDED') }),
]);
export type Validity = z.output<typeof Validity>;

export const StatusListId = z.string().regex(/^[A-Za-z0-9-]{1,32}$/);
export const StatusIndex = z
    .int()
    .min(0)
    .max(STATUS_LIST_LENGTH - 1);
/** Purposes of W3C's Bitstring Status List that a list of this register serves. */
export const StatusPurpose = z.enum(['revocation', 'suspension']);

export const SUSPENSION_REASONS = [
    'UNDER_INVESTIGATION',
    'CONDITIONS_NOT_MET',
    'HOLDER_REQUEST',
    'COURT_ORDER',
] as const;
export const REVOCATION_REASONS = [
    'HOLDER_REQUEST',
    'HOLDER_CEASED',
    'CONDITIONS_NOT_MET',
    'ISSUED_IN_ERROR',
    'OBTAINED_BY_DECEPTION',
    'DOCUMENT_COMPROMISED',
    'COURT_ORDER',
] as const;

/** Why a licence does not count, for machines. A valid licence has none. */
export const VERIFICATION_REASONS = [
    'IDENTIFIER_INVALID',
    'NOT_FOUND',
    'NOT_YET_VALID',
    'EXPIRED',
    'SUSPENDED',
    'REVOKED',
    'SUPERSEDED',
    'ISSUER_NOT_ACCREDITED_AT_ISSUE',
] as const;
export type VerificationReason = (typeof VERIFICATION_REASONS)[number];

/** Who acted for which agency. */
export const Officer = z.strictObject({ officerId: OfficerId, agencyId: AgencyId });
export type Officer = z.output<typeof Officer>;
