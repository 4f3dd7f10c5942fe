import { perOperation, type ProcessorMeter, type ProcessorTimes } from './processor-time';

export interface Load {
    /** Milliseconds of processor time per operation, by process. */
    readonly processor: ProcessorTimes;
    readonly perSecond: number;
    /** Milliseconds of each operation. */
    readonly latencies: readonly number[];
}

/** Runs the operations, `concurrency` of them at a time, each one as soon as another has ended. */
export async function load(
    operations: readonly (() => Promise<unknown>)[],
    concurrency: number,
    meter: ProcessorMeter,
): Promise<Load> {
    const latencies: number[] = [];
    const waiting = operations.values();
    const work = async (): Promise<void> => {
        for (const operation of waiting) {
            const begun = performance.now();
            await operation();
            latencies.push(performance.now() - begun);
        }
    };
    const before = meter.now();
    const begun = performance.now();
    await Promise.all(Array.from({ length: concurrency }, work));
    const seconds = (performance.now() - begun) / 1000;
    const count = operations.length;
    return { processor: perOperation(before, meter.now(), count), perSecond: count / seconds, latencies };
}
