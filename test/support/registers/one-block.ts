/** Transactions that share a block, on purpose where the network lets a test cut blocks, by repetition elsewhere. */
import type { CommitStatus, EndorsedTransaction } from '../../../client/src/transport/transport';
import type { BlockControl } from './backends';
import { limits } from './office';

/** Orders what is endorsed in this order. Where only the orderer's clock decides, they may come into two blocks. */
async function orderTogether(
    control: BlockControl | undefined,
    endorsed: readonly EndorsedTransaction[],
): Promise<readonly CommitStatus[]> {
    await control?.hold();
    for (const transaction of endorsed) {
        await transaction.submit(limits);
    }
    await control?.release();
    return Promise.all(endorsed.map((transaction) => transaction.status(limits)));
}

/** Repeats a race until all have come into one block, and gives their validation codes. */
export async function inOneBlock(
    control: BlockControl | undefined,
    endorse: () => Promise<readonly EndorsedTransaction[]>,
    again: () => Promise<void>,
): Promise<readonly number[]> {
    for (let tries = 0; tries < 5; tries += 1) {
        const outcomes = await orderTogether(control, await endorse());
        if (new Set(outcomes.map(({ blockNumber }) => blockNumber)).size === 1) {
            return outcomes.map(({ code }) => code);
        }
        await again();
    }
    throw new Error('the transactions never shared a block');
}

/**
 * Commands of many clients at the same time: into one block where blocks can be cut, into as few as the orderer makes of
 * them elsewhere.
 */
export async function allAtOnce<Result>(
    control: BlockControl | undefined,
    start: () => readonly Promise<Result>[],
): Promise<readonly Result[]> {
    await control?.hold();
    const calls = start();
    const waiting = { over: false };
    const results = Promise.all(calls).finally(() => {
        waiting.over = true;
    });
    while (control !== undefined && control.pending < calls.length && !waiting.over) {
        await nextTurn();
    }
    await control?.release();
    return results;
}

function nextTurn(): Promise<void> {
    return new Promise((resolve) => {
        setImmediate(resolve);
    });
}
