import type { StoreOperation, StoreReader } from '../seams/store';
import { expiryKey, expiryRange, hashedKey, parseExpiryKey, readUint64, uint64 } from './layout';
import type { CollectionTerms, StateView } from './ledger';
import type { PrivateSet } from './private-effects';
import type { UpdateBatch } from './update-batch';

const NO_KEY = new Uint8Array();

/**
 * What expires with a block that also does `batch`: keys of collections that nobody has written since. The block's own
 * version checks still see them. Fabric: core/ledger/kvledger/txmgmt/pvtstatepurgemgmt/purge_mgr.go.
 */
export async function expiring(
    block: number,
    store: StoreReader,
    state: Pick<StateView, 'getHashed'>,
    batch: UpdateBatch,
): Promise<readonly StoreOperation[]> {
    const operations: StoreOperation[] = [];
    const { from, to } = expiryRange(block);
    for await (const { key, value } of store.range(from, to)) {
        operations.push({ type: 'del', key });
        const { namespace, collection, keyHash } = parseExpiryKey(key);
        const current = await state.getHashed(namespace, collection, keyHash);
        const isLatest = current?.version.blockNumber === readUint64(Buffer.from(value), 0);
        if (isLatest && batch.hashedUpdate(namespace, collection, keyHash) === undefined) {
            operations.push({ type: 'del', key: hashedKey(namespace, collection, keyHash) });
        }
    }
    return operations;
}

/** Notes when what the block writes into collections expires; the plain writes of invalid transactions, too. */
export function expirySchedule(
    block: number,
    batch: UpdateBatch,
    sets: readonly PrivateSet[],
    termsOf: (namespace: string, collection: string) => CollectionTerms | undefined,
): readonly StoreOperation[] {
    const written = batch.hashedUpdates().filter(({ update }) => update.entry !== undefined);
    const all = [...written, ...sets.map((set) => ({ ...set, keyHash: NO_KEY }))];
    return all.flatMap(({ namespace, collection, keyHash }): StoreOperation[] => {
        const blockToLive = termsOf(namespace, collection)?.blockToLive ?? 0;
        const key = expiryKey(block + blockToLive + 1, namespace, collection, keyHash);
        return blockToLive > 0 ? [{ type: 'put', key, value: uint64(block) }] : [];
    });
}
