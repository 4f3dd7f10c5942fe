import type { common } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger';

/** The parts of a ledger that following it needs. */
export type BlockSource = Pick<Ledger, 'height' | 'block' | 'onCommit'>;

/**
 * Blocks from number `from` on, waiting for those that are not there yet, without end. Ends (without an error) when
 * the signal aborts. A consumer may be arbitrarily slow: blocks are read from the ledger, none is queued.
 */
export async function* followBlocks(
    ledger: BlockSource,
    from: number,
    signal: AbortSignal,
): AsyncGenerator<common.Block, void, void> {
    for (let number = from; !signal.aborted; number++) {
        if (!(await untilHeightAbove(ledger, number, signal))) {
            return;
        }
        const block = await ledger.block(number);
        if (block === undefined) {
            throw new Error(`block ${String(number)} is missing from a ledger of height ${String(ledger.height)}`);
        }
        yield block;
    }
}

/** False when the signal aborted first. */
function untilHeightAbove(ledger: BlockSource, number: number, signal: AbortSignal): Promise<boolean> {
    if (ledger.height > number) {
        return Promise.resolve(true);
    }
    return new Promise((resolve) => {
        const settle = (arrived: boolean): void => {
            unsubscribe();
            signal.removeEventListener('abort', aborted);
            resolve(arrived);
        };
        const aborted = (): void => {
            settle(false);
        };
        const unsubscribe = ledger.onCommit(() => {
            if (ledger.height > number) {
                settle(true);
            }
        });
        signal.addEventListener('abort', aborted, { once: true });
        if (signal.aborted) {
            settle(false);
        }
    });
}
