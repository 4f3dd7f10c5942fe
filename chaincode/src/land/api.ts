/**
 * The land register's definition: every transaction with its input, output and refusals, and every event. Contract,
 * typed client and documents derive from it. Pure: nothing of Fabric is loaded.
 */
import { z } from 'zod';
import { defineContract, evaluate, submit } from '../runtime/definition';
import { AgencyId, Instant, PageRequest, pageOf, Reason, RecordId, Sha256 } from '../runtime/primitives';
import { landErrors as errors, type LandError } from './errors';
import {
    CASE_STATUSES,
    caseRecord,
    CurrentEntry,
    mortgageRecord,
    Officer,
    SEVERITIES,
    TITLE_STATUSES,
    titleRecord,
} from './records';
import { Act, CaseType, DocumentNumber, Fraction, Money, Party, Source, Terms, UnitCode } from './terms';

const byCase = z.strictObject({ caseId: RecordId });
const byUnit = z.strictObject({ unitCode: UnitCode });
const written = { version: z.int().min(1), updatedAt: Instant };
const CaseStatus = z.enum(CASE_STATUSES);

/** What every submit returns at least. */
const CaseResult = z.object({ caseId: RecordId, status: CaseStatus });

const CaseSummary = z.object({
    caseId: RecordId,
    type: CaseType,
    unitCode: UnitCode,
    status: CaseStatus,
    openedBy: Officer,
    openedAt: Instant,
});

const Encumbrance = z.discriminatedUnion('kind', [
    z.object({
        kind: z.literal('SEAL'),
        sealId: RecordId,
        court: AgencyId,
        documentNumber: DocumentNumber,
        since: Instant,
    }),
    z.object({
        kind: z.literal('MORTGAGE'),
        mortgageId: RecordId,
        mortgagee: AgencyId,
        rank: z.int(),
        amount: Money,
        since: Instant,
    }),
]);

const HistoryItem = z.object({
    ...CurrentEntry.omit({ entryNo: true }).shape,
    entryNo: z.int(),
    status: z.enum(['CURRENT', 'HISTORIC']),
    closedByCaseId: RecordId.exactOptional(),
    until: Instant.exactOptional(),
});

const Rule = z.object({
    rule: z.string(),
    severity: z.enum(SEVERITIES),
    appliesTo: z.array(CaseType),
    /** The steps that run it; approval runs every rule again. */
    runsAt: z.array(z.enum(['open', 'validate', 'approve'])),
    text: z.object({ en: z.string(), zh: z.string() }),
});

/** Refusals that any rule of ./rule-table can give. */
const ruleErrors: readonly LandError[] = [
    errors.UNIT_CODE_INVALID,
    errors.TITLE_NOT_FOUND,
    errors.TITLE_ALREADY_REGISTERED,
    errors.TITLE_NOT_CURRENT,
    errors.TITLE_BUSY,
    errors.TITLE_SEALED,
    errors.ENTRY_SUPERSEDED,
    errors.SHARES_TOTAL,
    errors.OWNER_REPEATED,
    errors.AREA_NOT_POSITIVE,
    errors.MORTGAGE_RANK_TAKEN,
    errors.MORTGAGE_RANK_OVERTAKES,
    errors.MORTGAGE_NOT_LIVE,
    errors.MORTGAGES_FULL,
    errors.SEAL_NOT_LIVE,
    errors.SEAL_OF_OTHER_COURT,
    errors.SEALS_FULL,
];
const stepErrors: readonly LandError[] = [
    errors.CASE_NOT_FOUND,
    errors.CASE_STATE_FORBIDS,
    errors.JURISDICTION_EXCEEDED,
];

export const landApi = defineContract({
    name: 'land',
    summary: 'Titles to land and buildings, the cases that change them, and the rights of third parties.',
    guarded: ['land.mortgage'],
    transactions: {
        openCase: submit({
            summary: 'Opens a case on a title; a registrar, or a judge for a seal and its release.',
            input: z.strictObject({ unitCode: UnitCode, terms: Terms, sources: z.array(Source).max(20).default([]) }),
            output: CaseResult.extend({ caseDigest: Sha256 }),
            errors: [
                ...ruleErrors,
                errors.JURISDICTION_EXCEEDED,
                errors.OPENER_NOT_ENTITLED,
                errors.COURT_NOT_OWN,
                errors.SOURCE_REPEATED,
            ],
        }),
        lodgeSource: submit({
            summary: 'Adds the hash of a supporting document to a lodged case.',
            input: byCase.extend({ source: Source }),
            output: CaseResult.extend({ sources: z.int() }),
            errors: [...stepErrors, errors.SOURCE_REPEATED, errors.SOURCES_FULL],
        }),
        lodgeConsent: submit({
            summary: "Carries a citizen's signed consent (compact JWS, ES256) into a lodged case.",
            input: byCase.extend({
                jws: z
                    .string()
                    .min(1)
                    .max(4096)
                    .regex(/^[A-Za-z0-9_.-]+$/),
            }),
            output: CaseResult.extend({ consentsMissing: z.int() }),
            errors: [
                ...stepErrors,
                errors.CONSENT_MALFORMED,
                errors.CONSENT_ALGORITHM_REFUSED,
                errors.CONSENT_OF_OTHER_CASE,
                errors.CONSENT_DIGEST_MISMATCH,
                errors.CONSENT_EXPIRED,
                errors.CONSENT_NOT_DUE,
                errors.CONSENT_NOT_BY_SIGNATURE,
                errors.CONSENT_ALREADY_GIVEN,
                errors.CONSENT_KEY_UNKNOWN,
                errors.CONSENT_KEY_NOT_YET_VALID,
                errors.CONSENT_KEY_EXPIRED,
                errors.CONSENT_KEY_REVOKED,
                errors.CONSENT_KEY_OF_OTHER_PARTY,
                errors.CONSENT_SIGNATURE_INVALID,
            ],
        }),
        consentToCase: submit({
            summary: "Gives the consent of the caller's own agency, as mortgagee or as holder of the title.",
            input: byCase.extend({ caseDigest: Sha256 }),
            output: CaseResult.extend({ consentsMissing: z.int() }),
            errors: [
                ...stepErrors,
                errors.CONSENT_DIGEST_MISMATCH,
                errors.CONSENT_NOT_DUE,
                errors.CONSENT_ALREADY_GIVEN,
            ],
        }),
        validateCase: submit({
            summary: 'Runs the rules and stores what each found; the case is VALIDATED when no critical rule failed.',
            input: byCase,
            output: CaseResult.extend({
                /** Codes of the refusals behind the critical rules that failed; empty when VALIDATED. */
                failures: z.array(z.string()),
                warnings: z.array(z.string()),
            }),
            errors: stepErrors,
        }),
        approveCase: submit({
            summary: 'Runs the rules again and writes the register; another officer than opener and validator.',
            input: byCase.extend({ reason: Reason.exactOptional() }),
            output: CaseResult.extend({
                unitCode: UnitCode,
                entryNo: z.int(),
                mortgageId: RecordId.exactOptional(),
                sealId: RecordId.exactOptional(),
            }),
            errors: [
                ...stepErrors,
                ...ruleErrors,
                errors.OFFICERS_NOT_SEPARATE,
                errors.SOURCES_MISSING,
                errors.CONSENT_MISSING,
                errors.CONSENT_LAPSED,
            ],
        }),
        rejectCase: submit({
            summary: 'Ends a case without effect on the register, with a reason.',
            input: byCase.extend({ reason: Reason }),
            output: CaseResult,
            errors: stepErrors,
        }),
        withdrawCase: submit({
            summary: 'Takes back a case that the own agency opened.',
            input: byCase.extend({ reason: Reason }),
            output: CaseResult,
            errors: [...stepErrors, errors.CASE_OF_OTHER_AGENCY],
        }),

        titleByUnit: evaluate({
            summary: 'The head of a title: owners, parcel, live encumbrances, pending case.',
            input: byUnit,
            output: titleRecord.schema.extend(written),
            errors: [errors.TITLE_NOT_FOUND],
        }),
        caseById: evaluate({
            summary: 'A case with its terms, sources, consents, rule results and decision.',
            input: byCase,
            output: caseRecord.schema.extend(written),
            errors: [errors.CASE_NOT_FOUND],
        }),
        casesByUnit: evaluate({
            summary: 'All cases on a title, paged.',
            input: byUnit.extend(PageRequest),
            output: pageOf(CaseSummary),
            errors: [],
        }),
        openCases: evaluate({
            summary: 'Undecided cases in a county, paged.',
            input: z.strictObject({ county: z.string().regex(/^[0-9]{6}$/), ...PageRequest }),
            output: pageOf(CaseSummary),
            errors: [],
        }),
        mortgageById: evaluate({
            summary: 'A mortgage, live or discharged.',
            input: z.strictObject({ mortgageId: RecordId }),
            output: mortgageRecord.schema.extend(written),
            errors: [errors.MORTGAGE_NOT_FOUND],
        }),
        encumbrances: evaluate({
            summary: 'Live encumbrances: seals in the order of registration, then mortgages by rank.',
            input: byUnit,
            output: z.object({ unitCode: UnitCode, items: z.array(Encumbrance) }),
            errors: [errors.TITLE_NOT_FOUND],
        }),
        titleHistory: evaluate({
            summary: 'Ownership entries of a title, newest first, paged.',
            input: byUnit.extend(PageRequest),
            output: pageOf(HistoryItem),
            errors: [errors.TITLE_NOT_FOUND],
        }),
        publicExtract: evaluate({
            summary: 'What everybody may know of a title: status, shares without holders, kinds of encumbrances.',
            input: byUnit,
            output: z.object({
                unitCode: UnitCode,
                status: z.enum(TITLE_STATUSES),
                shares: z.array(Fraction),
                encumbrances: z.array(z.object({ kind: z.enum(['SEAL', 'MORTGAGE']), count: z.int() })),
                version: z.int(),
                updatedAt: Instant,
                asOf: Instant,
            }),
            errors: [errors.TITLE_NOT_FOUND],
        }),
        caseDigest: evaluate({
            summary: 'What the parties of a case must consent to: the digest, and who consents to which act.',
            input: byCase,
            output: z.object({
                caseId: RecordId,
                caseDigest: Sha256,
                consents: z.array(
                    z.object({ party: Party, act: Act, means: z.enum(['SIGNATURE', 'OFFICER']), given: z.boolean() }),
                ),
            }),
            errors: [errors.CASE_NOT_FOUND],
        }),
        ruleTable: evaluate({
            summary: 'The rules that decide cases.',
            input: z.strictObject({}),
            output: z.object({ rules: z.array(Rule) }),
            errors: [],
        }),
    },
    events: {
        caseOpened: z.object({ caseId: RecordId, type: CaseType, unitCode: UnitCode }),
        sourceLodged: z.object({ caseId: RecordId, sha256: Sha256 }),
        consentGiven: z.object({ caseId: RecordId, act: Act }),
        caseValidated: z.object({ caseId: RecordId, status: CaseStatus }),
        caseApproved: z.object({ caseId: RecordId, type: CaseType, unitCode: UnitCode }),
        caseRejected: z.object({ caseId: RecordId, unitCode: UnitCode }),
        caseWithdrawn: z.object({ caseId: RecordId, unitCode: UnitCode }),
        titleRegistered: z.object({ unitCode: UnitCode, entryNo: z.int(), caseId: RecordId }),
        titleTransferred: z.object({ unitCode: UnitCode, entryNo: z.int(), caseId: RecordId }),
        mortgageRegistered: z.object({ mortgageId: RecordId, unitCode: UnitCode, mortgagee: AgencyId, rank: z.int() }),
        mortgageDischarged: z.object({ mortgageId: RecordId, unitCode: UnitCode, mortgagee: AgencyId }),
        titleSealed: z.object({ sealId: RecordId, unitCode: UnitCode, court: AgencyId }),
        sealReleased: z.object({ sealId: RecordId, unitCode: UnitCode, court: AgencyId }),
    },
});

export type LandApi = typeof landApi;

export { ConsentPayload, Fraction, Holding, Money, Parcel, Party, Source, Terms } from './terms';
