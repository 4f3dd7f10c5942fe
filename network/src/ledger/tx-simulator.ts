import type { MetadataEntry, PrivateWrites, TxRwSet } from './read-write-set';

/**
 * One transaction's view of committed state and the record of what it read and wrote. Reads never see the
 * transaction's own writes. Every error message is Fabric's text without the `<TYPE> failed: …` prefix.
 * Fabric: core/ledger/kvledger/txmgmt/txmgr/tx_simulator.go.
 */
export interface TxSimulator {
    getState(namespace: string, key: string): Promise<Uint8Array | undefined>;
    /** Empty value = delete. */
    setState(namespace: string, key: string, value: Uint8Array): void;
    deleteState(namespace: string, key: string): void;
    getMetadata(namespace: string, key: string): Promise<readonly MetadataEntry[]>;
    setMetadata(namespace: string, key: string, entries: readonly MetadataEntry[]): void;
    /**
     * With `page` the query is paginated, which only read-only transactions may do: a bookmark replaces the start key,
     * a size of zero or less means no limit. Throws at once where the transaction's earlier calls forbid the query.
     */
    range(
        namespace: string,
        startKey: string,
        endKey: string,
        page?: { readonly size: number; readonly bookmark: string },
    ): RangeIterator;
    getPrivate(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined>;
    getPrivateHash(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined>;
    setPrivate(namespace: string, collection: string, key: string, value: Uint8Array): void;
    deletePrivate(namespace: string, collection: string, key: string): void;
    purgePrivate(namespace: string, collection: string, key: string): void;
    /** Plain private values that the simulating peer holds; read-only transactions only; nothing is recorded. */
    rangePrivate(namespace: string, collection: string, startKey: string, endKey: string): RangeIterator;
    /** Ends the simulation and releases its view. */
    done(): Promise<SimulationResult>;
    /** Releases the view without a result. Safe to call twice. */
    abandon(): Promise<void>;
}

export interface SimulationResult {
    readonly rwSet: TxRwSet;
    readonly privateWrites: readonly PrivateWrites[];
    /** Collections whose plain values were read (hash reads do not count): what a chaincode interest is made of. */
    readonly privateReads?: readonly { readonly namespace: string; readonly collection: string }[];
    /** Key-level policies (`common.SignaturePolicyEnvelope` bytes) of written keys, each once per namespace and collection. */
    readonly keyPolicies?: readonly KeyPolicy[];
}

export interface KeyPolicy {
    readonly namespace: string;
    /** Undefined: public. */
    readonly collection?: string;
    readonly policy: Uint8Array;
}

export interface RangeIterator {
    /** Up to `limit` further entries. */
    next(limit: number): Promise<readonly { readonly key: string; readonly value: Uint8Array }[]>;
    /** True when a further entry exists beyond those returned. */
    hasMore(): Promise<boolean>;
    /** Paginated queries: the first key after the page, '' when exhausted. */
    bookmark(): Promise<string>;
    close(): Promise<void>;
}
