import { status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { peer } from '@hyperledger/fabric-protos';
import { isOverload } from '../errors/from-gateway';

/**
 * `again`: the same request once more, after a pause. `settle`: the outcome is in doubt; the same bytes are sent again
 * and the status is asked. `give up`: the failure is final, or repeating it is the caller's decision.
 */
export type Verdict = 'again' | 'settle' | 'give up';

export interface RetryRule {
    readonly step: 'evaluate' | 'endorse' | 'submit' | 'commit';
    /** Of gRPC. */
    readonly codes: readonly number[];
    /** Must match the gateway's text or a peer's, where given. */
    readonly text?: RegExp;
    readonly verdict: Verdict;
    readonly because: string;
}

const { UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, UNKNOWN, INTERNAL } = status;
const { FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED } = status;
const refusals = [
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    NOT_FOUND,
    PERMISSION_DENIED,
    UNAUTHENTICATED,
    UNIMPLEMENTED,
] as const;

/** First match decides; what no row names is given up, except after sending, where it is settled. */
export const retryRules: readonly RetryRule[] = [
    {
        step: 'evaluate',
        codes: [UNAVAILABLE],
        text: /failed to get config for channel/,
        verdict: 'give up',
        because: 'the channel does not exist at this peer',
    },
    { step: 'evaluate', codes: [UNAVAILABLE], verdict: 'again', because: 'nothing can have happened' },
    {
        step: 'evaluate',
        codes: [ABORTED],
        text: /failed to evaluate transaction/,
        verdict: 'again',
        because: 'the chaincode or its peers were not reached',
    },
    { step: 'endorse', codes: [UNAVAILABLE], verdict: 'again', because: 'nothing was ordered' },
    {
        step: 'endorse',
        codes: [ABORTED],
        text: /failed to distribute private collection/,
        verdict: 'again',
        because: 'the members of a collection were not heard of in time; nothing was ordered',
    },
    {
        step: 'submit',
        codes: [ABORTED],
        text: /received unsuccessful response from orderer/,
        verdict: 'give up',
        because: 'the orderer refused the transaction: it is not ordered',
    },
    { step: 'submit', codes: refusals, verdict: 'give up', because: 'the gateway refused before sending' },
    {
        step: 'submit',
        codes: [UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL, ABORTED],
        verdict: 'settle',
        because: 'an orderer may have taken it; the same bytes commit at most once',
    },
    {
        step: 'commit',
        codes: refusals,
        verdict: 'give up',
        because: 'the transaction is ordered and this peer will not tell its status',
    },
    {
        step: 'commit',
        codes: [UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL, ABORTED],
        verdict: 'settle',
        because: 'the transaction is ordered or lost',
    },
];

/** What is done about a failed step. Failures that are not the gateway's own are not repeated before sending. */
export function verdictOn(step: RetryRule['step'], error: unknown): Verdict {
    const sent = step === 'submit' || step === 'commit';
    if (!(error instanceof GatewayError)) {
        return sent ? 'settle' : 'give up';
    }
    if (!sent && isOverload(error)) {
        return 'again';
    }
    const texts = [error.message, ...error.details.map(({ message }) => message)];
    const rule = retryRules.find(
        ({ step: of, codes, text }) =>
            of === step &&
            codes.includes(error.code) &&
            (text === undefined || texts.some((candidate) => text.test(candidate))),
    );
    return rule?.verdict ?? (sent ? 'settle' : 'give up');
}

/** What is done about a transaction that a block holds. */
export type CommitVerdict = 'written' | 'endorse again' | 'plan again' | 'give up';

const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE } = peer.TxValidationCode;

/** Invalid transactions have written nothing, so the command may go on under the same command id. */
export const commitVerdicts: ReadonlyMap<number, CommitVerdict> = new Map<number, CommitVerdict>([
    [VALID, 'written'],
    [MVCC_READ_CONFLICT, 'endorse again'],
    [PHANTOM_READ_CONFLICT, 'endorse again'],
    [ENDORSEMENT_POLICY_FAILURE, 'plan again'],
]);

/** How often, and how long between: pauses are random between 0 and `min(capMs, baseMs · 2^round)`. */
export const limits = {
    /** Evaluates and endorsements that did not reach a peer. */
    unreachedTries: 4,
    /** Endorsements of one command that lost a race. */
    conflictTries: 5,
    /** Plans without organisations that could not be reached. */
    detours: 2,
    /** Plans after a set of endorsers that validation did not accept. */
    policyFailures: 1,
    /** Endorsements that only some of the peers asked refused: the others may be a block ahead. */
    disagreements: 1,
    pauseBaseMs: 100,
    pauseCapMs: 2_000,
} as const;
