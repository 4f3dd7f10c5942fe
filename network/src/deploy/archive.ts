import { crc32 } from 'node:zlib';
import { pack } from 'tar-stream';

/** A file of an archive. */
export interface ArchiveFile {
    /** With `/` between folders. */
    readonly name: string;
    readonly content: Uint8Array;
}

/**
 * A gzipped tar that is the same, byte for byte, for the same files on every machine and Node version: sorted by name,
 * with fixed owners, modes and times, and nothing compressed.
 */
export async function archive(files: readonly ArchiveFile[]): Promise<Buffer> {
    const sorted = [...files].sort((left, right) => (left.name < right.name ? -1 : 1));
    return gzip(await tar(sorted));
}

async function tar(files: readonly ArchiveFile[]): Promise<Buffer> {
    const archived = pack();
    for (const { name, content } of files) {
        const header = { name, mode: 0o644, uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) };
        archived.entry(header, Buffer.from(content));
    }
    archived.finalize();
    const chunks: Uint8Array[] = [];
    for await (const chunk of archived as AsyncIterable<Uint8Array>) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

const storedBlockSize = 0xffff;

/**
 * A gzip file of stored blocks. A compressor would save nothing that matters on packages of this size, and its output
 * differs between zlib versions and processors, which would give one source several package ids.
 * @see RFC 1951 3.2.4, RFC 1952 2.3
 */
function gzip(content: Buffer): Buffer {
    // Deflate; no name, no time; operating system unknown.
    const parts: Uint8Array[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])];
    for (let from = 0; from === 0 || from < content.length; from += storedBlockSize) {
        const block = content.subarray(from, from + storedBlockSize);
        const head = Buffer.alloc(5);
        head.writeUInt8(from + storedBlockSize >= content.length ? 1 : 0, 0);
        head.writeUInt16LE(block.length, 1);
        head.writeUInt16LE(~block.length & 0xffff, 3);
        parts.push(head, block);
    }
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(crc32(content), 0);
    tail.writeUInt32LE(content.length, 4);
    return Buffer.concat([...parts, tail]);
}
