import type { StateEntry } from './ledger';
import { RangeSummary } from './range-summary';
import type { NamespaceBuilder } from './namespace-builder';
import type { RangeIterator } from './tx-simulator';

type Entries = AsyncIterable<readonly [key: string, entry: StateEntry]>;
type Entry = readonly [key: string, entry: StateEntry];

/** Looks one entry ahead, so that it knows whether there is more without counting it as read. */
class LookAhead {
    readonly #iterator: AsyncIterator<Entry>;
    #next: Promise<Entry | undefined> | undefined;
    #exhausted = false;
    /** How many entries may still be taken. */
    #left: number;

    constructor(entries: Entries, limit: number) {
        this.#iterator = entries[Symbol.asyncIterator]();
        this.#left = limit;
    }

    /** Whoever asks has seen that there is nothing more. */
    get exhausted(): boolean {
        return this.#exhausted;
    }

    /** The next entry without taking it, also beyond the limit. */
    beyond(): Promise<Entry | undefined> {
        this.#next ??= this.#iterator.next().then((result) => {
            this.#exhausted = result.done === true;
            return result.done === true ? undefined : result.value;
        });
        return this.#next;
    }

    async peek(): Promise<Entry | undefined> {
        return this.#left > 0 ? this.beyond() : undefined;
    }

    async take(): Promise<Entry | undefined> {
        const entry = await this.peek();
        if (entry !== undefined) {
            this.#left -= 1;
            this.#next = undefined;
        }
        return entry;
    }

    async close(): Promise<void> {
        await this.#iterator.return?.();
    }
}

/** A range query that is recorded for the phantom check when it is closed. */
export function recordedRange(
    entries: Entries,
    bounds: { readonly startKey: string; readonly endKey: string },
    builder: NamespaceBuilder,
): RangeIterator {
    const ahead = new LookAhead(entries, Number.POSITIVE_INFINITY);
    const summary = new RangeSummary();
    const position = builder.rangeQueries.length;
    // Held in the order of first execution, whatever order the queries end in.
    builder.rangeQueries.push({ ...bounds, exhausted: false, reads: [] });
    let lastKey: string | undefined;
    let closed = false;
    return {
        next: (limit) =>
            takeUpTo(ahead, limit, (key, entry) => {
                lastKey = key;
                summary.add({ key, version: entry.version });
            }),
        hasMore: async () => (await ahead.peek()) !== undefined,
        bookmark: () => Promise.resolve(''),
        close: async () => {
            if (closed) {
                return;
            }
            closed = true;
            // Only what the transaction has seen counts: closing does not look whether there would be more.
            const { exhausted } = ahead;
            const endKey = exhausted ? bounds.endKey : (lastKey ?? '');
            builder.rangeQueries[position] = { ...bounds, endKey, exhausted, ...summary.done() };
            await ahead.close();
        },
    };
}

/** A query that leaves no trace: paginated ones, and those over private values. `limit` of 0 or less: all. */
export function unrecordedRange(entries: Entries, limit: number): RangeIterator {
    const ahead = new LookAhead(entries, limit > 0 ? limit : Number.POSITIVE_INFINITY);
    return {
        next: (count) => takeUpTo(ahead, count, () => undefined),
        hasMore: async () => (await ahead.peek()) !== undefined,
        bookmark: async () => (await ahead.beyond())?.[0] ?? '',
        close: () => ahead.close(),
    };
}

async function takeUpTo(
    ahead: LookAhead,
    limit: number,
    seen: (key: string, entry: StateEntry) => void,
): Promise<readonly { readonly key: string; readonly value: Uint8Array }[]> {
    const taken: { readonly key: string; readonly value: Uint8Array }[] = [];
    while (taken.length < limit) {
        const entry = await ahead.take();
        if (entry === undefined) {
            break;
        }
        seen(entry[0], entry[1]);
        taken.push({ key: entry[0], value: entry[1].value });
    }
    return taken;
}
