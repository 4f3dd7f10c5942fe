/**
 * Where everything stands in the store of one organisation's private data. As in the ledger's own store the first byte
 * tells the kind.
 *
 *   T length(txid) txid digest        plain writes of an endorsed transaction that wait for its block → height, writes
 *   D block tx namespace 0 coll 0     plain writes of a transaction in a block, as block events deliver them
 *   P namespace coll key block tx     what they made of one key; keys are escaped, which keeps their order
 *   E block namespace coll block      what the second block wrote into a collection expires with the first
 */
import { after, type KeyRange, name, readUint64, uint32, uint64 } from './layout';
import type { Version } from './read-write-set';

const KIND = { waiting: 84, writes: 68, key: 80, expiry: 69 } as const;
const END = Uint8Array.of(0);

export interface WritesPlace extends Version {
    readonly namespace: string;
    readonly collection: string;
}

export const WAITING_RANGE: KeyRange = { from: Uint8Array.of(KIND.waiting), to: Uint8Array.of(KIND.waiting + 1) };

export function waitingKey(txId: string, digest: Uint8Array): Uint8Array {
    return Buffer.concat([waitingPrefix(txId), digest]);
}

export function waitingRange(txId: string): KeyRange {
    return prefixRange(waitingPrefix(txId));
}

export function writesKey({ blockNumber, txNumber, namespace, collection }: WritesPlace): Uint8Array {
    const names = [Buffer.from(namespace, 'utf8'), END, Buffer.from(collection, 'utf8'), END];
    return Buffer.concat([Uint8Array.of(KIND.writes), uint64(blockNumber), uint32(txNumber), ...names]);
}

/** Of the blocks `from` to `to`, the last one left out; without it to the end. */
export function writesRange(from: number, to?: number): KeyRange {
    const start = (block: number): Uint8Array => Buffer.concat([Uint8Array.of(KIND.writes), uint64(block)]);
    return { from: start(from), to: to === undefined ? Uint8Array.of(KIND.writes + 1) : start(to) };
}

export function parseWritesKey(key: Uint8Array): WritesPlace {
    const bytes = Buffer.from(key);
    const [namespace = '', collection = ''] = bytes.toString('utf8', 13).split('\0');
    return { blockNumber: readUint64(bytes, 1), txNumber: bytes.readUInt32BE(9), namespace, collection };
}

export function versionKey(namespace: string, collection: string, key: string, version: Version): Uint8Array {
    const { blockNumber, txNumber } = version;
    return Buffer.concat([keyPrefix(namespace, collection, key), uint64(blockNumber), uint32(txNumber)]);
}

/** Versions of a key that blocks below `height` wrote. */
export function versionRange(namespace: string, collection: string, key: string, height: number): KeyRange {
    const prefix = keyPrefix(namespace, collection, key);
    return { from: prefix, to: Buffer.concat([prefix, uint64(height)]) };
}

/** Versions of all keys from `startKey` to `endKey`, the last one left out; an empty one means the collection's end. */
export function collectionRange(namespace: string, collection: string, startKey: string, endKey: string): KeyRange {
    const prefix = collectionPrefix(namespace, collection);
    return {
        from: Buffer.concat([prefix, escaped(startKey)]),
        to: endKey === '' ? after(prefix) : Buffer.concat([prefix, escaped(endKey)]),
    };
}

export function parseVersionKey(
    namespace: string,
    collection: string,
    versioned: Uint8Array,
): Version & { readonly key: string } {
    const bytes = Buffer.from(versioned);
    const start = collectionPrefix(namespace, collection).length;
    const end = bytes.length - 12;
    return {
        key: unescaped(bytes.subarray(start, end - 2)),
        blockNumber: readUint64(bytes, end),
        txNumber: bytes.readUInt32BE(end + 8),
    };
}

export function expiryKey(at: number, namespace: string, collection: string, written: number): Uint8Array {
    const place = [name(namespace), name(collection), uint64(written)];
    return Buffer.concat([Uint8Array.of(KIND.expiry), uint64(at), ...place]);
}

/** What expires with the blocks up to this one. */
export function expiryRange(upTo: number): KeyRange {
    return {
        from: Uint8Array.of(KIND.expiry),
        to: Buffer.concat([Uint8Array.of(KIND.expiry), uint64(upTo + 1)]),
    };
}

export function parseExpiryKey(key: Uint8Array): {
    readonly namespace: string;
    readonly collection: string;
    readonly written: number;
} {
    const bytes = Buffer.from(key);
    const middle = 11 + bytes.readUInt16BE(9);
    const end = bytes.length - 8;
    return {
        namespace: bytes.toString('utf8', 11, middle),
        collection: bytes.toString('utf8', middle + 2, end),
        written: readUint64(bytes, end),
    };
}

function waitingPrefix(txId: string): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.waiting), name(txId)]);
}

function collectionPrefix(namespace: string, collection: string): Uint8Array {
    return Buffer.concat([Uint8Array.of(KIND.key), name(namespace), name(collection)]);
}

function keyPrefix(namespace: string, collection: string, key: string): Uint8Array {
    return Buffer.concat([collectionPrefix(namespace, collection), escaped(key), Uint8Array.of(0, 1)]);
}

/** Zero bytes become two, so that the 0 1 after a key is smaller than anything that goes on. */
function escaped(key: string): Uint8Array {
    const bytes = Buffer.from(key, 'utf8');
    return bytes.includes(0) ? Buffer.from([...bytes].flatMap((byte) => (byte === 0 ? [0, 255] : [byte]))) : bytes;
}

function unescaped(bytes: Buffer): string {
    // No other byte of UTF-8 is 255.
    return Buffer.from(bytes.filter((byte) => byte !== 255)).toString('utf8');
}

function prefixRange(prefix: Uint8Array): KeyRange {
    return { from: prefix, to: after(prefix) };
}
