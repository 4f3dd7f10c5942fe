import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** What a peer takes from an install package. Fabric: core/chaincode/persistence/chaincode_package.go. */
export interface ParsedPackage {
    readonly label: string;
    /** `ccaas` for chaincode that runs as a service. */
    readonly type: string;
    /** Content of `connection.json` in the code archive; undefined when it has none. */
    readonly connection: string | undefined;
}

const unzip = promisify(gunzip);
const LABEL = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]*$/;

/** @throws Error with Fabric's cause. */
export async function parsePackage(bytes: Uint8Array): Promise<ParsedPackage> {
    const files = await readArchive(bytes);
    const metadata = files.get('metadata.json');
    if (metadata === undefined) {
        throw new Error('did not find any package metadata (missing metadata.json)');
    }
    const code = files.get('code.tar.gz');
    if (code === undefined) {
        throw new Error('did not find a code package inside the package');
    }
    const { label, type } = readMetadata(metadata);
    if (!LABEL.test(label)) {
        throw new Error(
            `invalid label '${label}'. Label must be non-empty, can only consist of alphanumerics, symbols from '.+-_', and can only begin with alphanumerics`,
        );
    }
    const connection = type === 'ccaas' ? (await readArchive(code)).get('connection.json')?.toString() : undefined;
    return { label, type, connection };
}

function readMetadata(json: Buffer): { readonly label: string; readonly type: string } {
    let parsed: unknown;
    try {
        parsed = JSON.parse(json.toString());
    } catch {
        throw new Error('could not unmarshal metadata.json as json');
    }
    const fields = (parsed ?? {}) as Readonly<Record<string, unknown>>;
    const text = (name: string): string => {
        const value = fields[name];
        return typeof value === 'string' ? value : '';
    };
    return { label: text('label'), type: text('type').toLowerCase() };
}

async function readArchive(bytes: Uint8Array): Promise<ReadonlyMap<string, Buffer>> {
    let tar: Buffer;
    try {
        tar = await unzip(bytes);
    } catch {
        throw new Error('error reading as gzip stream');
    }
    const files = new Map<string, Buffer>();
    const archive = extract();
    archive.end(tar);
    try {
        for await (const entry of archive) {
            const chunks: Uint8Array[] = [];
            for await (const chunk of entry as AsyncIterable<Uint8Array>) {
                chunks.push(chunk);
            }
            files.set(entry.header.name.replace(/^\.\//, ''), Buffer.concat(chunks));
        }
    } catch {
        throw new Error('error inspecting next tar header');
    }
    return files;
}
