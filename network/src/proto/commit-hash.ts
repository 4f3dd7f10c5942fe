import { BinaryWriter } from 'google-protobuf';
import type { Version } from '../ledger/read-write-set';
import { sha256 } from './hash';

/** The final state of one key after a block. */
export interface StateUpdate {
    readonly namespace: string;
    /** Undefined: public state. */
    readonly collection?: string;
    /** Public: the UTF-8 key. Collection: the key's hash. */
    readonly key: Uint8Array;
    /** Undefined: deleted. Collection: the value's hash. */
    readonly value: Uint8Array | undefined;
    readonly version: Version;
}

/**
 * Chains what each block did to the state: SHA-256 over the codes, the updates and the previous hash (empty for the
 * first). Updates come in Fabric's order: namespaces sorted; in each the public keys sorted, then the collections
 * sorted with their key hashes sorted. What a configuration transaction writes (the namespace without a name) is left
 * out. Fabric: core/ledger/kvledger/kv_ledger.go, addBlockCommitHash, and txmgmt/txmgr/update_batch_bytes.go.
 */
export function computeCommitHash(
    codes: readonly number[],
    updates: readonly StateUpdate[],
    previousCommitHash: Uint8Array,
): Uint8Array {
    return sha256(varint(codes.length), Uint8Array.from(codes), encodeUpdates(updates), previousCommitHash);
}

/** Order-preserving: one byte of length, then the minimal big-endian bytes. */
export function orderPreservingVarint(value: number): Uint8Array {
    const bytes: number[] = [];
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) {
        bytes.unshift(rest % 256);
    }
    return Uint8Array.of(bytes.length, ...bytes);
}

/** The message is internal to Fabric's ledger, so its published protobufs lack it. */
function encodeUpdates(updates: readonly StateUpdate[]): Uint8Array {
    const writer = new BinaryWriter();
    let namespace = '';
    let collection = '';
    for (const update of updates.filter((candidate) => candidate.namespace !== '')) {
        const sameNamespace = update.namespace === namespace;
        const sameCollection = sameNamespace && (update.collection ?? '') === collection;
        namespace = update.namespace;
        collection = update.collection ?? '';
        writer.writeBytes(1, encodeUpdate(update, sameNamespace, sameCollection));
    }
    return writer.getResultBuffer();
}

/** Names stand only where they change. */
function encodeUpdate(update: StateUpdate, sameNamespace: boolean, sameCollection: boolean): Uint8Array {
    const writer = new BinaryWriter();
    if (!sameNamespace) {
        writer.writeString(1, update.namespace);
    }
    if (!sameCollection && update.collection !== undefined && update.collection !== '') {
        writer.writeString(2, update.collection);
    }
    if (update.key.length > 0) {
        writer.writeBytes(3, update.key);
    }
    if (update.value === undefined) {
        writer.writeBool(4, true);
    } else if (update.value.length > 0) {
        writer.writeBytes(5, update.value);
    }
    writer.writeBytes(6, encodeVersion(update.version));
    return writer.getResultBuffer();
}

function encodeVersion(version: Version): Uint8Array {
    return Buffer.concat([orderPreservingVarint(version.blockNumber), orderPreservingVarint(version.txNumber)]);
}

function varint(value: number): Uint8Array {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) {
        bytes.push((rest % 128) | 0x80);
    }
    bytes.push(rest);
    return Uint8Array.from(bytes);
}
