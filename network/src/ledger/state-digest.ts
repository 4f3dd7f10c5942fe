import { createHash } from 'node:crypto';
import { blockData, transactionCodes } from '../proto/block';
import type { KeyValueStore } from '../seams/store';
import { BLOCK_STATE_RANGES, uint32 } from './layout';
import type { FindCollectionTerms, Ledger } from './ledger';
import { openLedger } from './open-ledger';

/** SHA-256 (hex) over all public and hashed state with versions and metadata: what follows from the blocks. */
export async function stateDigest(store: KeyValueStore): Promise<string> {
    const hash = createHash('sha256');
    for (const { from, to } of BLOCK_STATE_RANGES) {
        for await (const { key, value } of store.range(from, to)) {
            hash.update(uint32(key.length)).update(key).update(uint32(value.length)).update(value);
        }
    }
    return hash.digest('hex');
}

/**
 * Applies a ledger's blocks once more to an empty store, starting from the recorded codes of the validator, and
 * checks that the version checks give the same codes again. Plain private values are not in blocks and stay behind;
 * without `collectionTerms` nothing in collections expires.
 * @throws Error naming the first block and transaction that came out differently
 */
export async function rebuildLedger(
    ledger: Ledger,
    empty: KeyValueStore,
    collectionTerms?: FindCollectionTerms,
): Promise<Ledger> {
    const rebuilt = await openLedger({
        channelId: ledger.channelId,
        store: empty,
        ...(collectionTerms === undefined ? {} : { collectionTerms }),
    });
    for (let number = 0; number < ledger.height; number += 1) {
        const block = await ledger.block(number);
        if (block === undefined) {
            throw new Error(`block ${String(number)} is missing`);
        }
        const recorded = transactionCodes(block);
        // Conflicts are what the version checks must find again by themselves.
        const before = recorded.map((code) => (code === 11 || code === 12 ? 0 : code));
        const { transactions } = await rebuilt.commit(block, before);
        const differs = transactions.findIndex(({ code }, index) => code !== recorded[index]);
        if (differs !== -1 || transactions.length !== blockData(block).length) {
            throw new Error(`block ${String(number)}, transaction ${String(differs)}: another code than recorded`);
        }
    }
    return rebuilt;
}
