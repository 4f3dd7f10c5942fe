/** The only way for the network to know or wait for time. */
export interface Clock {
    now(): Date;
    /** Runs `action` after `delayMs`; the result cancels it. */
    after(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
    now: () => new Date(),
    after: (delayMs, action) => {
        const timer = setTimeout(action, delayMs);
        return () => clearTimeout(timer);
    },
};
