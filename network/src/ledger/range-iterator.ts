import type { StateEntry } from './state-entry';
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

    /** The transaction has seen that there is nothing more; the end of a page does not tell. */
    get exhausted(): boolean {
        return this.#exhausted;
    }

    /** The next entry without taking it, also beyond the limit. */
    beyond(): Promise<Entry | undefined> {
        this.#next ??= this.#iterator.next().then((result) => (result.done === true ? undefined : result.value));
        return this.#next;
    }

    async peek(): Promise<Entry | undefined> {
        if (this.#left <= 0) {
            return undefined;
        }
        const entry = await this.beyond();
        this.#exhausted = entry === undefined;
        return entry;
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

/** A range query that is recorded for the phantom check when it is closed. `limit` of 0 or less: no page, all. */
export function recordedRange(
    entries: Entries,
    bounds: { readonly startKey: string; readonly endKey: string },
    builder: NamespaceBuilder,
    limit = 0,
): RangeIterator {
    const ahead = lookAhead(entries, limit);
    const summary = new RangeSummary();
    const position = builder.rangeQueries.length;
    // Held in the order of first execution, whatever order the queries end in.
    builder.rangeQueries.push({ ...bounds, exhausted: false, reads: [] });
    let lastKey: string | undefined;
    let closed = false;
    return {
        next: (count) =>
            takeUpTo(ahead, count, (key, entry) => {
                lastKey = key;
                summary.add({ key, version: entry.version });
            }),
        hasMore: async () => (await ahead.peek()) !== undefined,
        bookmark: () => bookmark(ahead),
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

/** A query that leaves no trace: over private values. */
export function unrecordedRange(entries: Entries): RangeIterator {
    const ahead = lookAhead(entries, 0);
    return {
        next: (count) => takeUpTo(ahead, count, () => undefined),
        hasMore: async () => (await ahead.peek()) !== undefined,
        bookmark: () => bookmark(ahead),
        close: () => ahead.close(),
    };
}

function lookAhead(entries: Entries, limit: number): LookAhead {
    return new LookAhead(entries, limit > 0 ? limit : Number.POSITIVE_INFINITY);
}

async function bookmark(ahead: LookAhead): Promise<string> {
    return (await ahead.beyond())?.[0] ?? '';
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
