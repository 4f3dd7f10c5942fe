import type { KeyValueStore, StoreReader } from '../seams/store';
import { hashedKey, readUint64, SAVEPOINT, stateKey, statePrefix, stateRange, type KeyRange } from './layout';
import type { StateView } from './ledger';
import type { PrivateData } from './private-data';
import { decodeEntry, type StateEntry } from './state-entry';

type PublicView = Omit<StateView, 'height' | 'release' | 'getPrivate' | 'rangePrivate'>;

/** Committed state as of now; later commits do not change what the view answers. Must be released. */
export function openStateView(store: KeyValueStore, height: number, privateData: PrivateData): StateView {
    const snapshot = store.snapshot();
    // The snapshot may show a block already whose write nobody has been told of.
    const shownHeight = async (): Promise<number> => {
        const bytes = await snapshot.get(SAVEPOINT);
        return bytes === undefined ? 0 : readUint64(Buffer.from(bytes), 0);
    };
    let released: Promise<void> | undefined;
    return {
        ...stateReader(snapshot),
        getPrivate: async (mspId, namespace, collection, key) =>
            (await privateData.readable(mspId))?.get(namespace, collection, key, await shownHeight()),
        rangePrivate: async function* (mspId, namespace, collection, startKey, endKey) {
            const store = await privateData.readable(mspId);
            yield* store?.range(namespace, collection, startKey, endKey, await shownHeight()) ?? [];
        },
        height,
        release: () => {
            released ??= snapshot.release();
            return released;
        },
    };
}

/** The same questions asked of the store itself, for the one who writes it. */
export function stateReader(reader: StoreReader): PublicView {
    const entryAt = async (key: Uint8Array): Promise<StateEntry | undefined> => {
        const bytes = await reader.get(key);
        return bytes === undefined ? undefined : decodeEntry(bytes);
    };
    return {
        get: (namespace, key) => entryAt(stateKey(namespace, key)),
        getHashed: (namespace, collection, keyHash) => entryAt(hashedKey(namespace, collection, keyHash)),
        range: (namespace, startKey, endKey) =>
            entries(reader, stateRange(namespace, startKey, endKey), statePrefix(namespace).length),
    };
}

async function* entries(
    reader: StoreReader,
    { from, to }: KeyRange,
    prefixLength: number,
): AsyncGenerator<readonly [key: string, entry: StateEntry]> {
    if (Buffer.compare(from, to) >= 0) {
        return;
    }
    for await (const { key, value } of reader.range(from, to)) {
        yield [Buffer.from(key.subarray(prefixLength)).toString('utf8'), decodeEntry(value)];
    }
}
