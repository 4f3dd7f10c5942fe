import { bytesEqual, sha256 } from '../proto/hash';
import { encodePrivateKvWrites } from '../proto/rwset';
import type { CollectionTerms } from './ledger';
import type { PrivateEffects, PrivateSet } from './private-effects';
import type { CommittedWrites, PrivateStore } from './private-store';
import type { PrivateWrites } from './read-write-set';

/** Blocks after which what was endorsed is no longer expected. Fabric: core.yaml, transientstoreMaxBlockRetention. */
const RETENTION = 1000;

/** A set with what its collection's definition says. */
export interface PrivateSetTerms extends PrivateSet, CollectionTerms {}

/**
 * The private data of all organisations, each in a store of its own that its peers share. A peer takes plain writes
 * from what waits in its own store, else from another member's. Fabric: gossip/privdata/coordinator.go.
 */
export class PrivateData {
    readonly #stores: ReadonlyMap<string, PrivateStore>;
    /** What readers wait for. */
    #removal: Promise<unknown> = Promise.resolve();

    constructor(stores: ReadonlyMap<string, PrivateStore>) {
        this.#stores = stores;
    }

    of(mspId: string): PrivateStore | undefined {
        return this.#stores.get(mspId);
    }

    /** For readers: nothing in it has been purged by, or expired with, a block that anybody has been told of. */
    async readable(mspId: string): Promise<PrivateStore | undefined> {
        await this.#removal;
        return this.#stores.get(mspId);
    }

    /** Lets readers wait until a block is written and settled, because stores hold what it removes until then. */
    holdReaders(settled: Promise<unknown>): void {
        this.#removal = settled.catch(() => undefined);
    }

    /** What is not found, or is not what the block holds the hash of, stays missing. */
    async append(block: number, sets: readonly PrivateSetTerms[]): Promise<void> {
        for (const [mspId, store] of this.#stores) {
            const writes: CommittedWrites[] = [];
            for (const set of sets.filter(({ members }) => members.includes(mspId))) {
                const plain = await this.#find(mspId, set);
                if (plain !== undefined) {
                    const { txNumber, valid, blockToLive } = set;
                    writes.push({ ...plain, txNumber, valid, blockToLive });
                }
            }
            await store.append(block, writes);
        }
    }

    /** True when it is time to look for what was endorsed long ago and never ordered. */
    retires(block: number): boolean {
        return block % RETENTION === 0 && block > RETENTION;
    }

    /** What follows once the block is written. May be repeated. */
    async settle(block: number, { sets, purges }: PrivateEffects): Promise<void> {
        for (const store of this.#stores.values()) {
            if (sets.length > 0 && (await store.writesOf(block)).size > 0) {
                await store.transient.remove(sets.map(({ txId }) => txId));
            }
            if (this.retires(block)) {
                await store.transient.removeBelow(block - RETENTION);
            }
            await store.expire(block);
            if (purges.length > 0) {
                await store.purge(purges);
            }
        }
    }

    /** Gives members what another one holds of a collection and they do not. Fabric: gossip/privdata/reconcile.go. */
    async reconcile(namespace: string, collection: string, members: readonly string[]): Promise<void> {
        const stores = members.map((mspId) => this.#stores.get(mspId)).filter((store) => store !== undefined);
        for (const store of stores) {
            for (const other of stores.filter((one) => one !== store)) {
                await store.adopt(namespace, collection, other);
            }
        }
    }

    /** After a crash. */
    async discardFrom(height: number): Promise<void> {
        for (const store of this.#stores.values()) {
            await store.discardFrom(height);
        }
    }

    async close(): Promise<void> {
        await Promise.all([...this.#stores.values()].map((store) => store.close()));
    }

    async #find(mspId: string, set: PrivateSetTerms): Promise<PrivateWrites | undefined> {
        for (const holder of [mspId, ...set.members.filter((member) => member !== mspId)]) {
            const waiting = (await this.#stores.get(holder)?.transient.get(set.txId)) ?? [];
            const match = waiting.find(
                ({ namespace, collection, writes }) =>
                    namespace === set.namespace &&
                    collection === set.collection &&
                    bytesEqual(set.hash, sha256(encodePrivateKvWrites(writes))),
            );
            if (match !== undefined) {
                return match;
            }
        }
        return undefined;
    }
}
