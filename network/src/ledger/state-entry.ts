import { readUint64, uint32, uint64 } from './layout';
import type { MetadataEntry, Version } from './read-write-set';

/** A committed value with its version and metadata (key-level policy). */
export interface StateEntry {
    readonly value: Uint8Array;
    readonly version: Version;
    readonly metadata: readonly MetadataEntry[];
}

/** Version, metadata, then the value: the bytes of one entry of state in the store. */
export function encodeEntry(entry: StateEntry): Uint8Array {
    const parts: Uint8Array[] = [uint64(entry.version.blockNumber), uint32(entry.version.txNumber)];
    parts.push(uint32(entry.metadata.length));
    for (const { name, value } of entry.metadata) {
        const nameBytes = Buffer.from(name, 'utf8');
        parts.push(uint32(nameBytes.length), nameBytes, uint32(value.length), value);
    }
    parts.push(entry.value);
    return Buffer.concat(parts);
}

export function decodeEntry(bytes: Uint8Array): StateEntry {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = { blockNumber: readUint64(buffer, 0), txNumber: buffer.readUInt32BE(8) };
    const metadata: MetadataEntry[] = [];
    let offset = 16;
    const take = (): Buffer => {
        const length = buffer.readUInt32BE(offset);
        const part = buffer.subarray(offset + 4, offset + 4 + length);
        offset += 4 + length;
        return part;
    };
    for (let left = buffer.readUInt32BE(12); left > 0; left -= 1) {
        const entryName = take().toString('utf8');
        metadata.push({ name: entryName, value: take() });
    }
    return { version, metadata, value: buffer.subarray(offset) };
}
