import type { common } from '@hyperledger/fabric-protos';
import { type BlockSource, followBlocks } from '../../../network/src/deliver/follow-blocks';
import type { BlockCommit } from '../../../network/src/ledger/ledger';
import { blockNumber, newBlock } from '../../../network/src/proto/block';

class GrowingLedger implements BlockSource {
    readonly blocks: common.Block[] = [];
    readonly listeners = new Set<(commit: BlockCommit) => void>();

    get height(): number {
        return this.blocks.length;
    }

    block(number: number): Promise<common.Block | undefined> {
        return Promise.resolve(this.blocks[number]);
    }

    onCommit(listener: (commit: BlockCommit) => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    grow(): void {
        const block = newBlock(this.height, new Uint8Array(), []);
        this.blocks.push(block);
        for (const listener of this.listeners) {
            listener({ block, transactions: [], namespaces: new Set() });
        }
    }
}

test('blocks that are there come first, then those that are committed later', async () => {
    const ledger = new GrowingLedger();
    ledger.grow();
    const blocks = followBlocks(ledger, 0, new AbortController().signal);
    expect(blockNumber((await blocks.next()).value as common.Block)).toBe(0);
    const next = blocks.next();
    ledger.grow();
    expect(blockNumber((await next).value as common.Block)).toBe(1);
});

test('a block beyond the next one is waited for', async () => {
    const ledger = new GrowingLedger();
    const next = followBlocks(ledger, 2, new AbortController().signal).next();
    ledger.grow();
    ledger.grow();
    ledger.grow();
    expect(blockNumber((await next).value as common.Block)).toBe(2);
});

test('who stops waiting leaves no listener behind', async () => {
    const ledger = new GrowingLedger();
    const controller = new AbortController();
    const next = followBlocks(ledger, 0, controller.signal).next();
    expect(ledger.listeners.size).toBe(1);
    controller.abort();
    expect((await next).done).toBe(true);
    expect(ledger.listeners.size).toBe(0);
});
