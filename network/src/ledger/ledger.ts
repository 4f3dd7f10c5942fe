// The durable ledger of a channel: blocks with their indexes, committed state, private values and history, version
// checks at commit, and the simulator that records what a transaction reads and writes. Signatures and endorsement
// policies are the validator's, the order of transactions the orderer's. Source: Fabric core/ledger/kvledger.
import type { common } from '@hyperledger/fabric-protos';
import type { PrivateStore } from './private-store';
import type { PrivateWrites } from './read-write-set';
import type { StateEntry } from './state-entry';
import type { TxSimulator } from './tx-simulator';

/** Committed state as of one block. Collections are addressed by key hash; plain private values per organisation. */
export interface StateView {
    readonly height: number;
    get(namespace: string, key: string): Promise<StateEntry | undefined>;
    /** `startKey <= key < endKey` in the order of UTF-8 bytes; an empty end key means the end of the namespace. */
    range(
        namespace: string,
        startKey: string,
        endKey: string,
    ): AsyncIterable<readonly [key: string, entry: StateEntry]>;
    getHashed(namespace: string, collection: string, keyHash: Uint8Array): Promise<StateEntry | undefined>;
    /** The plain value that the peers of `mspId` hold, with the version it was written at. Purged values are gone at once. */
    getPrivate(mspId: string, namespace: string, collection: string, key: string): Promise<StateEntry | undefined>;
    /** Plain private values of `mspId` in key order; an empty end key means the end of the collection. */
    rangePrivate(
        mspId: string,
        namespace: string,
        collection: string,
        startKey: string,
        endKey: string,
    ): AsyncIterable<readonly [key: string, entry: StateEntry]>;
    release(): Promise<void>;
}

export interface CommittedTransaction {
    readonly envelope: Uint8Array;
    readonly validationCode: number;
    readonly blockNumber: number;
    readonly txNumber: number;
}

export interface KeyModification {
    readonly txId: string;
    readonly value: Uint8Array;
    readonly timestamp: { readonly seconds: number; readonly nanos: number };
    readonly isDelete: boolean;
    readonly blockNumber: number;
}

export interface BlockCommit {
    readonly block: common.Block;
    /** Per transaction, in order: its id ('' when unreadable) and validation code. */
    readonly transactions: readonly { readonly txId: string; readonly code: number }[];
    /** Where valid transactions wrote publicly. */
    readonly namespaces: ReadonlySet<string>;
}

/** The durable ledger of one channel: blocks, indexes, state, history; one synced batch per block. */
export interface Ledger {
    readonly channelId: string;
    /** Number of blocks. */
    readonly height: number;
    info(): { readonly height: number; readonly currentHash: Uint8Array; readonly previousHash: Uint8Array };
    block(number: number): Promise<common.Block | undefined>;
    blockByHash(hash: Uint8Array): Promise<common.Block | undefined>;
    blockByTxId(txId: string): Promise<common.Block | undefined>;
    /** First occurrence. */
    transaction(txId: string): Promise<CommittedTransaction | undefined>;
    view(): StateView;
    /** `mspId`: whose peer simulates, for plain private values. */
    simulator(txId: string, mspId: string): TxSimulator;
    /** Newest first. */
    history(namespace: string, key: string): AsyncIterable<KeyModification>;
    /**
     * Applies a block whose transactions carry the codes of the validator: runs the version checks on those still
     * VALID, fills the block's metadata, writes everything in one synced batch and only then tells the listeners.
     */
    commit(block: common.Block, codes: readonly number[]): Promise<BlockCommit>;
    /** Gives the members of a collection what they lack of its older values: to be called when it has new members. */
    reconcile(namespace: string, collection: string): Promise<void>;
    /**
     * Plain private writes of a block, by number of the transaction, that the peers of an organisation hold; of invalid
     * transactions too, without what has been purged or has expired.
     */
    privateWrites(mspId: string, block: number): Promise<ReadonlyMap<number, readonly PrivateWrites[]>>;
    /** What the peers of an organisation hold besides the blocks; undefined where they hold nothing. */
    privateStore(mspId: string): PrivateStore | undefined;
    onCommit(listener: (commit: BlockCommit) => void): () => void;
    close(): Promise<void>;
}

/** What the ledger has to know of a collection. */
export interface CollectionTerms {
    /** Organisations whose peers hold plain values. */
    readonly members: readonly string[];
    /** Blocks that a value outlives its own; 0: it never expires. */
    readonly blockToLive: number;
}

/** Reads a collection's definition in committed state; undefined where there is none. */
export type FindCollectionTerms = (
    state: Pick<StateView, 'get'>,
    namespace: string,
    collection: string,
) => Promise<CollectionTerms | undefined>;
