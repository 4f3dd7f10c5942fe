/**
 * The lives of the exchange's records. After the legal model: a catalogue entry is published, amended and withdrawn;
 * a request is checked by the authority and answered by the provider, with reasons and in time; a grant can be stopped,
 * resumed and ended at any time by whoever answers for the data; a use is claimed, answered, delivered and erased.
 */
import type { ExchangeApi } from '../../chaincode/src/exchange/api';
import type { exchangeErrors } from '../../chaincode/src/exchange/errors';
import type { Life, RuntimeCode, SubmitName } from './transitions';

export type ExchangeCode = `EXCHANGE_${keyof typeof exchangeErrors}` | RuntimeCode;
type ExchangeLife<State extends string> = Life<State, SubmitName<ExchangeApi>, ExchangeCode>;

export const resourceStates = ['ABSENT', 'PUBLISHED', 'WITHDRAWN'] as const;
const exists = 'EXCHANGE_RESOURCE_EXISTS';
const noResource = 'EXCHANGE_RESOURCE_NOT_FOUND';
const withdrawn = 'EXCHANGE_RESOURCE_STATE_FORBIDS';
/** What was begun before a withdrawal is brought to its end, and the withdrawn entry stays as it is. */
const goesOn = { ABSENT: 'unreachable', PUBLISHED: 'PUBLISHED', WITHDRAWN: 'WITHDRAWN' } as const;
const onlyPublished = { ABSENT: 'unreachable', PUBLISHED: 'PUBLISHED', WITHDRAWN: withdrawn } as const;

export const resourceLife: ExchangeLife<(typeof resourceStates)[number]> = {
    // A code that was withdrawn is not given to something else: old grants and uses name it.
    publishResource: { ABSENT: 'PUBLISHED', PUBLISHED: exists, WITHDRAWN: exists },
    amendResource: { ABSENT: noResource, PUBLISHED: 'PUBLISHED', WITHDRAWN: withdrawn },
    withdrawResource: { ABSENT: noResource, PUBLISHED: 'WITHDRAWN', WITHDRAWN: withdrawn },
    requestShare: { ABSENT: noResource, PUBLISHED: 'PUBLISHED', WITHDRAWN: withdrawn },
    // Whoever asked for what was withdrawn since can still be told no.
    checkConformity: { 'which conforms': onlyPublished, 'which is rejected': goesOn },
    answerRequest: { 'with a grant': onlyPublished, 'with a rejection': goesOn },
    flagOverdue: goesOn,
    suspendGrant: goesOn,
    resumeGrant: goesOn,
    revokeGrant: goesOn,
    useGrant: onlyPublished,
    commitAnswer: goesOn,
    deliverRecord: goesOn,
    confirmReceipt: goesOn,
    purgeDelivery: goesOn,
};

/** CONFORMITY_CHECKED is no state to rest in: the check passes it. */
export const requestStates = ['ABSENT', 'SUBMITTED', 'PENDING_PROVIDER', 'GRANTED', 'REJECTED'] as const;
const noRequest = 'EXCHANGE_REQUEST_NOT_FOUND';
const requestForbids = 'EXCHANGE_REQUEST_STATE_FORBIDS';
const notSubmitted = {
    ABSENT: noRequest,
    PENDING_PROVIDER: requestForbids,
    GRANTED: requestForbids,
    REJECTED: requestForbids,
} as const;
const notPending = {
    ABSENT: noRequest,
    SUBMITTED: requestForbids,
    GRANTED: requestForbids,
    REJECTED: requestForbids,
} as const;

export const requestLife: ExchangeLife<(typeof requestStates)[number]> = {
    // Another request leaves the former one as it is; what is held already is not asked for again.
    requestShare: {
        ABSENT: 'SUBMITTED',
        SUBMITTED: 'SUBMITTED',
        PENDING_PROVIDER: 'PENDING_PROVIDER',
        GRANTED: 'EXCHANGE_ALREADY_GRANTED',
        REJECTED: 'REJECTED',
    },
    checkConformity: {
        'which conforms, for what is shared under a condition': { ...notSubmitted, SUBMITTED: 'PENDING_PROVIDER' },
        'which conforms, for what is shared without condition': { ...notSubmitted, SUBMITTED: 'GRANTED' },
        'which is rejected with a reason': { ...notSubmitted, SUBMITTED: 'REJECTED' },
        'which is rejected without a reason': { ...notSubmitted, SUBMITTED: 'EXCHANGE_REASON_REQUIRED' },
    },
    answerRequest: {
        'with a grant': { ...notPending, PENDING_PROVIDER: 'GRANTED' },
        'with a rejection and its reason': { ...notPending, PENDING_PROVIDER: 'REJECTED' },
        'with a rejection without reason': { ...notPending, PENDING_PROVIDER: 'EXCHANGE_REASON_REQUIRED' },
    },
    // A late answer is flagged with the answer; afterwards nothing is overdue. Before the check no period runs.
    flagOverdue: {
        'before the answer is due': { ...notPending, PENDING_PROVIDER: 'EXCHANGE_REQUEST_NOT_OVERDUE' },
        'after the answer was due': { ...notPending, PENDING_PROVIDER: 'PENDING_PROVIDER' },
    },
    publishResource: 'apart',
    amendResource: 'apart',
    withdrawResource: 'apart',
    suspendGrant: 'apart',
    resumeGrant: 'apart',
    revokeGrant: 'apart',
    useGrant: 'apart',
    commitAnswer: 'apart',
    deliverRecord: 'apart',
    confirmReceipt: 'apart',
    purgeDelivery: 'apart',
};

/** EXPIRED and EXHAUSTED follow from time and from the claimed uses. */
export const grantStates = ['ABSENT', 'ACTIVE', 'SUSPENDED', 'REVOKED', 'EXPIRED', 'EXHAUSTED'] as const;
const noGrant = 'EXCHANGE_GRANT_NOT_FOUND';
const grantForbids = 'EXCHANGE_GRANT_STATE_FORBIDS';
const decided = {
    ACTIVE: requestForbids,
    SUSPENDED: requestForbids,
    REVOKED: requestForbids,
    EXPIRED: requestForbids,
    EXHAUSTED: requestForbids,
} as const;
/** A stopped grant stops answers and deliveries; one that ran out does not stop the answer to a use claimed in time. */
const answers = {
    ABSENT: 'unreachable',
    ACTIVE: 'ACTIVE',
    SUSPENDED: grantForbids,
    REVOKED: grantForbids,
    EXPIRED: 'EXPIRED',
    EXHAUSTED: 'EXHAUSTED',
} as const;
/** What the consumer says or erases of its own inbox waits for nobody. */
const always = {
    ABSENT: 'unreachable',
    ACTIVE: 'ACTIVE',
    SUSPENDED: 'SUSPENDED',
    REVOKED: 'REVOKED',
    EXPIRED: 'EXPIRED',
    EXHAUSTED: 'EXHAUSTED',
} as const;

export const grantLife: ExchangeLife<(typeof grantStates)[number]> = {
    checkConformity: { ABSENT: 'ACTIVE', ...decided },
    answerRequest: { ABSENT: 'ACTIVE', ...decided },
    // Answers may still be on their way under a grant that ran out: stopping them must be possible.
    suspendGrant: {
        ABSENT: noGrant,
        ACTIVE: 'SUSPENDED',
        SUSPENDED: grantForbids,
        REVOKED: grantForbids,
        EXPIRED: 'SUSPENDED',
        EXHAUSTED: 'SUSPENDED',
    },
    resumeGrant: {
        ABSENT: noGrant,
        ACTIVE: grantForbids,
        SUSPENDED: 'ACTIVE',
        REVOKED: grantForbids,
        EXPIRED: grantForbids,
        EXHAUSTED: grantForbids,
    },
    revokeGrant: {
        ABSENT: noGrant,
        ACTIVE: 'REVOKED',
        SUSPENDED: 'REVOKED',
        REVOKED: grantForbids,
        EXPIRED: 'REVOKED',
        EXHAUSTED: 'REVOKED',
    },
    useGrant: {
        ABSENT: noGrant,
        ACTIVE: 'ACTIVE',
        SUSPENDED: grantForbids,
        REVOKED: grantForbids,
        EXPIRED: 'EXCHANGE_GRANT_EXPIRED',
        EXHAUSTED: 'EXCHANGE_GRANT_EXHAUSTED',
    },
    commitAnswer: answers,
    deliverRecord: answers,
    confirmReceipt: always,
    purgeDelivery: always,
    publishResource: 'apart',
    amendResource: 'apart',
    withdrawResource: 'apart',
    requestShare: 'apart',
    flagOverdue: 'apart',
};

/** DELIVERED: answered, and the record lies in the inbox; the public state does not tell it from ANSWERED. */
export const usageStates = ['ABSENT', 'CLAIMED', 'ANSWERED', 'DELIVERED', 'RECEIVED', 'PURGED'] as const;
const noUsage = 'EXCHANGE_USAGE_NOT_FOUND';
const usageForbids = 'EXCHANGE_USAGE_STATE_FORBIDS';
const taken = 'EXCHANGE_USE_SLOT_TAKEN';
const notThere = 'EXCHANGE_DELIVERY_NOT_FOUND';

export const usageLife: ExchangeLife<(typeof usageStates)[number]> = {
    useGrant: {
        ABSENT: 'CLAIMED',
        CLAIMED: taken,
        ANSWERED: taken,
        DELIVERED: taken,
        RECEIVED: taken,
        PURGED: taken,
    },
    // Once: whoever commits again could deliver something else than what was committed to.
    commitAnswer: {
        ABSENT: noUsage,
        CLAIMED: 'ANSWERED',
        ANSWERED: usageForbids,
        DELIVERED: usageForbids,
        RECEIVED: usageForbids,
        PURGED: usageForbids,
    },
    deliverRecord: {
        ABSENT: noUsage,
        CLAIMED: usageForbids,
        ANSWERED: 'DELIVERED',
        DELIVERED: 'EXCHANGE_DELIVERY_EXISTS',
        RECEIVED: usageForbids,
        PURGED: usageForbids,
    },
    confirmReceipt: {
        ABSENT: noUsage,
        CLAIMED: usageForbids,
        ANSWERED: notThere,
        DELIVERED: 'RECEIVED',
        RECEIVED: usageForbids,
        PURGED: usageForbids,
    },
    purgeDelivery: {
        ABSENT: noUsage,
        CLAIMED: usageForbids,
        ANSWERED: notThere,
        DELIVERED: 'PURGED',
        RECEIVED: 'PURGED',
        PURGED: usageForbids,
    },
    publishResource: 'apart',
    amendResource: 'apart',
    withdrawResource: 'apart',
    requestShare: 'apart',
    checkConformity: 'apart',
    answerRequest: 'apart',
    flagOverdue: 'apart',
    suspendGrant: 'apart',
    resumeGrant: 'apart',
    revokeGrant: 'apart',
};
