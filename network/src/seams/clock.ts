/** The only way for the network to know or wait for time. */
export interface Clock {
    now(): Date;
    /** Runs `action` after `delayMs`; the result cancels it. */
    after(delayMs: number, action: () => void): () => void;
}

/** Resolves after `delayMs`. */
export function pause(clock: Pick<Clock, 'after'>, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
        clock.after(delayMs, resolve);
    });
}

export const systemClock: Clock = {
    now: () => new Date(),
    after: (delayMs, action) => {
        const timer = setTimeout(action, delayMs);
        return () => clearTimeout(timer);
    },
};
