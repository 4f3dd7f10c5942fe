import type { StateUpdate } from '../proto/commit-hash';
import type { StoreOperation } from '../seams/store';
import { compareKeys, sortedEntries } from './byte-order';
import { hashedKey, stateKey } from './layout';
import type { StateView } from './ledger';
import type { MetadataEntry, Version } from './read-write-set';
import { encodeEntry, type StateEntry } from './state-entry';

/** What a block makes of one key: its new entry, or its deletion. */
export interface Update {
    readonly entry: StateEntry | undefined;
    readonly version: Version;
}

export interface HashedUpdate {
    readonly namespace: string;
    readonly collection: string;
    readonly keyHash: Uint8Array;
    readonly update: Update;
}

type CommittedState = Pick<StateView, 'get' | 'getHashed'>;

/** The effect of a block's valid transactions on state so far. What is in it shadows what is committed. */
export class UpdateBatch {
    readonly #public = new Map<string, Map<string, Update>>();
    /** Namespace → collection → hex of the key hash. */
    readonly #hashed = new Map<string, Map<string, Map<string, Update>>>();

    publicUpdate(namespace: string, key: string): Update | undefined {
        return this.#public.get(namespace)?.get(key);
    }

    /** Updates of one namespace in key order. */
    publicUpdates(namespace: string): readonly (readonly [string, Update])[] {
        return sortedEntries(this.#public.get(namespace) ?? new Map<string, Update>());
    }

    hashedUpdate(namespace: string, collection: string, keyHash: Uint8Array): Update | undefined {
        return this.#hashed.get(namespace)?.get(collection)?.get(hex(keyHash));
    }

    /** A write keeps the key's metadata unless it sets new; a metadata write alone keeps the value. */
    async applyPublic(
        state: CommittedState,
        namespace: string,
        key: string,
        change: Change,
        version: Version,
    ): Promise<void> {
        const earlier = this.publicUpdate(namespace, key);
        const before = earlier === undefined ? await state.get(namespace, key) : earlier.entry;
        const update = changed(before, change, version);
        if (update !== undefined) {
            child(this.#public, namespace).set(key, update);
        }
    }

    async applyHashed(
        state: CommittedState,
        namespace: string,
        collection: string,
        keyHash: Uint8Array,
        change: Change,
        version: Version,
    ): Promise<void> {
        const earlier = this.hashedUpdate(namespace, collection, keyHash);
        const before = earlier === undefined ? await state.getHashed(namespace, collection, keyHash) : earlier.entry;
        const update = changed(before, change, version);
        if (update !== undefined) {
            const collections = this.#hashed.get(namespace) ?? new Map<string, Map<string, Update>>();
            this.#hashed.set(namespace, collections);
            child(collections, collection).set(hex(keyHash), update);
        }
    }

    /** Keys of collections, with what becomes of them. */
    hashedUpdates(): readonly HashedUpdate[] {
        return [...this.#hashed].flatMap(([namespace, collections]) =>
            [...collections].flatMap(([collection, updates]) =>
                [...updates].map(([keyHash, update]) => ({
                    namespace,
                    collection,
                    keyHash: Buffer.from(keyHash, 'hex'),
                    update,
                })),
            ),
        );
    }

    storeOperations(): readonly StoreOperation[] {
        const operations: StoreOperation[] = [];
        for (const [namespace, updates] of this.#public) {
            for (const [key, update] of updates) {
                operations.push(operation(stateKey(namespace, key), update));
            }
        }
        for (const { namespace, collection, keyHash, update } of this.hashedUpdates()) {
            operations.push(operation(hashedKey(namespace, collection, keyHash), update));
        }
        return operations;
    }

    /** In the order that the commit hash wants. */
    stateUpdates(): readonly StateUpdate[] {
        const namespaces = new Set([...this.#public.keys(), ...this.#hashed.keys()]);
        return [...namespaces].sort(compareKeys).flatMap((namespace) => [
            ...this.publicUpdates(namespace).map(([key, update]) => ({
                namespace,
                key: Buffer.from(key, 'utf8'),
                value: update.entry?.value,
                version: update.version,
            })),
            ...sortedEntries(this.#hashed.get(namespace) ?? new Map<string, Map<string, Update>>()).flatMap(
                ([collection, updates]) =>
                    sortedEntries(updates).map(([keyHash, update]) => ({
                        namespace,
                        collection,
                        key: Buffer.from(keyHash, 'hex'),
                        value: update.entry?.value,
                        version: update.version,
                    })),
            ),
        ]);
    }
}

/** `value` absent: only metadata changes; `value` undefined inside: delete. */
export interface Change {
    readonly write?: { readonly value: Uint8Array | undefined };
    readonly metadata?: readonly MetadataEntry[];
}

function changed(before: StateEntry | undefined, change: Change, version: Version): Update | undefined {
    if (change.write === undefined) {
        // Metadata of a key that does not exist: valid, and without effect.
        return before === undefined
            ? undefined
            : { version, entry: { value: before.value, version, metadata: change.metadata ?? before.metadata } };
    }
    const { value } = change.write;
    return value === undefined
        ? { version, entry: undefined }
        : { version, entry: { value, version, metadata: change.metadata ?? before?.metadata ?? [] } };
}

function operation(key: Uint8Array, update: Update): StoreOperation {
    return update.entry === undefined ? { type: 'del', key } : { type: 'put', key, value: encodeEntry(update.entry) };
}

function child(parents: Map<string, Map<string, Update>>, name: string): Map<string, Update> {
    const found = parents.get(name) ?? new Map<string, Update>();
    parents.set(name, found);
    return found;
}

function hex(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('hex');
}
