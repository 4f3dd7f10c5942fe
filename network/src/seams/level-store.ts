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

/** LevelDB in a folder, made when missing. One process at a time. @throws when another process has it open. */
export async function openLevelStore(path: string): Promise<KeyValueStore> {
    const database = new ClassicLevel<Uint8Array, Uint8Array>(path, BINARY);
    await database.open();
    return new LevelStore(database, (batch) => database.batch(batch, { sync: true }));
}

/** Keeps everything in memory, with the same order and snapshots. */
export async function openMemoryStore(): Promise<KeyValueStore> {
    const database = new MemoryLevel<Uint8Array, Uint8Array>({ ...BINARY, storeEncoding: 'view' });
    await database.open();
    return new LevelStore(database, (batch) => database.batch(batch));
}

class LevelStore implements KeyValueStore {
    readonly #database: Database;
    readonly #writeBatch: (batch: StoreOperation[]) => Promise<void>;
    #failure: Error | undefined;

    constructor(database: Database, writeBatch: (batch: StoreOperation[]) => Promise<void>) {
        this.#database = database;
        this.#writeBatch = writeBatch;
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
