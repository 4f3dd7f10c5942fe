import { bytesEqual, sha256 } from '../proto/hash';
import { decodePrivateKvWrites, encodePrivateKvWrites } from '../proto/rwset';
import type { KeyValueStore, StoreEntry, StoreOperation } from '../seams/store';
import type { KeyRange } from './layout';
import type { StateEntry } from './state-entry';
import {
    collectionRange,
    expiryKey,
    expiryRange,
    parseExpiryKey,
    parseVersionKey,
    parseWritesKey,
    versionKey,
    versionRange,
    type WritesPlace,
    writesKey,
    writesRange,
} from './private-layout';
import type { PrivateWrites, Version } from './read-write-set';
import { TransientStore } from './transient-store';

/** What a version of a key is: written, deleted, or not state at all because its transaction is invalid. */
const VERSION = { deleted: 0, written: 1, invalid: 2 } as const;
/** A range is read in pieces, so that no iterator stays open and keeps purged bytes on disk. */
const PIECE = 100;

/** Plain writes of one transaction into one collection, as a block holds their hash. */
export interface CommittedWrites extends PrivateWrites {
    readonly txNumber: number;
    /** Those of invalid transactions are kept for block events and change no state. */
    readonly valid: boolean;
    /** 0: for ever. */
    readonly blockToLive: number;
}

export interface Purge extends Version {
    readonly namespace: string;
    readonly collection: string;
    readonly keyHash: Uint8Array;
}

/**
 * The private data that one organisation's peers hold, in a store of its own: what waits for its block and what is
 * committed, every version of it. Committed writes are appended before the ledger writes their block, which makes
 * them true; those of a block that never came are discarded when the store is opened.
 * Fabric: core/ledger/pvtdatastorage.
 */
export class PrivateStore {
    readonly transient: TransientStore;
    readonly #store: KeyValueStore;

    constructor(store: KeyValueStore) {
        this.transient = new TransientStore(store);
        this.#store = store;
    }

    /** The newest version of a key below a height; undefined when there is none or it is a deletion. */
    async get(namespace: string, collection: string, key: string, height: number): Promise<StateEntry | undefined> {
        const { from, to } = versionRange(namespace, collection, key, height);
        for await (const { key: at, value } of this.#store.range(from, to, { reverse: true })) {
            if (value[0] !== VERSION.invalid) {
                return entryOf(parseVersionKey(namespace, collection, at), value);
            }
        }
        return undefined;
    }

    /** Keys that are there at a height, in order. An empty end key means the end of the collection. */
    async *range(
        namespace: string,
        collection: string,
        startKey: string,
        endKey: string,
        height: number,
    ): AsyncGenerator<readonly [key: string, entry: StateEntry]> {
        const { to } = collectionRange(namespace, collection, startKey, endKey);
        let { from } = collectionRange(namespace, collection, startKey, endKey);
        let current: { readonly key: string; readonly entry: StateEntry | undefined } | undefined;
        for (;;) {
            const piece = await this.#entries({ from, to }, PIECE);
            for (const { key: at, value } of piece) {
                const { key, ...version } = parseVersionKey(namespace, collection, at);
                if (current !== undefined && current.key !== key && current.entry !== undefined) {
                    yield [current.key, current.entry];
                }
                if (version.blockNumber < height && value[0] !== VERSION.invalid) {
                    current = { key, entry: entryOf(version, value) };
                } else if (current?.key !== key) {
                    current = undefined;
                }
                from = Buffer.concat([at, Uint8Array.of(0)]);
            }
            if (piece.length < PIECE) {
                break;
            }
        }
        if (current?.entry !== undefined) {
            yield [current.key, current.entry];
        }
    }

    /** By number of the transaction; purged keys and expired collections are not among them. */
    async writesOf(block: number): Promise<ReadonlyMap<number, readonly PrivateWrites[]>> {
        const { from, to } = writesRange(block, block + 1);
        const found = new Map<number, PrivateWrites[]>();
        for await (const { key, value } of this.#store.range(from, to)) {
            const { txNumber, namespace, collection } = parseWritesKey(key);
            const writes = found.get(txNumber) ?? [];
            found.set(txNumber, [...writes, { namespace, collection, writes: decodePrivateKvWrites(value) }]);
        }
        return found;
    }

    async append(blockNumber: number, writes: readonly CommittedWrites[]): Promise<void> {
        const operations = writes.flatMap(({ txNumber, valid, blockToLive, ...plain }): StoreOperation[] => {
            const { namespace, collection } = plain;
            const version = { blockNumber, txNumber };
            const at = blockNumber + blockToLive + 1;
            return [
                put(writesKey({ ...version, namespace, collection }), encodePrivateKvWrites(plain.writes)),
                ...plain.writes.map(({ key, value }) =>
                    put(versionKey(namespace, collection, key, version), versionValue(value, valid)),
                ),
                ...(blockToLive > 0 ? [put(expiryKey(at, namespace, collection, blockNumber))] : []),
            ];
        });
        await this.#write(operations);
    }

    /** After a crash: what was appended for a block that was not written. */
    async discardFrom(height: number): Promise<void> {
        const { from, to } = writesRange(height);
        await this.#write(await this.#removals(from, to, () => true));
    }

    /** Removes what expires with the blocks up to this one. */
    async expire(block: number): Promise<void> {
        const { from, to } = expiryRange(block);
        const operations: StoreOperation[] = [];
        for await (const { key } of this.#store.range(from, to)) {
            const { namespace, collection, written } = parseExpiryKey(key);
            const range = writesRange(written, written + 1);
            const concerns = (place: WritesPlace): boolean =>
                place.namespace === namespace && place.collection === collection;
            operations.push(...(await this.#removals(range.from, range.to, concerns)), { type: 'del', key });
        }
        await this.#write(operations);
    }

    /** Removes all versions of the keys up to the purging transaction's, and their bytes from the files. */
    async purge(purges: readonly Purge[]): Promise<void> {
        for (const purge of purges) {
            await this.#write(await this.#purgeOperations(purge));
        }
        await this.#store.compact();
    }

    /** Takes over what another store holds of a collection and this one does not. */
    async adopt(namespace: string, collection: string, other: PrivateStore): Promise<void> {
        const operations: StoreOperation[] = [];
        for (const { key, value } of await other.#entriesOf(namespace, collection)) {
            if ((await this.#store.get(key)) === undefined) {
                operations.push(put(key, value));
            }
        }
        await this.#write(operations);
    }

    async close(): Promise<void> {
        await this.#store.close();
    }

    /** Looks through the collection: the purging transaction may have come without the key itself. */
    async #purgeOperations({ namespace, collection, keyHash, ...last }: Purge): Promise<readonly StoreOperation[]> {
        const { from, to } = collectionRange(namespace, collection, '', '');
        const operations: StoreOperation[] = [];
        for await (const { key: at } of this.#store.range(from, to)) {
            const { key, ...version } = parseVersionKey(namespace, collection, at);
            if (!isAfter(version, last) && bytesEqual(sha256(key), keyHash)) {
                const place = writesKey({ ...version, namespace, collection });
                const writes = decodePrivateKvWrites((await this.#store.get(place)) ?? new Uint8Array());
                const rest = writes.filter((write) => write.key !== key);
                operations.push({ type: 'del', key: at }, put(place, encodePrivateKvWrites(rest)));
            }
        }
        return operations;
    }

    /** Of writes and of the versions that they made. */
    async #removals(
        from: Uint8Array,
        to: Uint8Array,
        concerns: (place: WritesPlace) => boolean,
    ): Promise<readonly StoreOperation[]> {
        const operations: StoreOperation[] = [];
        for await (const { key: at, value } of this.#store.range(from, to)) {
            const place = parseWritesKey(at);
            if (concerns(place)) {
                const keys = decodePrivateKvWrites(value).map(({ key }) =>
                    versionKey(place.namespace, place.collection, key, place),
                );
                operations.push(...[at, ...keys].map((key): StoreOperation => ({ type: 'del', key })));
            }
        }
        return operations;
    }

    /** Writes, the versions that they made, and when they expire. */
    async #entriesOf(namespace: string, collection: string): Promise<readonly StoreEntry[]> {
        const concerns = (place: { readonly namespace: string; readonly collection: string }): boolean =>
            place.namespace === namespace && place.collection === collection;
        const writes = await this.#entries(writesRange(0));
        const expiries = await this.#entries(expiryRange(Number.MAX_SAFE_INTEGER - 1));
        return [
            ...writes.filter(({ key }) => concerns(parseWritesKey(key))),
            ...expiries.filter(({ key }) => concerns(parseExpiryKey(key))),
            ...(await this.#entries(collectionRange(namespace, collection, '', ''))),
        ];
    }

    async #entries({ from, to }: KeyRange, limit?: number): Promise<readonly StoreEntry[]> {
        const entries: StoreEntry[] = [];
        for await (const entry of this.#store.range(from, to, limit === undefined ? {} : { limit })) {
            entries.push(entry);
        }
        return entries;
    }

    async #write(operations: readonly StoreOperation[]): Promise<void> {
        if (operations.length > 0) {
            await this.#store.write(operations);
        }
    }
}

function put(key: Uint8Array, value: Uint8Array = new Uint8Array()): StoreOperation {
    return { type: 'put', key, value };
}

function versionValue(value: Uint8Array | undefined, valid: boolean): Uint8Array {
    if (!valid) {
        return Uint8Array.of(VERSION.invalid);
    }
    return value === undefined
        ? Uint8Array.of(VERSION.deleted)
        : Buffer.concat([Uint8Array.of(VERSION.written), value]);
}

function entryOf({ blockNumber, txNumber }: Version, value: Uint8Array): StateEntry | undefined {
    return value[0] === VERSION.deleted
        ? undefined
        : { value: value.subarray(1), version: { blockNumber, txNumber }, metadata: [] };
}

function isAfter(version: Version, other: Version): boolean {
    return version.blockNumber === other.blockNumber
        ? version.txNumber > other.txNumber
        : version.blockNumber > other.blockNumber;
}
