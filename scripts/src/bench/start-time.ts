import { startChild } from './child';
import type { FirstTransaction } from './first-transaction';
import { spread, type Spread } from './statistics';

/** Milliseconds. */
export interface StartTime {
    readonly loading: Spread;
    readonly network: Spread;
    readonly office: Spread;
    /** From `startNetwork` to the first valid transaction. */
    readonly total: Spread;
}

const RUNS = 3;

/** Each run in a process that has not run anything before. */
export async function measureStartTime(): Promise<StartTime> {
    const runs: FirstTransaction[] = [];
    for (let run = 0; run < RUNS; run += 1) {
        const child = await startChild<FirstTransaction>('first-transaction');
        runs.push(child.told);
        await child.close();
    }
    return {
        loading: spread(runs.map(({ loading }) => loading)),
        network: spread(runs.map(({ network }) => network)),
        office: spread(runs.map(({ office }) => office)),
        total: spread(runs.map(({ network, office }) => network + office)),
    };
}
