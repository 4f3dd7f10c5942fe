import { randomBytes } from 'node:crypto';

/** How the client knows and waits for time. Timestamps of proposals come from `now`, waits between tries from `after`. */
export interface Clock {
    now(): Date;
    /** Runs `action` after `delayMs`; the result cancels it. */
    after(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
    now: () => new Date(),
    after: (delayMs, action) => {
        const timer = setTimeout(action, delayMs);
        return () => {
            clearTimeout(timer);
        };
    },
};

/** Source of nonces, command ids and jitter. */
export interface Random {
    bytes(length: number): Uint8Array;
}

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };

/** Resolves after `delayMs`, or at once when the signal is aborted: who waits asks the signal afterwards. */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) {
        return Promise.resolve();
    }
    return new Promise((resolve) => {
        const end = (): void => {
            cancel();
            signal?.removeEventListener('abort', end);
            resolve();
        };
        const cancel = clock.after(delayMs, end);
        signal?.addEventListener('abort', end, { once: true });
    });
}

/** A delay between 0 and `min(capMs, baseMs · 2^round)`, all equally likely, so that losers of one race spread out. */
export function fullJitter(random: Random, round: number, baseMs: number, capMs: number): number {
    const bytes = random.bytes(4);
    const share = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
    return Math.floor(share * Math.min(capMs, baseMs * 2 ** round));
}
