import { ledger } from '@hyperledger/fabric-protos';
import type {
    CollectionRwSet,
    KeyRead,
    KeyWrite,
    MetadataEntry,
    NamespaceRwSet,
    PrivateWrites,
    RangeQuery,
    TxRwSet,
    Version,
} from '../ledger/read-write-set';

const { rwset } = ledger;
const { kvrwset } = rwset;

/** A read-write set that cannot be decoded. */
export class RwSetError extends Error {
    override readonly name = 'RwSetError';
}

const NOTHING = new Uint8Array();

/**
 * Bytes of a `rwset.TxReadWriteSet`. The order is kept: whoever makes the set sorts it.
 * Fabric: core/ledger/kvledger/txmgmt/rwsetutil/rwset_proto_util.go.
 */
export function encodeRwSet(rwSet: TxRwSet): Uint8Array {
    const message = new rwset.TxReadWriteSet();
    message.setNsRwsetList(rwSet.map(toNamespace));
    return message.serializeBinary();
}

/** @throws RwSetError */
export function decodeRwSet(bytes: Uint8Array): TxRwSet {
    return decoding(() => rwset.TxReadWriteSet.deserializeBinary(bytes).getNsRwsetList().map(fromNamespace));
}

/** Bytes of one collection's private `KVRWSet`: what `privateRwSetHash` is the SHA-256 of. */
export function encodePrivateKvWrites(writes: readonly KeyWrite[]): Uint8Array {
    const set = new kvrwset.KVRWSet();
    set.setWritesList(writes.map(toWrite));
    return set.serializeBinary();
}

/** @throws RwSetError */
export function decodePrivateKvWrites(bytes: Uint8Array): readonly KeyWrite[] {
    return decoding(() => kvrwset.KVRWSet.deserializeBinary(bytes).getWritesList().map(fromWrite));
}

/** Bytes of a `rwset.TxPvtReadWriteSet`. Writes of one namespace must stand together. */
export function encodePrivateWrites(writes: readonly PrivateWrites[]): Uint8Array {
    const namespaces: ledger.rwset.NsPvtReadWriteSet[] = [];
    for (const entry of writes) {
        let namespace = namespaces.at(-1);
        if (namespace?.getNamespace() !== entry.namespace) {
            namespace = new rwset.NsPvtReadWriteSet();
            namespace.setNamespace(entry.namespace);
            namespaces.push(namespace);
        }
        const collection = new rwset.CollectionPvtReadWriteSet();
        collection.setCollectionName(entry.collection);
        collection.setRwset(encodePrivateKvWrites(entry.writes));
        namespace.addCollectionPvtRwset(collection);
    }
    const message = new rwset.TxPvtReadWriteSet();
    message.setNsPvtRwsetList(namespaces);
    return message.serializeBinary();
}

/** @throws RwSetError */
export function decodePrivateWrites(bytes: Uint8Array): readonly PrivateWrites[] {
    return decoding(() =>
        rwset.TxPvtReadWriteSet.deserializeBinary(bytes)
            .getNsPvtRwsetList()
            .flatMap((namespace) =>
                namespace.getCollectionPvtRwsetList().map((collection) => ({
                    namespace: namespace.getNamespace(),
                    collection: collection.getCollectionName(),
                    writes: decodePrivateKvWrites(collection.getRwset_asU8()),
                })),
            ),
    );
}

/** Bytes of a `kvrwset.QueryReads`: what the Merkle summary of a range query hashes. */
export function encodeQueryReads(reads: readonly KeyRead[]): Uint8Array {
    return toQueryReads(reads).serializeBinary();
}

function toNamespace(namespace: NamespaceRwSet): ledger.rwset.NsReadWriteSet {
    const set = new kvrwset.KVRWSet();
    set.setReadsList(namespace.reads.map(toRead));
    set.setRangeQueriesInfoList(namespace.rangeQueries.map(toRangeQuery));
    set.setWritesList(namespace.writes.map(toWrite));
    set.setMetadataWritesList(
        namespace.metadataWrites.map((write) => {
            const message = new kvrwset.KVMetadataWrite();
            message.setKey(write.key);
            message.setEntriesList(write.entries.map(toEntry));
            return message;
        }),
    );
    const message = new rwset.NsReadWriteSet();
    message.setNamespace(namespace.namespace);
    message.setRwset(set.serializeBinary());
    message.setCollectionHashedRwsetList(namespace.collections.map(toCollection));
    return message;
}

function fromNamespace(message: ledger.rwset.NsReadWriteSet): NamespaceRwSet {
    const set = kvrwset.KVRWSet.deserializeBinary(message.getRwset_asU8());
    return {
        namespace: message.getNamespace(),
        reads: set.getReadsList().map(fromRead),
        rangeQueries: set.getRangeQueriesInfoList().map(fromRangeQuery),
        writes: set.getWritesList().map(fromWrite),
        metadataWrites: set.getMetadataWritesList().map((write) => ({
            key: write.getKey(),
            entries: write.getEntriesList().map(fromEntry),
        })),
        collections: message.getCollectionHashedRwsetList().map(fromCollection),
    };
}

function toCollection(collection: CollectionRwSet): ledger.rwset.CollectionHashedReadWriteSet {
    const set = new kvrwset.HashedRWSet();
    set.setHashedReadsList(
        collection.reads.map((read) => {
            const message = new kvrwset.KVReadHash();
            message.setKeyHash(read.keyHash);
            message.setVersion(toVersion(read.version));
            return message;
        }),
    );
    set.setHashedWritesList(
        collection.writes.map((write) => {
            const message = new kvrwset.KVWriteHash();
            message.setKeyHash(write.keyHash);
            message.setIsDelete(write.valueHash === undefined);
            message.setValueHash(write.valueHash ?? NOTHING);
            message.setIsPurge(write.purge);
            return message;
        }),
    );
    set.setMetadataWritesList(
        collection.metadataWrites.map((write) => {
            const message = new kvrwset.KVMetadataWriteHash();
            message.setKeyHash(write.keyHash);
            message.setEntriesList(write.entries.map(toEntry));
            return message;
        }),
    );
    const message = new rwset.CollectionHashedReadWriteSet();
    message.setCollectionName(collection.collection);
    message.setHashedRwset(set.serializeBinary());
    message.setPvtRwsetHash(collection.privateRwSetHash);
    return message;
}

function fromCollection(message: ledger.rwset.CollectionHashedReadWriteSet): CollectionRwSet {
    const set = kvrwset.HashedRWSet.deserializeBinary(message.getHashedRwset_asU8());
    return {
        collection: message.getCollectionName(),
        reads: set.getHashedReadsList().map((read) => ({
            keyHash: read.getKeyHash_asU8(),
            version: fromVersion(read.getVersion()),
        })),
        writes: set.getHashedWritesList().map((write) => ({
            keyHash: write.getKeyHash_asU8(),
            valueHash:
                write.getIsDelete() || write.getValueHash_asU8().length === 0 ? undefined : write.getValueHash_asU8(),
            purge: write.getIsPurge(),
        })),
        metadataWrites: set.getMetadataWritesList().map((write) => ({
            keyHash: write.getKeyHash_asU8(),
            entries: write.getEntriesList().map(fromEntry),
        })),
        privateRwSetHash: message.getPvtRwsetHash_asU8(),
    };
}

function toRangeQuery(query: RangeQuery): ledger.rwset.kvrwset.RangeQueryInfo {
    const message = new kvrwset.RangeQueryInfo();
    message.setStartKey(query.startKey);
    message.setEndKey(query.endKey);
    message.setItrExhausted(query.exhausted);
    if (query.merkle !== undefined) {
        const summary = new kvrwset.QueryReadsMerkleSummary();
        summary.setMaxDegree(query.merkle.maxDegree);
        summary.setMaxLevel(query.merkle.maxLevel);
        summary.setMaxLevelHashesList([...query.merkle.hashes]);
        message.setReadsMerkleHashes(summary);
    } else if (query.reads !== undefined) {
        message.setRawReads(toQueryReads(query.reads));
    }
    return message;
}

function fromRangeQuery(message: ledger.rwset.kvrwset.RangeQueryInfo): RangeQuery {
    const range = {
        startKey: message.getStartKey(),
        endKey: message.getEndKey(),
        exhausted: message.getItrExhausted(),
    };
    const summary = message.getReadsMerkleHashes();
    if (summary !== undefined) {
        return {
            ...range,
            merkle: {
                maxDegree: summary.getMaxDegree(),
                maxLevel: summary.getMaxLevel(),
                hashes: summary.getMaxLevelHashesList_asU8(),
            },
        };
    }
    const raw = message.getRawReads();
    return raw === undefined ? range : { ...range, reads: raw.getKvReadsList().map(fromRead) };
}

function toQueryReads(reads: readonly KeyRead[]): ledger.rwset.kvrwset.QueryReads {
    const message = new kvrwset.QueryReads();
    message.setKvReadsList(reads.map(toRead));
    return message;
}

function toRead(read: KeyRead): ledger.rwset.kvrwset.KVRead {
    const message = new kvrwset.KVRead();
    message.setKey(read.key);
    message.setVersion(toVersion(read.version));
    return message;
}

function fromRead(message: ledger.rwset.kvrwset.KVRead): KeyRead {
    return { key: message.getKey(), version: fromVersion(message.getVersion()) };
}

function toWrite(write: KeyWrite): ledger.rwset.kvrwset.KVWrite {
    const message = new kvrwset.KVWrite();
    message.setKey(write.key);
    message.setIsDelete(write.value === undefined);
    message.setValue(write.value ?? NOTHING);
    return message;
}

/** An empty value deletes, whatever the flag says (as Fabric's IsKVWriteDelete). */
function fromWrite(message: ledger.rwset.kvrwset.KVWrite): KeyWrite {
    const value = message.getValue_asU8();
    return { key: message.getKey(), value: message.getIsDelete() || value.length === 0 ? undefined : value };
}

function toEntry(entry: MetadataEntry): ledger.rwset.kvrwset.KVMetadataEntry {
    const message = new kvrwset.KVMetadataEntry();
    message.setName(entry.name);
    message.setValue(entry.value);
    return message;
}

function fromEntry(message: ledger.rwset.kvrwset.KVMetadataEntry): MetadataEntry {
    return { name: message.getName(), value: message.getValue_asU8() };
}

/** Block 0, transaction 0 is a version too: an empty message, unlike none at all. */
function toVersion(version: Version | undefined): ledger.rwset.kvrwset.Version | undefined {
    if (version === undefined) {
        return undefined;
    }
    const message = new kvrwset.Version();
    message.setBlockNum(version.blockNumber);
    message.setTxNum(version.txNumber);
    return message;
}

function fromVersion(message: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
    return message === undefined ? undefined : { blockNumber: message.getBlockNum(), txNumber: message.getTxNum() };
}

function decoding<T>(read: () => T): T {
    try {
        return read();
    } catch (error) {
        throw new RwSetError('error unmarshalling TxReadWriteSet: proto: cannot parse invalid wire-format data', {
            cause: error,
        });
    }
}
