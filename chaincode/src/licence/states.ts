/**
 * Which step leads from which state to which, as data. The guard below and the tables in README.md follow it; the tests
 * state their expectations by hand. EXPIRED is no state: it follows from the period and the time of asking.
 */
import { refusal } from '../runtime/errors';
import { licenceErrors } from './errors';
import type { ACCREDITATION_STATUSES, LICENCE_STATUSES } from './terms';

type LicenceStatus = (typeof LICENCE_STATUSES)[number];
type AccreditationStatus = (typeof ACCREDITATION_STATUSES)[number];
export type LicenceStep = keyof typeof licenceTransitions;

interface Transition<Status> {
    readonly from: readonly Status[];
    readonly to: readonly Status[];
}
const transition = <Status>(from: readonly Status[], ...to: readonly Status[]): Transition<Status> => ({ from, to });

/** Renewal is told from the licence that is renewed; the next version begins ISSUED in the same act. */
export const licenceTransitions = {
    renewLicence: transition<LicenceStatus>(['ISSUED'], 'SUPERSEDED'),
    suspendLicence: transition<LicenceStatus>(['ISSUED'], 'SUSPENDED'),
    resumeLicence: transition<LicenceStatus>(['SUSPENDED'], 'ISSUED'),
    revokeLicence: transition<LicenceStatus>(['ISSUED', 'SUSPENDED'], 'REVOKED'),
} as const;

/** 'none' stands for an issuer that was never accredited for the type. */
export const accreditationTransitions = {
    accreditIssuer: transition<AccreditationStatus | 'none'>(['none', 'WITHDRAWN'], 'ACCREDITED'),
    deaccreditIssuer: transition<AccreditationStatus>(['ACCREDITED'], 'WITHDRAWN'),
} as const;

/** @throws LICENCE_STATE_FORBIDS when the licence's state does not allow the step. */
export function guardStep(
    step: LicenceStep,
    { identifier, status }: { readonly identifier: string; readonly status: LicenceStatus },
): void {
    if (!licenceTransitions[step].from.includes(status)) {
        throw refusal(licenceErrors.STATE_FORBIDS, { operation: step, identifier, status });
    }
}
