/**
 * From a definition's transaction to its typed result. This folder owns arguments and results, what is tried again and
 * what is not, and the settling of doubtful outcomes; it leaves bytes and signatures to ../transport, the choice of
 * endorsing organisations to ../endorsers, and the classes of failure to ../errors.
 */
import type { Deadlines } from '../transport/deadlines';

/** What the ledger says about a command that was written. */
export interface Receipt {
    readonly transactionId: string;
    readonly blockNumber: number;
    /** The same command id sent again answers the same result and writes nothing. */
    readonly commandId: string;
    /** Organisations whose peers endorsed the transaction. */
    readonly endorsers: readonly string[];
    /** How often the command was endorsed until it was written; 1 when nobody was in the way. */
    readonly attempts: number;
}

/**
 * What a submit resolves with: the register's answer under `result`, its receipt beside it, so that one line takes both:
 * `const { result, transactionId } = await land.openCase(…)`. The two are not merged, because a register's output may
 * have any shape and any names, and because `result` alone is what the definition describes.
 */
export interface Submitted<Result> extends Receipt {
    readonly result: Result;
}

export interface EvaluateOptions {
    /** Aborting cancels the call: it rejects with `TransportError` whose cause is the signal's reason. */
    readonly signal?: AbortSignal;
    /** Default: the client's `evaluateMs`. */
    readonly timeoutMs?: number;
}

export interface SubmitOptions {
    /**
     * 1–64 characters of `[A-Za-z0-9._-]`, new for each command. Default: a random one. Give your own where the
     * application itself may be restarted in between: the same id again has no second effect.
     */
    readonly commandId?: string;
    /**
     * Aborting stops the call. Before the transaction was sent it rejects with `TransportError`; afterwards with
     * `UnknownOutcomeError`, since nothing can call the transaction back.
     */
    readonly signal?: AbortSignal;
    readonly deadlines?: Partial<Deadlines>;
}
