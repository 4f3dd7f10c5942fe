import { common } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { SigningIdentity } from '../msp/identity';
import { newBlock, blockHeader, headerHash, signBlock } from '../proto/block';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import { BatchCutter } from './batch-cutter';
import { screenEnvelope, type BroadcastAnswer } from './envelope-screen';
import type { BlockSink, Orderer } from './orderer';

/**
 * `instant`: a block as soon as the one before is committed and something waits; what arrives meanwhile shares a block.
 * `batch`: Fabric's rule of count, size and time. `manual`: only `cut()`.
 */
export type OrderingMode = 'instant' | 'batch' | 'manual';

export interface OrdererOptions {
    readonly channelId: string;
    readonly signer: SigningIdentity;
    readonly config: () => ChannelConfig;
    readonly sink: BlockSink;
    /** The newest block of the chain so far. */
    readonly lastBlock: common.Block;
    readonly clock: Clock;
    readonly random: Random;
    readonly fabric: '2.5' | '3.1';
    readonly mode: OrderingMode;
}

export interface SwitchableOrderer extends Orderer {
    readonly mode: OrderingMode;
    /** From now on; what is pending when the mode changes is cut. */
    setMode(mode: OrderingMode): Promise<void>;
}

const { SUCCESS, SERVICE_UNAVAILABLE } = common.Status;

/** A single ordering node without consensus: the development network's. */
export function createOrderer(options: OrdererOptions): SwitchableOrderer {
    return new SoloOrderer(options);
}

class SoloOrderer implements SwitchableOrderer {
    readonly #options: OrdererOptions;
    readonly #cutter = new BatchCutter();
    #mode: OrderingMode;
    #number: number;
    #previousHash: Uint8Array;
    #work: Promise<void> = Promise.resolve();
    #draining = false;
    #failure: Error | undefined;
    #closed = false;
    #cancelTimer: (() => void) | undefined;

    constructor(options: OrdererOptions) {
        this.#options = options;
        this.#mode = options.mode;
        const header = blockHeader(options.lastBlock);
        this.#number = header.getNumber();
        this.#previousHash = headerHash(header);
    }

    get mode(): OrderingMode {
        return this.#mode;
    }

    get pending(): number {
        return this.#cutter.pending;
    }

    broadcast(envelope: Uint8Array): Promise<BroadcastAnswer> {
        return Promise.resolve(this.#accept(envelope));
    }

    async cut(): Promise<void> {
        const batch = this.#cutter.cut();
        this.#stopTimer();
        if (batch.length > 0) {
            this.#enqueue(batch);
        }
        await this.#work;
        this.#assertRunning();
    }

    async setMode(mode: OrderingMode): Promise<void> {
        if (mode !== this.#mode) {
            this.#mode = mode;
            await this.cut();
        }
    }

    async close(): Promise<void> {
        this.#closed = true;
        this.#stopTimer();
        await this.#work;
    }

    #accept(envelope: Uint8Array): BroadcastAnswer {
        if (this.#closed || this.#failure !== undefined) {
            return { status: SERVICE_UNAVAILABLE, info: this.#failure?.message ?? 'orderer is stopping' };
        }
        const { channelId, clock, fabric } = this.#options;
        const config = this.#options.config();
        const screened = screenEnvelope(envelope, { channelId, config, clock, fabric });
        if (screened.answer.status !== SUCCESS) {
            return screened.answer;
        }
        const limits =
            this.#mode === 'manual'
                ? { maxMessageCount: Number.POSITIVE_INFINITY, preferredMaxBytes: Number.POSITIVE_INFINITY }
                : config.batch;
        for (const batch of this.#cutter.add(envelope, screened.size, limits)) {
            this.#enqueue(batch);
        }
        if (this.pending === 0) {
            // A timer that runs on is that of whatever waits, as in Fabric, also when a batch went before it.
            this.#stopTimer();
        }
        if (this.#mode === 'instant') {
            this.#drain();
        } else if (this.#mode === 'batch' && this.pending > 0) {
            this.#cancelTimer ??= clock.after(config.batch.timeoutMs, () => {
                this.#cancelTimer = undefined;
                this.#enqueue(this.#cutter.cut());
            });
        }
        return screened.answer;
    }

    /** One block at a time: what queues up behind a block in work is cut together when that is done. */
    #drain(): void {
        if (this.#draining) {
            return;
        }
        this.#draining = true;
        this.#work = this.#work.then(async () => {
            this.#draining = false;
            // What arrived since the mode changed goes by the new mode.
            const batch = this.#mode === 'instant' ? this.#cutter.cut() : [];
            if (batch.length > 0) {
                await this.#produce(batch);
            }
        });
    }

    #enqueue(batch: readonly Uint8Array[]): void {
        if (batch.length > 0) {
            this.#work = this.#work.then(() => this.#produce(batch));
        }
    }

    /** Never rejects: a failing sink stops the orderer, and every later envelope is told so. */
    async #produce(batch: readonly Uint8Array[]): Promise<void> {
        if (this.#failure !== undefined) {
            return;
        }
        const { signer, random, sink } = this.#options;
        const block = newBlock(this.#number + 1, this.#previousHash, batch);
        signBlock(block, { signer, random, lastConfigIndex: 0 });
        try {
            await sink(block);
        } catch (error) {
            this.#failure = error instanceof Error ? error : new Error(String(error));
            return;
        }
        this.#number += 1;
        this.#previousHash = headerHash(blockHeader(block));
    }

    #assertRunning(): void {
        if (this.#failure !== undefined) {
            throw this.#failure;
        }
    }

    #stopTimer(): void {
        this.#cancelTimer?.();
        this.#cancelTimer = undefined;
    }
}
