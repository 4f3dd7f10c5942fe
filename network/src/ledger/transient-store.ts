import type { PrivateWritesSource } from './ledger';
import type { PrivateWrites } from './read-write-set';

/** Transactions whose plain private writes wait for their block. Older ones give way; they were never ordered. */
const MAX_WAITING = 10_000;
/** Different outcomes kept per transaction: endorsers of a chaincode that is not deterministic. */
const MAX_OUTCOMES = 16;

export interface TransientStore extends PrivateWritesSource {
    /** Kept at endorsement until the transaction is committed. Endorsers may differ: the block tells which one counts. */
    put(txId: string, writes: readonly PrivateWrites[]): void;
}

/** `members`: the organisations whose peers may hold the plain values of a collection. */
export function createTransientStore(
    members: (namespace: string, collection: string) => readonly string[],
): TransientStore {
    const waiting = new Map<string, readonly PrivateWrites[]>();
    return {
        members,
        put: (txId, writes) => {
            if (writes.length === 0) {
                return;
            }
            waiting.set(txId, [...(waiting.get(txId) ?? []), ...writes].slice(-MAX_OUTCOMES * writes.length));
            const [oldest] = waiting.keys();
            if (waiting.size > MAX_WAITING && oldest !== undefined) {
                waiting.delete(oldest);
            }
        },
        take: (txId) => {
            const writes = waiting.get(txId) ?? [];
            waiting.delete(txId);
            return writes;
        },
    };
}
