/**
 * Where everything stands in the store. The first byte tells the kind; names are length-prefixed so that no namespace
 * or collection is a prefix of another; Fabric keys come last and raw, so that the store's byte order is theirs.
 *
 *   M                                     savepoint: height, hashes of the last blocks, commit hash
 *   B block                               the block
 *   H header hash                         → block
 *   T txid                                → block, index, code of the first occurrence
 *   S namespace key                       public state
 *   C namespace collection keyHash        hashed state of a collection
 *   E block namespace collection keyHash  a key of a collection that expires with this block → block of its write
 *   U block                               what this block leaves to do in the stores of private data
 *   Y namespace length(key) key block tx  history of public writes; the values are in the blocks
 */
const encoder = new TextEncoder();

const KIND = {
    savepoint: 77,
    block: 66,
    hash: 72,
    txId: 84,
    state: 83,
    hashed: 67,
    expiry: 69,
    unsettled: 85,
    history: 89,
} as const;

export interface KeyRange {
    readonly from: Uint8Array;
    readonly to: Uint8Array;
}

export const SAVEPOINT = Uint8Array.of(KIND.savepoint);

export function blockKey(number: number): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.block), uint64(number)]);
}

export function hashKey(headerHash: Uint8Array): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.hash), headerHash]);
}

export function txIdKey(txId: string): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.txId), encoder.encode(txId)]);
}

export function stateKey(namespace: string, key: string): Uint8Array {
    return Buffer.concat([statePrefix(namespace), encoder.encode(key)]);
}

/** An empty end means the end of the namespace. */
export function stateRange(namespace: string, startKey: string, endKey: string): KeyRange {
    return range(statePrefix(namespace), startKey, endKey);
}

export function hashedKey(namespace: string, collection: string, keyHash: Uint8Array): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.hashed), name(namespace), name(collection), keyHash]);
}

export function expiryKey(at: number, namespace: string, collection: string, keyHash: Uint8Array): Uint8Array {
    const place = [name(namespace), name(collection), keyHash];
    return Buffer.concat([Uint8Array.of(KIND.expiry), uint64(at), ...place]);
}

/** All that expires with a block. */
export function expiryRange(at: number): KeyRange {
    const prefix = Buffer.concat([Uint8Array.of(KIND.expiry), uint64(at)]);
    return { from: prefix, to: after(prefix) };
}

export function parseExpiryKey(key: Uint8Array): {
    readonly namespace: string;
    readonly collection: string;
    readonly keyHash: Uint8Array;
} {
    const bytes = Buffer.from(key);
    const middle = 11 + bytes.readUInt16BE(9);
    const end = middle + 2 + bytes.readUInt16BE(middle);
    return {
        namespace: bytes.toString('utf8', 11, middle),
        collection: bytes.toString('utf8', middle + 2, end),
        keyHash: bytes.subarray(end),
    };
}

export function unsettledKey(block: number): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.unsettled), uint64(block)]);
}

export function historyKey(namespace: string, key: string, block: number, tx: number): Uint8Array {
    return Buffer.concat([historyPrefix(namespace, key), uint64(block), uint32(tx)]);
}

export function historyRange(namespace: string, key: string): KeyRange {
    const from = historyPrefix(namespace, key);
    return { from, to: after(from) };
}

/** Block number and transaction index at the end of a history key. */
export function historyPosition(key: Uint8Array): { readonly block: number; readonly tx: number } {
    const view = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
    return { block: readUint64(view, view.length - 12), tx: view.readUInt32BE(view.length - 4) };
}

/** All state that follows from blocks alone: hashed and public. For digests. */
export const BLOCK_STATE_RANGES: readonly KeyRange[] = [KIND.hashed, KIND.state].map(ofKind);

export const UNSETTLED_RANGE = ofKind(KIND.unsettled);

function ofKind(kind: number): KeyRange {
    return { from: Uint8Array.of(kind), to: Uint8Array.of(kind + 1) };
}

export function statePrefix(namespace: string): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.state), name(namespace)]);
}

export function uint64(value: number): Uint8Array {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
}

export function readUint64(bytes: Buffer, offset: number): number {
    return Number(bytes.readBigUInt64BE(offset));
}

export function uint32(value: number): Uint8Array {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
}

function historyPrefix(namespace: string, key: string): Uint8Array {
    const bytes = encoder.encode(key);
    return Buffer.concat([Uint8Array.of(KIND.history), name(namespace), uint32(bytes.length), bytes]);
}

function range(prefix: Uint8Array, startKey: string, endKey: string): KeyRange {
    return {
        from: Buffer.concat([prefix, encoder.encode(startKey)]),
        to: endKey === '' ? after(prefix) : Buffer.concat([prefix, encoder.encode(endKey)]),
    };
}

/** The first byte string that is greater than everything with this prefix. */
export function after(prefix: Uint8Array): Uint8Array {
    const bytes = Buffer.from(prefix);
    let last = bytes.length - 1;
    while (last > 0 && bytes[last] === 0xff) {
        last -= 1;
    }
    bytes[last] = (bytes[last] ?? 0) + 1;
    return bytes.subarray(0, last + 1);
}

export function name(text: string): Uint8Array {
    const bytes = encoder.encode(text);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
}
