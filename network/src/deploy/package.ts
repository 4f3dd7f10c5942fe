import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { pack } from 'tar-stream';
import { DeployError } from './deploy-error';

/**
 * Where a peer finds the chaincode server, as `connection.json` has it. Every text may be a Go template that the peer's
 * external builder fills in, e.g. `{{.peername}}_land:9999`.
 */
export interface CcaasConnection {
    /** `host:port`. */
    readonly address: string;
    /** Go duration, e.g. `10s`; the peer's default is 3 s. */
    readonly dial_timeout?: string;
    readonly tls_required?: boolean;
    readonly client_auth_required?: boolean;
    /** PEM texts. */
    readonly client_key?: string;
    readonly client_cert?: string;
    readonly root_cert?: string;
}

export interface PackageSource {
    readonly label: string;
    readonly type: 'ccaas';
    readonly connection: CcaasConnection;
}

export interface ChaincodePackage {
    readonly label: string;
    /** What `InstallChaincode` takes: a gzipped tar of `metadata.json` and `code.tar.gz`. */
    readonly bytes: Uint8Array;
    /** `label:` and the lowercase hexadecimal SHA-256 of `bytes`; chaincode servers are started with it. */
    readonly packageId: string;
}

const labelPattern = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]*$/;

/**
 * Packages chaincode-as-a-service for installation. The same source gives the same bytes, hence the same package id, on
 * every machine and Node version: entries are sorted, owners, modes and times fixed, and nothing is compressed.
 * @throws DeployError LABEL_INVALID, CONNECTION_INVALID.
 * @see Fabric core/chaincode/persistence/chaincode_package.go
 */
export async function packageChaincode(source: PackageSource): Promise<ChaincodePackage> {
    const { label, type, connection } = source;
    if (!labelPattern.test(label)) {
        throw new DeployError(
            'LABEL_INVALID',
            `'${label}' is not a package label`,
            "Use letters, digits, '_', '.', '+' and '-', beginning with a letter or a digit.",
        );
    }
    if (connection.address === '') {
        throw new DeployError(
            'CONNECTION_INVALID',
            `Package ${label} has no chaincode address`,
            'Give the host:port at which the peer reaches the chaincode server.',
        );
    }
    const code = gzip(await tar([{ name: 'connection.json', content: connectionJson(connection) }]));
    const bytes = gzip(
        await tar([
            { name: 'code.tar.gz', content: code },
            { name: 'metadata.json', content: Buffer.from(JSON.stringify({ type, label })) },
        ]),
    );
    return { label, bytes, packageId: `${label}:${createHash('sha256').update(bytes).digest('hex')}` };
}

/** Fields in a fixed order, whatever the order of the caller's object. */
function connectionJson(connection: CcaasConnection): Buffer {
    return Buffer.from(
        JSON.stringify({
            address: connection.address,
            dial_timeout: connection.dial_timeout ?? '10s',
            tls_required: connection.tls_required ?? false,
            client_auth_required: connection.client_auth_required,
            client_key: connection.client_key,
            client_cert: connection.client_cert,
            root_cert: connection.root_cert,
        }),
    );
}

async function tar(entries: readonly { readonly name: string; readonly content: Buffer }[]): Promise<Buffer> {
    const archive = pack();
    for (const { name, content } of entries) {
        archive.entry({ name, mode: 0o644, uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) }, content);
    }
    archive.finalize();
    const chunks: Uint8Array[] = [];
    for await (const chunk of archive as AsyncIterable<Uint8Array>) {
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
