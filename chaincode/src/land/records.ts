/**
 * What is stored, one aggregate under one key. The title's head carries everything that a decision needs (owners, live
 * mortgages, live seals, the pending case), so that no transaction reads a range. Pure: schemas and key parts only.
 */
import { z } from 'zod';
import { AgencyId, Instant, MspId, OfficerId, Reason, RecordId, Sha256 } from '../runtime/primitives';
import { defineRecord, type RecordOf } from '../runtime/records';
import {
    Act,
    CaseType,
    DocumentNumber,
    Holding,
    MAX_LIVE_MORTGAGES,
    MAX_LIVE_SEALS,
    MAX_OWNERS,
    Money,
    Parcel,
    Party,
    Source,
    Terms,
    UnitCode,
} from './terms';

export const TITLE_STATUSES = ['PENDING', 'CURRENT', 'VOID'] as const;
export const CASE_STATUSES = ['LODGED', 'VALIDATED', 'APPROVED', 'COMPLETED', 'REJECTED', 'WITHDRAWN'] as const;
export const MORTGAGE_STATUSES = ['LIVE', 'DISCHARGED'] as const;
export const SEAL_STATUSES = ['SEALED', 'RELEASED'] as const;
export const SEVERITIES = ['critical', 'warning'] as const;

const EntryNo = z.int().min(1);

/** Who acted for which agency. */
export const Officer = z.strictObject({ officerId: OfficerId, agencyId: AgencyId });
export type Officer = z.output<typeof Officer>;

/** The ownership entry in force. */
export const CurrentEntry = z.strictObject({
    entryNo: EntryNo,
    owners: z.array(Holding).min(1).max(MAX_OWNERS),
    price: Money.exactOptional(),
    caseId: RecordId,
    since: Instant,
});
export type CurrentEntry = z.output<typeof CurrentEntry>;

export const LiveMortgage = z.strictObject({ mortgageId: RecordId, rank: z.int().min(1), mortgagee: AgencyId });
export const LiveSeal = z.strictObject({ sealId: RecordId, court: AgencyId });

/** The head of a title. PENDING and VOID titles have no entry: nothing but an approval writes one. */
export const titleRecord = defineRecord({
    docType: 'land.title',
    holds: 'which parcel: area, address label; who owns it (persons as commitments) and in which shares; price; live liens and seals',
    schemaVersion: 1,
    key: ['unitCode'],
    schema: z.strictObject({
        unitCode: UnitCode,
        status: z.enum(TITLE_STATUSES),
        parcel: Parcel,
        entry: CurrentEntry.exactOptional(),
        /** By rank. */
        mortgages: z.array(LiveMortgage).max(MAX_LIVE_MORTGAGES),
        /** In the order of their registration. */
        seals: z.array(LiveSeal).max(MAX_LIVE_SEALS),
        pendingCaseId: RecordId.exactOptional(),
    }),
});
export type Title = RecordOf<typeof titleRecord>;

/** An entry that is no longer in force; written by the approval that superseded it. */
export const entryRecord = defineRecord({
    docType: 'land.entry',
    holds: 'former owners of a title, as commitments, with shares and price',
    schemaVersion: 1,
    key: ['unitCode', 'entryNo'],
    schema: z.strictObject({
        unitCode: UnitCode,
        /** Decimal digits without leading zeros: part of a key. */
        entryNo: z.string().regex(/^[1-9][0-9]{0,8}$/),
        status: z.literal('HISTORIC'),
        owners: z.array(Holding).min(1).max(MAX_OWNERS),
        price: Money.exactOptional(),
        caseId: RecordId,
        since: Instant,
        closedByCaseId: RecordId,
        until: Instant,
    }),
});
export type HistoricEntry = RecordOf<typeof entryRecord>;

/** A consent as the case keeps it. A signature's bytes are in `land.consent`; its SHA-256 is here. */
export const GivenConsent = z.strictObject({
    party: Party,
    act: Act,
    caseDigest: Sha256,
    at: Instant,
    by: z.discriminatedUnion('means', [
        z.strictObject({
            means: z.literal('SIGNATURE'),
            kid: z.string().min(1).max(128),
            jwsSha256: Sha256,
            exp: z.int().positive().exactOptional(),
        }),
        z.strictObject({ means: z.literal('OFFICER'), officer: Officer, mspId: MspId }),
    ]),
});
export type GivenConsent = z.output<typeof GivenConsent>;

/** What one rule found. `refusal` is the error code that the failed rule answers with. */
export const RuleResult = z.strictObject({
    rule: z.string(),
    severity: z.enum(SEVERITIES),
    passed: z.boolean(),
    refusal: z.string().exactOptional(),
});
export type RuleResult = z.output<typeof RuleResult>;

/** How a case ended. */
export const Decision = z.strictObject({ officer: Officer, at: Instant, reason: Reason.exactOptional() });

export const caseRecord = defineRecord({
    docType: 'land.case',
    holds: 'what was applied for, with terms, sums, hashes of documents, who consented, officers and results of the rules',
    schemaVersion: 1,
    key: ['caseId'],
    indexes: { byUnit: ['unitCode'], byPhase: ['phase', 'county'] },
    schema: z.strictObject({
        caseId: RecordId,
        type: CaseType,
        unitCode: UnitCode,
        /** First six digits of the unit code. */
        county: z.string().regex(/^[0-9]{6}$/),
        phase: z.enum(['OPEN', 'CLOSED']),
        status: z.enum(CASE_STATUSES),
        openedBy: Officer,
        openedAt: Instant,
        validatedBy: Officer.exactOptional(),
        /** The entry of the title that the case builds on; 0 for a first registration. */
        basisEntryNo: z.int().min(0),
        terms: Terms,
        sources: z.array(Source).max(20),
        consents: z.array(GivenConsent),
        ruleResults: z.array(RuleResult),
        decision: Decision.exactOptional(),
    }),
});
export type LandCase = RecordOf<typeof caseRecord>;

/** The signature itself, written once: evidence that outlives the case's status. */
export const consentRecord = defineRecord({
    docType: 'land.consent',
    holds: 'a citizen’s signature over the case’s digest',
    schemaVersion: 1,
    key: ['caseId', 'partyKey'],
    schema: z.strictObject({ caseId: RecordId, partyKey: z.string(), jws: z.string() }),
});

/**
 * A lien. Its key carries an endorsement policy that names the registry's and the mortgagee's MSP, set when the record
 * is created and never rewritten: no later write to it is valid without the bank's own peer.
 */
export const mortgageRecord = defineRecord({
    docType: 'land.mortgage',
    holds: 'a lien: lender, amount, rank, whose peers must endorse',
    schemaVersion: 1,
    key: ['mortgageId'],
    schema: z.strictObject({
        mortgageId: RecordId,
        unitCode: UnitCode,
        status: z.enum(MORTGAGE_STATUSES),
        mortgagee: AgencyId,
        amount: Money,
        rank: z.int().min(1),
        /** The MSPs whose peers must endorse every later write. */
        endorsers: z.array(MspId).min(1).max(2),
        caseId: RecordId,
        registeredAt: Instant,
        /** The latest approval on the title, and the entry that the lien has encumbered since. */
        lastCaseId: RecordId,
        entryNo: EntryNo,
    }),
});
export type Mortgage = RecordOf<typeof mortgageRecord>;

export const sealRecord = defineRecord({
    docType: 'land.seal',
    holds: 'a court’s freeze: court, document number, hash of the order',
    schemaVersion: 1,
    key: ['sealId'],
    schema: z.strictObject({
        sealId: RecordId,
        unitCode: UnitCode,
        status: z.enum(SEAL_STATUSES),
        court: AgencyId,
        documentNumber: DocumentNumber,
        documentSha256: Sha256,
        caseId: RecordId,
        sealedAt: Instant,
        release: z
            .strictObject({ caseId: RecordId, documentNumber: DocumentNumber, documentSha256: Sha256, at: Instant })
            .exactOptional(),
    }),
});
export type Seal = RecordOf<typeof sealRecord>;
