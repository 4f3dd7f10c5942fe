/**
 * The lives of the land register's records. After the legal model: a case is lodged, validated by the rules, approved
 * by another officer and so completed, or rejected or withdrawn; only an approval makes a title current, a mortgage
 * live or a seal effective. A decided case never changes.
 */
import type { LandApi } from '../../chaincode/src/land/api';
import type { landErrors } from '../../chaincode/src/land/errors';
import type { Life, RuntimeCode, SubmitName } from './transitions';

export type LandCode = `LAND_${keyof typeof landErrors}` | RuntimeCode;
type LandLife<State extends string> = Life<State, SubmitName<LandApi>, LandCode>;

/** APPROVED is no state to rest in: the approval passes it. */
export const caseStates = ['ABSENT', 'LODGED', 'VALIDATED', 'COMPLETED', 'REJECTED', 'WITHDRAWN'] as const;
const noCase = 'LAND_CASE_NOT_FOUND';
const caseForbids = 'LAND_CASE_STATE_FORBIDS';
const busy = 'LAND_TITLE_BUSY';
const decided = { ABSENT: noCase, COMPLETED: caseForbids, REJECTED: caseForbids, WITHDRAWN: caseForbids } as const;
/** What the rules have found in order is not altered behind their back. */
const onlyLodged = { ...decided, LODGED: 'LODGED', VALIDATED: caseForbids } as const;

export const caseLife: LandLife<(typeof caseStates)[number]> = {
    // One case at a time on a title; a decided one makes room and stays as it is.
    openCase: {
        ABSENT: 'LODGED',
        LODGED: busy,
        VALIDATED: busy,
        COMPLETED: 'COMPLETED',
        REJECTED: 'REJECTED',
        WITHDRAWN: 'WITHDRAWN',
    },
    lodgeSource: onlyLodged,
    lodgeConsent: onlyLodged,
    consentToCase: onlyLodged,
    validateCase: {
        'with everything there': { ...onlyLodged, LODGED: 'VALIDATED' },
        // What is missing can follow.
        'with a consent missing': onlyLodged,
    },
    approveCase: {
        'with everything there': { ...decided, LODGED: caseForbids, VALIDATED: 'COMPLETED' },
        'with a consent missing': {
            ABSENT: 'unreachable',
            LODGED: 'LAND_CONSENT_MISSING',
            VALIDATED: 'unreachable',
            COMPLETED: 'unreachable',
            REJECTED: caseForbids,
            WITHDRAWN: caseForbids,
        },
    },
    rejectCase: { ...decided, LODGED: 'REJECTED', VALIDATED: 'REJECTED' },
    withdrawCase: { ...decided, LODGED: 'WITHDRAWN', VALIDATED: 'WITHDRAWN' },
};

/** PENDING: a first registration is under way. VOID: it came to nothing. */
export const titleStates = ['ABSENT', 'PENDING', 'CURRENT', 'VOID'] as const;
const notCurrent = 'LAND_TITLE_NOT_CURRENT';
const laterCase = {
    ABSENT: 'LAND_TITLE_NOT_FOUND',
    PENDING: notCurrent,
    CURRENT: 'CURRENT',
    VOID: notCurrent,
} as const;
/** Steps of the case that is pending on the title. */
const unchanged = { ABSENT: 'unreachable', PENDING: 'PENDING', CURRENT: 'CURRENT', VOID: 'unreachable' } as const;

export const titleLife: LandLife<(typeof titleStates)[number]> = {
    openCase: {
        'of a first registration': {
            ABSENT: 'PENDING',
            PENDING: busy,
            CURRENT: 'LAND_TITLE_ALREADY_REGISTERED',
            VOID: 'PENDING',
        },
        'of a transfer': laterCase,
        'of a mortgage': laterCase,
        'of a seal': laterCase,
    },
    lodgeSource: unchanged,
    lodgeConsent: unchanged,
    consentToCase: unchanged,
    validateCase: unchanged,
    approveCase: { ...unchanged, PENDING: 'CURRENT' },
    rejectCase: { ...unchanged, PENDING: 'VOID' },
    withdrawCase: { ...unchanged, PENDING: 'VOID' },
};

export const mortgageStates = ['ABSENT', 'LIVE', 'DISCHARGED'] as const;
const notLive = 'LAND_MORTGAGE_NOT_LIVE';
const onlyLive = { ABSENT: notLive, LIVE: 'LIVE', DISCHARGED: notLive } as const;
const discharges = { ABSENT: 'unreachable', LIVE: 'DISCHARGED', DISCHARGED: 'unreachable' } as const;
/** A lien is touched by approvals alone. */
const untouched = { ABSENT: 'unreachable', LIVE: 'LIVE', DISCHARGED: 'unreachable' } as const;

export const mortgageLife: LandLife<(typeof mortgageStates)[number]> = {
    openCase: { 'of its discharge': onlyLive, 'of a transfer that discharges it': onlyLive },
    approveCase: {
        'of the mortgage': { ABSENT: 'LIVE', LIVE: 'unreachable', DISCHARGED: 'unreachable' },
        'of its discharge': discharges,
        'of a transfer that discharges it': discharges,
        'of a transfer that carries it': untouched,
        'of a seal': untouched,
    },
    consentToCase: untouched,
    validateCase: untouched,
    rejectCase: untouched,
    withdrawCase: untouched,
    lodgeSource: 'apart',
    lodgeConsent: 'apart',
};

export const sealStates = ['ABSENT', 'SEALED', 'RELEASED'] as const;
const notSealed = 'LAND_SEAL_NOT_LIVE';

export const sealLife: LandLife<(typeof sealStates)[number]> = {
    openCase: { ABSENT: notSealed, SEALED: 'SEALED', RELEASED: notSealed },
    approveCase: {
        'of the seal': { ABSENT: 'SEALED', SEALED: 'unreachable', RELEASED: 'unreachable' },
        'of its release': { ABSENT: 'unreachable', SEALED: 'RELEASED', RELEASED: 'unreachable' },
        // What is sealed is not disposed of; what is released is.
        'of a transfer opened before': {
            ABSENT: 'unreachable',
            SEALED: 'LAND_TITLE_SEALED',
            RELEASED: 'RELEASED',
        },
    },
    rejectCase: { ABSENT: 'unreachable', SEALED: 'SEALED', RELEASED: 'unreachable' },
    withdrawCase: { ABSENT: 'unreachable', SEALED: 'SEALED', RELEASED: 'unreachable' },
    lodgeSource: 'apart',
    lodgeConsent: 'apart',
    consentToCase: 'apart',
    validateCase: 'apart',
};
