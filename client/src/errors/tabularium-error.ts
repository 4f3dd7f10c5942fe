/**
 * What the client throws. This folder owns the error classes and the reading of the gateway's failures into them; it
 * leaves to ../contract what is done about a failure (tried again, planned again, settled). Everything thrown by a call
 * is a `TabulariumError`; the gateway's own error is its `cause`. Compare codes and `step`, not classes: two copies of
 * this package in one application have two sets of classes.
 */

/**
 * Where a call failed. `endorsers` is the question which organisations have to endorse; `events` the block stream; `seal`
 * and `open` ask no peer at all.
 */
export type Step = 'connect' | 'evaluate' | 'endorsers' | 'endorse' | 'submit' | 'commit' | 'events' | 'seal' | 'open';

export interface ErrorContext {
    readonly step: Step;
    readonly transactionId?: string | undefined;
    readonly commandId?: string | undefined;
    /** True when the same call, for a submit with the same command id, may succeed later without being changed. */
    readonly retryable?: boolean;
    readonly cause?: unknown;
}

/** Base of everything that a call of this package throws. */
export class TabulariumError extends Error {
    readonly step: Step;
    /** Absent where no transaction was proposed yet. */
    readonly transactionId: string | undefined;
    /** The logical command of a submit. Passing it again as an option makes the repeated call have one effect. */
    readonly commandId: string | undefined;
    readonly retryable: boolean;

    constructor(message: string, context: ErrorContext) {
        super(message, context.cause === undefined ? undefined : { cause: context.cause });
        this.name = new.target.name;
        this.step = context.step;
        this.transactionId = context.transactionId;
        this.commandId = context.commandId;
        this.retryable = context.retryable ?? false;
    }
}

/** Settings, material or deployment are wrong: trying again does not help, `fix` says what to change. */
export class ConfigurationError extends TabulariumError {
    readonly fix: string;

    constructor(message: string, fix: string, context: ErrorContext) {
        super(`${message}. ${fix}`, context);
        this.fix = fix;
    }
}

/**
 * The gateway could not be reached, did not answer in time, was overloaded, or the caller gave up. Only thrown where
 * nothing can have been ordered; a doubtful submit throws `UnknownOutcomeError` instead.
 */
export class TransportError extends TabulariumError {
    /** Code of gRPC, e.g. 14 UNAVAILABLE; undefined where the failure came from this side, e.g. from the signer. */
    readonly grpcCode: number | undefined;

    constructor(message: string, grpcCode: number | undefined, context: ErrorContext) {
        super(message, context);
        this.grpcCode = grpcCode;
    }
}
