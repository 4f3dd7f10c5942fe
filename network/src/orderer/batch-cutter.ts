/** Sizes of `BatchSize` in the channel's configuration. */
export interface BatchLimits {
    readonly maxMessageCount: number;
    readonly preferredMaxBytes: number;
}

/**
 * Decides which envelopes share a block. Fabric: orderer/common/blockcutter/blockcutter.go.
 * The size of a message is that of its payload and signature.
 */
export class BatchCutter {
    #pending: Uint8Array[] = [];
    #pendingBytes = 0;

    get pending(): number {
        return this.#pending.length;
    }

    /** The batches that this envelope completes, oldest first. */
    add(envelope: Uint8Array, size: number, limits: BatchLimits): readonly (readonly Uint8Array[])[] {
        const batches: (readonly Uint8Array[])[] = [];
        if (this.#pending.length > 0 && this.#pendingBytes + size > limits.preferredMaxBytes) {
            batches.push(this.cut());
        }
        this.#pending.push(envelope);
        this.#pendingBytes += size;
        if (size > limits.preferredMaxBytes || this.#pending.length >= limits.maxMessageCount) {
            batches.push(this.cut());
        }
        return batches;
    }

    /** Whatever is pending; empty when nothing is. */
    cut(): readonly Uint8Array[] {
        const batch = this.#pending;
        this.#pending = [];
        this.#pendingBytes = 0;
        return batch;
    }
}
