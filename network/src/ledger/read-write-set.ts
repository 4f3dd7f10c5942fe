/** A transaction's read-write set in memory. `proto/rwset` turns it into Fabric's bytes and back. */

/** Where a key was last written: block number and index of the transaction in it. */
export interface Version {
    readonly blockNumber: number;
    readonly txNumber: number;
}

export interface KeyRead {
    readonly key: string;
    /** Undefined: the key did not exist. */
    readonly version: Version | undefined;
}

export interface KeyWrite {
    readonly key: string;
    /** Undefined: delete. */
    readonly value: Uint8Array | undefined;
}

export interface MetadataEntry {
    readonly name: string;
    readonly value: Uint8Array;
}

export interface MetadataWrite {
    readonly key: string;
    readonly entries: readonly MetadataEntry[];
}

/** A range query as executed: either the reads themselves (up to 50) or their Merkle summary. */
export interface RangeQuery {
    readonly startKey: string;
    readonly endKey: string;
    readonly exhausted: boolean;
    readonly reads?: readonly KeyRead[];
    readonly merkle?: { readonly maxDegree: number; readonly maxLevel: number; readonly hashes: readonly Uint8Array[] };
}

export interface HashedRead {
    readonly keyHash: Uint8Array;
    readonly version: Version | undefined;
}

export interface HashedWrite {
    readonly keyHash: Uint8Array;
    readonly valueHash: Uint8Array | undefined;
    readonly purge: boolean;
}

export interface HashedMetadataWrite {
    readonly keyHash: Uint8Array;
    readonly entries: readonly MetadataEntry[];
}

export interface CollectionRwSet {
    readonly collection: string;
    readonly reads: readonly HashedRead[];
    readonly writes: readonly HashedWrite[];
    readonly metadataWrites: readonly HashedMetadataWrite[];
    /** SHA-256 of the collection's serialized private `KVRWSet`; empty when nothing was written. */
    readonly privateRwSetHash: Uint8Array;
}

export interface NamespaceRwSet {
    readonly namespace: string;
    readonly reads: readonly KeyRead[];
    readonly rangeQueries: readonly RangeQuery[];
    readonly writes: readonly KeyWrite[];
    readonly metadataWrites: readonly MetadataWrite[];
    readonly collections: readonly CollectionRwSet[];
}

/** Everything sorted as Fabric sorts it, so that endorsers agree byte for byte. */
export type TxRwSet = readonly NamespaceRwSet[];

/** Plain text of private writes: held by endorsers and collection members, never in a block. */
export interface PrivateWrites {
    readonly namespace: string;
    readonly collection: string;
    readonly writes: readonly KeyWrite[];
}
