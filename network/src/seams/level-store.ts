import type { AbstractSnapshot } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import type { KeyValueStore, StoreEntry, StoreOperation, StoreSnapshot } from './store';

/** What is used of either database; their own types are too deep to be compared with each other. */
interface Database {
    getSync(key: Uint8Array, options: { readonly snapshot?: AbstractSnapshot }): Uint8Array | undefined;
    iterator(options: {
        readonly gte: Uint8Array;
        readonly lt: Uint8Array;
        readonly reverse: boolean;
        readonly limit: number;
        readonly snapshot?: AbstractSnapshot;
    }): AsyncIterable<[Uint8Array, Uint8Array]>;
    snapshot(): AbstractSnapshot;
    close(): Promise<void>;
}

const BINARY = { keyEncoding: 'view', valueEncoding: 'view' } as const;

/** Below and above every key that is used. */
const [LOWEST, HIGHEST] = [Uint8Array.of(0), Uint8Array.of(255)];

/**
 * LevelDB in a folder, made when missing. One process at a time. Uncompressed values stand in the files as they are,
 * so that searching the files for one means something. @throws when another process has it open.
 */
export async function openLevelStore(
    path: string,
    options: { readonly compression?: boolean } = {},
): Promise<KeyValueStore> {
    const database = new ClassicLevel<Uint8Array, Uint8Array>(path, { ...BINARY, compression: true, ...options });
    await database.open();
    const compact = async (): Promise<void> => {
        await database.compactRange(LOWEST, HIGHEST);
        // A table that came straight from the log holds deleted values too, and LevelDB merges it only with others that
        // overlap it: so there must be one that overlaps everything.
        await database.batch([LOWEST, HIGHEST].map((key) => ({ type: 'del', key })));
        await database.compactRange(LOWEST, HIGHEST);
    };
    return new LevelStore(database, (batch) => database.batch(batch, { sync: true }), compact);
}

/** Keeps everything in memory, with the same order and snapshots. */
export async function openMemoryStore(): Promise<KeyValueStore> {
    const database = new MemoryLevel<Uint8Array, Uint8Array>({ ...BINARY, storeEncoding: 'view' });
    await database.open();
    const nothing = (): Promise<void> => Promise.resolve();
    return new LevelStore(database, (batch) => database.batch(batch), nothing);
}

class LevelStore implements KeyValueStore {
    readonly #database: Database;
    readonly #writeBatch: (batch: StoreOperation[]) => Promise<void>;
    readonly #compact: () => Promise<void>;
    #failure: Error | undefined;

    constructor(
        database: Database,
        writeBatch: (batch: StoreOperation[]) => Promise<void>,
        compact: () => Promise<void>,
    ) {
        this.#database = database;
        this.#writeBatch = writeBatch;
        this.#compact = compact;
    }

    get(key: Uint8Array): Promise<Uint8Array | undefined> {
        return get(this.#database, key);
    }

    range(
        from: Uint8Array,
        to: Uint8Array,
        options: { readonly reverse?: boolean; readonly limit?: number } = {},
    ): AsyncIterable<StoreEntry> {
        return range(this.#database, from, to, options);
    }

    async write(batch: readonly StoreOperation[]): Promise<void> {
        if (this.#failure !== undefined) {
            // What is on disk after a failed sync is unknown, so nothing may be built on it.
            throw new Error('an earlier write failed; the store must be reopened', { cause: this.#failure });
        }
        try {
            await this.#writeBatch([...batch]);
        } catch (error) {
            this.#failure = error instanceof Error ? error : new Error(String(error));
            throw this.#failure;
        }
    }

    snapshot(): StoreSnapshot {
        const database = this.#database;
        const snapshot = database.snapshot();
        return {
            get: (key) => get(database, key, snapshot),
            range: (from, to, options = {}) => range(database, from, to, options, snapshot),
            release: () => snapshot.close(),
        };
    }

    compact(): Promise<void> {
        return this.#compact();
    }

    async close(): Promise<void> {
        await this.#database.close();
    }
}

/** The synchronous call is some thirty times faster than the worker thread's round trip for one key. */
function get(database: Database, key: Uint8Array, snapshot?: AbstractSnapshot): Promise<Uint8Array | undefined> {
    try {
        return Promise.resolve(database.getSync(key, snapshot === undefined ? {} : { snapshot }));
    } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
}

async function* range(
    database: Database,
    from: Uint8Array,
    to: Uint8Array,
    options: { readonly reverse?: boolean; readonly limit?: number },
    snapshot?: AbstractSnapshot,
): AsyncGenerator<StoreEntry> {
    const iterator = database.iterator({
        gte: from,
        lt: to,
        reverse: options.reverse ?? false,
        limit: options.limit ?? -1,
        ...(snapshot === undefined ? {} : { snapshot }),
    });
    for await (const [key, value] of iterator) {
        yield { key, value };
    }
}
