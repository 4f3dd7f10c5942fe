/** Milliseconds that each step of a call may take. Fabric's own library has no deadlines and can wait for ever. */
export interface Deadlines {
    /** A whole evaluate, its repetitions included. */
    readonly evaluateMs: number;
    /** Each round of endorsement. */
    readonly endorseMs: number;
    /** Each time the envelope is handed to the ordering service. */
    readonly submitMs: number;
    /** Waiting for the block. */
    readonly commitStatusMs: number;
    /** When the outcome is in doubt: how long the same bytes are sent and the status asked before giving up. */
    readonly outcomeMs: number;
}

export const defaultDeadlines: Deadlines = {
    evaluateMs: 5_000,
    endorseMs: 15_000,
    submitMs: 5_000,
    commitStatusMs: 60_000,
    outcomeMs: 30_000,
};

/** Later settings win; what they leave out stays. */
export function deadlinesFrom(...settings: readonly (Partial<Deadlines> | undefined)[]): Deadlines {
    return settings.reduce<Deadlines>((known, setting) => ({ ...known, ...setting }), defaultDeadlines);
}
