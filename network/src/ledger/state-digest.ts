import { createHash } from 'node:crypto';
import { blockData, transactionCodes } from '../proto/block';
import type { KeyValueStore } from '../seams/store';
import { BLOCK_STATE_RANGES, PRIVATE_STATE_RANGE, uint32 } from './layout';
import type { Ledger } from './ledger';
import { openLedger } from './open-ledger';

/**
 * SHA-256 (hex) over all public and hashed state with versions and metadata, and all plain private values.
 * `blocksOnly` leaves the private values out: what remains is the same for a ledger that was rebuilt from its blocks.
 */
export async function stateDigest(
    store: KeyValueStore,
    options: { readonly blocksOnly?: boolean } = {},
): Promise<string> {
    const hash = createHash('sha256');
    const ranges = options.blocksOnly === true ? BLOCK_STATE_RANGES : [...BLOCK_STATE_RANGES, PRIVATE_STATE_RANGE];
    for (const { from, to } of ranges) {
        for await (const { key, value } of store.range(from, to)) {
            hash.update(uint32(key.length)).update(key).update(uint32(value.length)).update(value);
        }
    }
    return hash.digest('hex');
}

/**
 * Applies a ledger's blocks once more to an empty store, starting from the recorded codes of the validator, and
 * checks that the version checks give the same codes again. Plain private values are not in blocks and stay behind.
 * @throws Error naming the first block and transaction that came out differently
 */
export async function rebuildLedger(ledger: Ledger, empty: KeyValueStore): Promise<Ledger> {
    const rebuilt = await openLedger({ channelId: ledger.channelId, store: empty });
    for (let number = 0; number < ledger.height; number += 1) {
        const block = await ledger.block(number);
        if (block === undefined) {
            throw new Error(`block ${String(number)} is missing`);
        }
        const recorded = transactionCodes(block);
        // Conflicts are what the version checks must find again by themselves.
        const before = recorded.map((code) => (code === 11 || code === 12 ? 0 : code));
        const { transactions } = await rebuilt.commit(block, before, { take: () => [], members: () => [] });
        const differs = transactions.findIndex(({ code }, index) => code !== recorded[index]);
        if (differs !== -1 || transactions.length !== blockData(block).length) {
            throw new Error(`block ${String(number)}, transaction ${String(differs)}: another code than recorded`);
        }
    }
    return rebuilt;
}
