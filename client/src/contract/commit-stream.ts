import { type Clock, wait } from '../seams';
import type { CallLimits, CommitStatus, OutcomeStream, Transport } from '../transport/transport';

/** So many transactions under way at once are cheaper to follow in one stream of blocks than to ask for one by one. */
const worthwhile = 4;

/** The stream is kept this long after the last transaction, in milliseconds, and not tried again so soon after a loss. */
const restMs = 1_000;

/** A transaction that is about to be sent. */
export interface ExpectedCommit {
    /** Undefined where the stream cannot tell, or not in time: then the peer is asked for the status. */
    outcome(limits: CallLimits): Promise<CommitStatus | undefined>;
    /** Must be called, whatever became of the transaction. */
    end(): void;
}

const cannotTell: Promise<undefined> = Promise.resolve(undefined);

/**
 * What became of own transactions, learnt from one stream of filtered blocks instead of one call for each. A single
 * transaction is asked for; the stream runs only while several are under way. It tells of nothing that was sent before
 * its first block had come, so that no outcome can be missed.
 */
export class CommitStream {
    readonly #transport: Pick<Transport, 'outcomes'>;
    readonly #clock: Clock;
    readonly #waiting = new Map<string, (outcome: CommitStatus | undefined) => void>();
    #underWay = 0;
    #stream: OutcomeStream | 'opening' | undefined;
    #isLive = false;
    #lostAtMs = -Infinity;

    constructor(transport: Pick<Transport, 'outcomes'>, clock: Clock) {
        this.#transport = transport;
        this.#clock = clock;
    }

    /** To be called before the transaction is sent for the first time. */
    expect(transactionId: string): ExpectedCommit {
        this.#underWay += 1;
        if (this.#underWay >= worthwhile && this.#stream === undefined) {
            this.#open();
        }
        const told = this.#isLive
            ? new Promise<CommitStatus | undefined>((resolve) => this.#waiting.set(transactionId, resolve))
            : cannotTell;
        return {
            outcome: (limits) => this.#inTime(told, transactionId, limits),
            end: () => {
                this.#waiting.delete(transactionId);
                this.#underWay -= 1;
                if (this.#underWay === 0 && this.#stream !== undefined) {
                    this.#clock.after(restMs, () => {
                        this.#closeIfIdle();
                    });
                }
            },
        };
    }

    async #inTime(
        told: Promise<CommitStatus | undefined>,
        transactionId: string,
        { timeoutMs, signal }: CallLimits,
    ): Promise<CommitStatus | undefined> {
        if (!this.#waiting.has(transactionId)) {
            return told;
        }
        const over = new AbortController();
        const giveUp = (): void => {
            over.abort();
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        const late = wait(this.#clock, signal?.aborted === true ? 0 : timeoutMs, over.signal);
        try {
            return await Promise.race([told, late.then(() => undefined)]);
        } finally {
            signal?.removeEventListener('abort', giveUp);
            giveUp();
        }
    }

    #open(): void {
        const now = this.#clock.now().getTime();
        if (now - this.#lostAtMs < restMs) {
            return;
        }
        this.#stream = 'opening';
        this.#follow().catch(() => {
            this.#lostAtMs = this.#clock.now().getTime();
            this.#stop();
        });
    }

    async #follow(): Promise<void> {
        const stream = await this.#transport.outcomes('newest');
        this.#stream = stream;
        for await (const { blockNumber, codes } of stream) {
            this.#isLive = true;
            for (const [transactionId, code] of codes) {
                const tell = this.#waiting.get(transactionId);
                if (tell !== undefined) {
                    this.#waiting.delete(transactionId);
                    tell({ code, blockNumber });
                }
            }
        }
        this.#stop();
    }

    #closeIfIdle(): void {
        if (this.#underWay === 0 && typeof this.#stream === 'object') {
            this.#stream.close();
        }
    }

    /** Whoever still waits asks the peer. */
    #stop(): void {
        this.#stream = undefined;
        this.#isLive = false;
        for (const tell of this.#waiting.values()) {
            tell(undefined);
        }
        this.#waiting.clear();
    }
}
