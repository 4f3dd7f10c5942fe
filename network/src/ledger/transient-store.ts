import { sha256 } from '../proto/hash';
import { decodePrivateWrites, encodePrivateWrites } from '../proto/rwset';
import type { KeyValueStore, StoreOperation } from '../seams/store';
import { readUint64, uint64 } from './layout';
import { WAITING_RANGE, waitingKey, waitingRange } from './private-layout';
import type { PrivateWrites } from './read-write-set';

/** Plain private writes of endorsed transactions that wait for their block. Fabric: core/transientstore. */
export class TransientStore {
    readonly #store: KeyValueStore;

    constructor(store: KeyValueStore) {
        this.#store = store;
    }

    /** `height`: of the ledger at endorsement. Endorsers may differ: the block tells which outcome counts. */
    async put(txId: string, height: number, writes: readonly PrivateWrites[]): Promise<void> {
        const bytes = encodePrivateWrites(writes);
        const value = Buffer.concat([uint64(height), bytes]);
        await this.#store.write([{ type: 'put', key: waitingKey(txId, sha256(bytes)), value }]);
    }

    /** Of all outcomes. */
    async get(txId: string): Promise<readonly PrivateWrites[]> {
        const { from, to } = waitingRange(txId);
        const found: PrivateWrites[] = [];
        for await (const { value } of this.#store.range(from, to)) {
            found.push(...decodePrivateWrites(value.subarray(8)));
        }
        return found;
    }

    async remove(txIds: readonly string[]): Promise<void> {
        const operations: StoreOperation[] = [];
        for (const { from, to } of txIds.map(waitingRange)) {
            for await (const { key } of this.#store.range(from, to)) {
                operations.push({ type: 'del', key });
            }
        }
        await this.#store.write(operations);
    }

    /** What was put below a height: it will hardly be ordered any more. */
    async removeBelow(height: number): Promise<void> {
        const operations: StoreOperation[] = [];
        for await (const { key, value } of this.#store.range(WAITING_RANGE.from, WAITING_RANGE.to)) {
            if (readUint64(Buffer.from(value), 0) < height) {
                operations.push({ type: 'del', key });
            }
        }
        await this.#store.write(operations);
    }
}
