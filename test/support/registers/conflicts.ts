import { blockTransactions } from '../../../client/src/events/block-reader';
import type { Tabularium } from '../../../client/src/tabularium';
import { readBlocks } from './blocks';

const mvccReadConflict = 11;

export interface Tally {
    /** Of all chaincodes, valid or not. */
    readonly transactions: number;
    readonly conflicts: number;
    /** In the fullest block. */
    readonly most: number;
}

/** What the blocks from a number on say of conflicts, as the peer validated them. */
export async function tally(client: Tabularium, first: number, height: number): Promise<Tally> {
    const blocks = await readBlocks(client, first, height - first);
    const codes = blocks.map((block) => blockTransactions(block).map(({ validationCode }) => validationCode));
    return {
        transactions: codes.flat().length,
        conflicts: codes.flat().filter((code) => code === mvccReadConflict).length,
        most: Math.max(0, ...codes.map(({ length }) => length)),
    };
}
