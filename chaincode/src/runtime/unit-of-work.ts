/**
 * One transaction's reads and writes. Fabric answers every read with committed state, also after a write, and loses
 * writes that nobody awaits; here reads go through a cache, writes wait in a buffer, and one flush in key order awaits
 * each of them. Dropped without a flush, the transaction leaves no trace.
 */
import { compareKeys, compositeKey } from './keys';
import type { Stub } from './stub';

/** What is asked of Fabric's stub. */
export type LedgerStub = Pick<
    Stub,
    | 'getState'
    | 'putState'
    | 'deleteState'
    | 'setStateValidationParameter'
    | 'getStateValidationParameter'
    | 'getStateByPartialCompositeKeyWithPagination'
    | 'getHistoryForKey'
>;

export interface KeyPage {
    readonly entries: readonly { readonly key: string; readonly value: Uint8Array }[];
    /** First key of the next page, '' at the end. */
    readonly bookmark: string;
}

export interface KeyChange {
    readonly txId: string;
    readonly at: string;
    /** Absent for a deletion. */
    readonly value?: Uint8Array;
}

type Change = { readonly kind: 'put'; readonly value: Uint8Array } | { readonly kind: 'delete' };

export class UnitOfWork {
    readonly #stub: LedgerStub;
    readonly #readOnly: boolean;
    readonly #confined: boolean;
    readonly #read = new Map<string, Uint8Array | undefined>();
    readonly #changes = new Map<string, Change>();
    readonly #policies = new Map<string, Uint8Array>();
    #reads = 0;

    /** `confined` to a private collection: nothing public may be written. */
    constructor(stub: LedgerStub, options: { readonly readOnly: boolean; readonly confined?: boolean }) {
        this.#stub = stub;
        this.#readOnly = options.readOnly;
        this.#confined = options.confined ?? false;
    }

    /** State operations that reached the peer for reading; each costs an endorser about as much as a signature. */
    get reads(): number {
        return this.#reads;
    }

    /** Keys that a flush would write or delete, in the order in which it would. */
    get writtenKeys(): readonly string[] {
        return [...this.#changes.keys()].sort(compareKeys);
    }

    /** The value as this transaction sees it: its own write, or the committed one. */
    async get(key: string): Promise<Uint8Array | undefined> {
        const change = this.#changes.get(key);
        if (change !== undefined) {
            return change.kind === 'put' ? change.value : undefined;
        }
        if (this.#read.has(key)) {
            return this.#read.get(key);
        }
        this.#reads += 1;
        const value = await this.#stub.getState(key);
        // Fabric gives no bytes for an absent key, and no key can hold no bytes.
        const found = value.length === 0 ? undefined : value;
        this.#read.set(key, found);
        return found;
    }

    put(key: string, value: Uint8Array): void {
        if (value.length === 0) {
            throw new Error('an empty value would delete the key');
        }
        this.#assertWritable();
        this.#changes.set(key, { kind: 'put', value });
    }

    delete(key: string): void {
        this.#assertWritable();
        this.#changes.set(key, { kind: 'delete' });
        this.#policies.delete(key);
    }

    /** Sets the key-level endorsement policy of a key that this transaction puts. */
    setPolicy(key: string, policy: Uint8Array): void {
        if (this.#changes.get(key)?.kind !== 'put') {
            throw new Error('a policy is set together with its value');
        }
        this.#policies.set(key, policy);
    }

    hasPendingPolicy(key: string): boolean {
        return this.#policies.has(key);
    }

    /** Committed key-level policy, undefined where the namespace's policy rules alone. */
    async committedPolicy(key: string): Promise<Uint8Array | undefined> {
        this.#reads += 1;
        // fabric-shim's types promise bytes; it gives undefined for a key without a policy.
        const policy = (await this.#stub.getStateValidationParameter(key)) as Uint8Array | undefined;
        return policy === undefined || policy.length === 0 ? undefined : policy;
    }

    /** Keys below a composite key's beginning, in key order. Fabric refuses writes beside a paginated query. */
    async page(
        objectType: string,
        parts: readonly string[],
        page: { readonly limit: number; readonly bookmark: string },
    ): Promise<KeyPage> {
        this.#assertReadOnly();
        compositeKey(objectType, parts);
        this.#reads += 1;
        const found = await this.#stub.getStateByPartialCompositeKeyWithPagination(
            objectType,
            [...parts],
            page.limit,
            page.bookmark,
        );
        const { iterator } = found;
        // An empty page serializes to no bytes at all, which fabric-shim hands on as no metadata, against its types.
        const metadata = found.metadata as { readonly bookmark: string } | null | undefined;
        const entries: { key: string; value: Uint8Array }[] = [];
        try {
            for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
                entries.push({ key: step.value.key, value: step.value.value });
            }
        } finally {
            await iterator.close();
        }
        return { entries, bookmark: metadata?.bookmark ?? '' };
    }

    /** Former values, newest first as Fabric gives them. */
    async history(key: string, limit: number): Promise<readonly KeyChange[]> {
        this.#assertReadOnly();
        this.#reads += 1;
        const iterator = await this.#stub.getHistoryForKey(key);
        const changes: KeyChange[] = [];
        try {
            while (changes.length < limit) {
                const step = await iterator.next();
                if (step.done) {
                    break;
                }
                const { txId, timestamp, isDelete, value } = step.value;
                const at = new Date(Number(timestamp.seconds) * 1000 + Math.floor(timestamp.nanos / 1e6)).toISOString();
                changes.push(isDelete ? { txId, at } : { txId, at, value });
            }
        } finally {
            await iterator.close();
        }
        return changes;
    }

    /** Hands everything to the peer, one awaited operation after the other. Nothing may follow. */
    async flush(): Promise<void> {
        for (const key of this.writtenKeys) {
            const change = this.#changes.get(key);
            if (change?.kind === 'put') {
                await this.#stub.putState(key, change.value);
            } else {
                await this.#stub.deleteState(key);
            }
            const policy = this.#policies.get(key);
            if (policy !== undefined) {
                await this.#stub.setStateValidationParameter(key, policy);
            }
        }
    }

    #assertWritable(): void {
        if (this.#readOnly) {
            throw new Error('an evaluate transaction writes nothing');
        }
        if (this.#confined) {
            throw new Error('a confined transaction writes nothing publicly');
        }
    }

    #assertReadOnly(): void {
        if (!this.#readOnly) {
            throw new Error('lists and histories belong in evaluate transactions');
        }
    }
}
