/**
 * `npm run bench`: what the client, the registers and the embedded network cost on this machine. This folder owns how
 * it is measured and told; it knows networks by `startNetwork` and registers by their typed clients, as applications do.
 */

/** Of the rounds, or of the single calls. */
export interface Spread {
    readonly median: number;
    readonly min: number;
    readonly max: number;
}

/** @throws Error for no values */
export function spread(values: readonly number[]): Spread {
    const sorted = [...values].sort((one, other) => one - other);
    const middle = sorted.length / 2;
    const upper = sorted[Math.floor(middle)];
    const lower = sorted[Math.ceil(middle) - 1];
    const [min] = sorted;
    const max = sorted.at(-1);
    if (upper === undefined || lower === undefined || min === undefined || max === undefined) {
        throw new Error('nothing was measured');
    }
    return { median: (lower + upper) / 2, min, max };
}

/** Round by round, so that what slowed a whole round cancels out. */
export function ratios(values: readonly number[], to: readonly number[]): Spread {
    return spread(values.map((value, round) => value / (to[round] ?? Number.NaN)));
}
