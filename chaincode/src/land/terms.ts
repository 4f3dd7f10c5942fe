/**
 * The words of the land register: parties, shares, money, parcels, and the terms of each type of case. Pure schemas:
 * what is stored is in ./records, what may be asked is in ./api, what is allowed is decided by ./rules.
 * No name and no national id is ever part of a term: a person is a commitment, an agency or company its public code.
 * After ISO 19152 (LADM): LA_Party, LA_Mortgage, LA_BAUnit, and shares as fractions.
 */
import { z } from 'zod';
import { isUscc } from '../identifiers/uscc';
import { AgencyId, RecordId, Sha256 } from '../runtime/primitives';

/** Upper-case letters and digits; whether it is a code of GB/T 37346 is the business of the rule UNIT_CODE_VALID. */
export const UnitCode = z.string().regex(/^[0-9A-Z]{1,40}$/);
const Text = z
    .string()
    .min(1)
    .max(120)
    .regex(/^[^\p{Cc}]+$/u);

/** Who holds or gives a right. `ref` is the person's 64-hex commitment; `uscc` the unified social credit code. */
export const Party = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('person'), ref: Sha256 }),
    z.strictObject({ kind: z.literal('agency'), agencyId: AgencyId }),
    z.strictObject({
        kind: z.literal('organization'),
        uscc: z.string().max(18).refine(isUscc, { message: 'not a unified social credit code' }),
    }),
]);
export type Party = z.output<typeof Party>;

/** A share as an exact fraction; both parts from 1 to 10^9. */
export const Fraction = z.strictObject({
    numerator: z.int().min(1).max(1_000_000_000),
    denominator: z.int().min(1).max(1_000_000_000),
});
export type Fraction = z.output<typeof Fraction>;

export const Holding = z.strictObject({ party: Party, share: Fraction });
export type Holding = z.output<typeof Holding>;

/** Keeps the head of a title below 4 kB. */
export const MAX_OWNERS = 12;
export const MAX_LIVE_MORTGAGES = 6;
export const MAX_LIVE_SEALS = 6;

const Holdings = z.array(Holding).min(1).max(MAX_OWNERS);

/** Integer minor units as a decimal string, with the ISO 4217 code. */
export const Money = z.strictObject({
    amountMinor: z.string().regex(/^[1-9][0-9]{0,17}$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.output<typeof Money>;

/** Where the land lies and how large it is. The geometry itself stays with the surveyor; only its hash is here. */
export const Parcel = z.strictObject({
    /** Square millimetres as a decimal string. */
    areaMm2: z.string().regex(/^(0|[1-9][0-9]{0,23})$/),
    locationLabel: Text.max(100),
    /** SHA-256 of the bytes of the GeoJSON source. */
    geometrySha256: Sha256,
});
export type Parcel = z.output<typeof Parcel>;

export const SOURCE_KINDS = [
    'APPLICATION',
    'CONTRACT',
    'MORTGAGE_CONTRACT',
    'OWNERSHIP_PROOF',
    'SURVEY',
    'TAX_RECEIPT',
    'COURT_DOCUMENT',
    'OTHER',
] as const;

/** A document that supports a case: its hash, never its content. */
export const Source = z.strictObject({ kind: z.enum(SOURCE_KINDS), sha256: Sha256, title: Text });
export type Source = z.output<typeof Source>;

export const DocumentNumber = z
    .string()
    .min(1)
    .max(64)
    .regex(/^[^\p{Cc}]+$/u);

export const FirstRegistrationTerms = z.strictObject({
    type: z.literal('FIRST_REGISTRATION'),
    parcel: Parcel,
    owners: Holdings,
});
export const TransferTerms = z.strictObject({
    type: z.literal('TRANSFER'),
    /** All owners after the transfer, their shares totalling 1; who keeps a share is listed with what is kept. */
    transferees: Holdings,
    price: Money.exactOptional(),
    /** Live mortgages that end with this transfer. Every other live mortgage is carried to the new owners. */
    discharges: z.array(RecordId).max(MAX_LIVE_MORTGAGES).default([]),
});
export const MortgageTerms = z.strictObject({
    type: z.literal('MORTGAGE'),
    mortgagee: AgencyId,
    amount: Money,
    /** 1 is paid first. */
    rank: z.int().min(1).max(99),
});
export const DischargeTerms = z.strictObject({ type: z.literal('DISCHARGE'), mortgageId: RecordId });
export const SealTerms = z.strictObject({
    type: z.literal('SEAL'),
    /** The judge's own agency. */
    court: AgencyId,
    documentNumber: DocumentNumber,
    documentSha256: Sha256,
});
export const ReleaseTerms = z.strictObject({
    type: z.literal('RELEASE'),
    sealId: RecordId,
    court: AgencyId,
    documentNumber: DocumentNumber,
    documentSha256: Sha256,
});

export const Terms = z.discriminatedUnion('type', [
    FirstRegistrationTerms,
    TransferTerms,
    MortgageTerms,
    DischargeTerms,
    SealTerms,
    ReleaseTerms,
]);
export type Terms = z.output<typeof Terms>;

export const CASE_TYPES = ['FIRST_REGISTRATION', 'TRANSFER', 'MORTGAGE', 'DISCHARGE', 'SEAL', 'RELEASE'] as const;
export const CaseType = z.enum(CASE_TYPES);
export type CaseType = z.output<typeof CaseType>;

/**
 * What a party consents to. An owner TRANSFERs or ENCUMBERs, a new owner ACQUIREs; a mortgagee LENDs, lets its
 * mortgage be CARRIED to the new owners, or DISCHARGEs it.
 */
export const ACTS = ['TRANSFER', 'ACQUIRE', 'ENCUMBER', 'LEND', 'CARRY', 'DISCHARGE'] as const;
export const Act = z.enum(ACTS);
export type Act = z.output<typeof Act>;

/**
 * What a citizen's key signs, as canonical JSON in a compact JWS with the protected header
 * `{"alg":"ES256","kid":…,"typ":"tabularium-consent+jws"}`. `exp` counts seconds since 1970 (RFC 7519).
 */
export const ConsentPayload = z.strictObject({
    register: z.literal('land'),
    caseId: RecordId,
    caseDigest: Sha256,
    act: Act,
    party: Party,
    exp: z.int().positive().exactOptional(),
});
export type ConsentPayload = z.output<typeof ConsentPayload>;
