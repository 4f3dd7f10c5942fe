/**
 * Which step leads from which state to which, as data. The guard below and the tables in README.md follow it; the
 * tests state their expectations by hand. What each type of case does to a title is the second table.
 */
import { refusal } from '../runtime/errors';
import { landErrors } from './errors';
import type { CASE_STATUSES, LandCase, MORTGAGE_STATUSES, SEAL_STATUSES, TITLE_STATUSES } from './records';
import type { CaseType } from './terms';

export type CaseStatus = (typeof CASE_STATUSES)[number];
export type CaseStep = keyof typeof caseTransitions;

interface Transition<Status> {
    readonly from: readonly Status[];
    readonly to: readonly Status[];
}
const transition = <Status>(from: readonly Status[], ...to: readonly Status[]): Transition<Status> => ({ from, to });

/** APPROVED is passed within the approval itself: the decision and the entry in the register are one act. */
export const caseTransitions = {
    lodgeSource: transition<CaseStatus>(['LODGED'], 'LODGED'),
    lodgeConsent: transition<CaseStatus>(['LODGED'], 'LODGED'),
    consentToCase: transition<CaseStatus>(['LODGED'], 'LODGED'),
    validateCase: transition<CaseStatus>(['LODGED'], 'VALIDATED', 'LODGED'),
    approveCase: transition<CaseStatus>(['VALIDATED'], 'APPROVED', 'COMPLETED'),
    rejectCase: transition<CaseStatus>(['LODGED', 'VALIDATED'], 'REJECTED'),
    withdrawCase: transition<CaseStatus>(['LODGED', 'VALIDATED'], 'WITHDRAWN'),
} as const;

/** 'none' stands for a title that was never opened. Only an approval leads to CURRENT. */
export const titleTransitions = {
    openCase: transition<(typeof TITLE_STATUSES)[number] | 'none'>(['none', 'VOID'], 'PENDING'),
    approveCase: transition<(typeof TITLE_STATUSES)[number]>(['PENDING', 'CURRENT'], 'CURRENT'),
    rejectCase: transition<(typeof TITLE_STATUSES)[number]>(['PENDING'], 'VOID'),
    withdrawCase: transition<(typeof TITLE_STATUSES)[number]>(['PENDING'], 'VOID'),
} as const;
export const mortgageTransitions = {
    approveCase: transition<(typeof MORTGAGE_STATUSES)[number]>(['LIVE'], 'LIVE', 'DISCHARGED'),
} as const;
export const sealTransitions = {
    approveCase: transition<(typeof SEAL_STATUSES)[number]>(['SEALED'], 'RELEASED'),
} as const;

interface CaseTraits {
    /** The role that opens such a case. */
    readonly opener: 'registrar' | 'judge';
    /** Takes the title's one pending place. A seal does not wait for a pending sale: it stops the sale's approval. */
    readonly occupiesTitle: boolean;
    /** Approval rewrites the live mortgages, so that each lender's own peer runs the rules as well. */
    readonly rewritesMortgages: boolean;
    /** Needs at least one supporting document. */
    readonly needsSource: boolean;
}

export const caseTraits: Readonly<Record<CaseType, CaseTraits>> = {
    FIRST_REGISTRATION: { opener: 'registrar', occupiesTitle: true, rewritesMortgages: true, needsSource: true },
    TRANSFER: { opener: 'registrar', occupiesTitle: true, rewritesMortgages: true, needsSource: true },
    MORTGAGE: { opener: 'registrar', occupiesTitle: true, rewritesMortgages: true, needsSource: true },
    DISCHARGE: { opener: 'registrar', occupiesTitle: true, rewritesMortgages: true, needsSource: false },
    // A court's document is part of the terms. A lender cannot hold up a court by keeping its peer down.
    SEAL: { opener: 'judge', occupiesTitle: false, rewritesMortgages: false, needsSource: false },
    RELEASE: { opener: 'judge', occupiesTitle: false, rewritesMortgages: false, needsSource: false },
};

/** @throws LAND_CASE_STATE_FORBIDS when the case's state does not allow the step. */
export function guardStep(step: CaseStep, landCase: Pick<LandCase, 'caseId' | 'status'>): void {
    if (!caseTransitions[step].from.includes(landCase.status)) {
        throw refusal(landErrors.CASE_STATE_FORBIDS, {
            operation: step,
            caseId: landCase.caseId,
            status: landCase.status,
        });
    }
}
