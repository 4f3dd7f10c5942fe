import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAgencies } from '../story/story-data';
import { STORY_FOLDER } from './bench-office';
import { startChild } from './child';
import { freePortBase } from './free-ports';
import type { FirstTransaction } from './first-transaction';
import { spread, type Spread } from './statistics';

/** Milliseconds. */
export interface StartTime {
    readonly loading: Spread;
    readonly network: Spread;
    readonly founding: Spread;
    readonly others: Spread;
    /** From `startNetwork` to the first valid transaction. */
    readonly first: Spread;
    /** From `startNetwork` to all registers. */
    readonly all: Spread;
    /** The same on the ledger that the first start has left. */
    readonly again: Spread;
}

const RUNS = 5;

/** Each run in a process that has not run anything before. */
export async function measureStartTime(): Promise<StartTime> {
    const runs: FirstTransaction[] = [];
    const again: FirstTransaction[] = [];
    const { agencies } = await readAgencies(STORY_FOLDER);
    for (let run = 0; run < RUNS; run += 1) {
        const folder = await mkdtemp(path.join(tmpdir(), 'tabularium-bench-'));
        const parameters = [folder, String(await freePortBase(agencies.length))];
        try {
            runs.push(await start(parameters));
            again.push(await start(parameters));
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    }
    return {
        loading: spread(runs.map(({ loading }) => loading)),
        network: spread(runs.map(({ network }) => network)),
        founding: spread(runs.map(({ founding }) => founding)),
        others: spread(runs.map(({ others }) => others)),
        first: spread(runs.map(({ network, founding }) => network + founding)),
        all: spread(runs.map(whole)),
        again: spread(again.map(whole)),
    };
}

async function start(parameters: readonly string[]): Promise<FirstTransaction> {
    const child = await startChild<FirstTransaction>('first-transaction', parameters);
    await child.close();
    return child.told;
}

function whole({ network, founding, others }: FirstTransaction): number {
    return network + founding + others;
}
