import type { KeyValueStore, StoreReader } from '../seams/store';
import {
    hashedKey,
    privateKey,
    privatePrefix,
    privateRange,
    stateKey,
    statePrefix,
    stateRange,
    type KeyRange,
} from './layout';
import type { StateEntry, StateView } from './ledger';
import { decodeEntry } from './state-entry';

/** Committed state as of now; later commits do not change what the view answers. Must be released. */
export function openStateView(store: KeyValueStore, height: number): StateView {
    const snapshot = store.snapshot();
    let released: Promise<void> | undefined;
    return {
        ...stateReader(snapshot),
        height,
        release: () => {
            released ??= snapshot.release();
            return released;
        },
    };
}

/** The same questions asked of the store itself, for the one who writes it. */
export function stateReader(reader: StoreReader): Omit<StateView, 'height' | 'release'> {
    const entryAt = async (key: Uint8Array): Promise<StateEntry | undefined> => {
        const bytes = await reader.get(key);
        return bytes === undefined ? undefined : decodeEntry(bytes);
    };
    return {
        get: (namespace, key) => entryAt(stateKey(namespace, key)),
        getHashed: (namespace, collection, keyHash) => entryAt(hashedKey(namespace, collection, keyHash)),
        getPrivate: (mspId, namespace, collection, key) => entryAt(privateKey(mspId, namespace, collection, key)),
        range: (namespace, startKey, endKey) =>
            entries(reader, stateRange(namespace, startKey, endKey), statePrefix(namespace).length),
        rangePrivate: (mspId, namespace, collection, startKey, endKey) =>
            entries(
                reader,
                privateRange(mspId, namespace, collection, startKey, endKey),
                privatePrefix(mspId, namespace, collection).length,
            ),
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
