/** One kind of operation that the bench measures, as often as it is asked for. */
export interface Workload {
    /** Operations that have never been done before. What they need is prepared here, outside of what is measured. */
    prepare(count: number): Promise<readonly (() => Promise<unknown>)[]>;
    /** What the operations brought into blocks so far; of each operation its transactions in their order. */
    readonly written: readonly (readonly Written[])[];
}

export interface Written {
    readonly transactionId: string;
    readonly blockNumber: number;
}

/** Prepares many things at a time, since how long that takes is no figure. */
export async function inParallel<Item, Result>(
    items: readonly Item[],
    prepare: (item: Item) => Promise<Result>,
): Promise<Result[]> {
    const results: Result[] = [];
    const waiting = items.entries();
    const work = async (): Promise<void> => {
        for (const [index, item] of waiting) {
            results[index] = await prepare(item);
        }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    return results;
}
