import { TabulariumError } from './tabularium-error';

export interface ResumeOptions {
    readonly signal?: AbortSignal;
    /** How long to go on asking, in milliseconds. Default: the call's `outcomeMs`. */
    readonly budgetMs?: number;
}

interface DoubtfulSubmit {
    readonly step: 'submit' | 'commit';
    readonly transactionId: string;
    readonly commandId: string;
    readonly envelope: Uint8Array;
    readonly cause: unknown;
    readonly resume: (options?: ResumeOptions) => Promise<unknown>;
}

/**
 * The transaction was sent and nobody could say what became of it: it may have been written or may still be. Do not
 * repeat the command under a new command id. Call `resume()`, or repeat the call with `{ commandId: error.commandId }`.
 */
export class UnknownOutcomeError extends TabulariumError {
    /** The signed `common.Envelope` as it was sent. Sending the same bytes again commits at most once. */
    readonly envelope: Uint8Array;
    readonly #resume: (options?: ResumeOptions) => Promise<unknown>;

    constructor(doubt: DoubtfulSubmit) {
        super(
            `The outcome of transaction ${doubt.transactionId} (command ${doubt.commandId}) is not known. ` +
                'Call resume() on this error, or repeat the call with the same command id',
            { ...doubt, retryable: true },
        );
        this.envelope = doubt.envelope;
        this.#resume = doubt.resume;
    }

    /**
     * Sends the same bytes again and asks what became of them. Resolves as the original call would have; rejects with
     * `CommitError` or `ConflictError` when the transaction lost, with a new `UnknownOutcomeError` when it is still
     * not known.
     */
    resume(options?: ResumeOptions): Promise<unknown> {
        return this.#resume(options);
    }
}
