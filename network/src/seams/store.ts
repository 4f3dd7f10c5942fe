/**
 * An ordered key-value store with atomic, synced batches and consistent snapshots. Keys are compared as bytes.
 * LevelDB on disk (`openLevelStore`) or memory (`openMemoryStore`).
 */
export interface KeyValueStore extends StoreReader {
    /** All of it or nothing, on disk when the promise resolves. A failed sync is never retried: the caller must stop. */
    write(batch: readonly StoreOperation[]): Promise<void>;
    snapshot(): StoreSnapshot;
    /** Afterwards no file holds bytes of values that were deleted or overwritten, unless a snapshot still shows them. */
    compact(): Promise<void>;
    close(): Promise<void>;
}

export interface StoreReader {
    get(key: Uint8Array): Promise<Uint8Array | undefined>;
    /** Entries with `from <= key < to` in byte order (reverse: the same range, last first). */
    range(
        from: Uint8Array,
        to: Uint8Array,
        options?: { readonly reverse?: boolean; readonly limit?: number },
    ): AsyncIterable<StoreEntry>;
}

/** A view that later writes do not change. Must be released. */
export interface StoreSnapshot extends StoreReader {
    release(): Promise<void>;
}

export interface StoreEntry {
    readonly key: Uint8Array;
    readonly value: Uint8Array;
}

export type StoreOperation =
    | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
    | { readonly type: 'del'; readonly key: Uint8Array };
