import { join } from 'node:path';
import type { NetworkConfig } from '../config/network-config';
import { NetworkError } from '../config/network-error';
import type { FileSystem } from '../seams/file-system';

/** What cannot change while a network keeps its ledger, as `network.json` in its folder has it. */
export type NetworkShape = Readonly<Record<string, unknown>>;

/** Of the embedded network, whose ports and blocks may change from start to start. */
export function embeddedShape({ channelId, organizations }: NetworkConfig): NetworkShape {
    return { format: 2, channelId, organizations: organizations.map(({ mspId, domain }) => ({ mspId, domain })) };
}

/** Of native Fabric, whose channel configuration names ports and says how blocks are cut. */
export function nativeShape(config: NetworkConfig): NetworkShape {
    const { channelId, fabric, organizations, ordererPort, orderers, batch } = config;
    return {
        backend: 'native',
        fabric,
        channelId,
        organizations: organizations.map(({ mspId, domain }) => ({ mspId, domain })),
        peers: organizations.map(({ peers }) => peers),
        orderers,
        ports: [ordererPort, ...organizations.map(({ port }) => port)],
        batch,
    };
}

const NAMES: Readonly<Record<string, string>> = {
    backend: 'backend',
    fabric: 'Fabric version',
    channelId: 'channel',
    organizations: 'organisations',
    peers: 'number of peers',
    orderers: 'number of orderers',
    ports: 'ports',
    batch: 'way of cutting blocks',
};

/** False where the folder has none yet. @throws NetworkError DATA_DIR_MISMATCH, naming what differs */
export async function checkShape(folder: string, shape: NetworkShape, files: FileSystem): Promise<boolean> {
    const known = await files.readFile(shapeFile(folder));
    if (known === undefined) {
        return false;
    }
    const found = parse(known);
    const names = [...new Set([...Object.keys(found), ...Object.keys(shape)])];
    const differing = names.filter((name) => JSON.stringify(found[name]) !== JSON.stringify(shape[name]));
    if (differing.length === 0) {
        return true;
    }
    const words = differing.map((name) => NAMES[name] ?? 'format (it is of another version or backend)');
    throw new NetworkError(
        'DATA_DIR_MISMATCH',
        `${folder} holds a network that differs in ${[...new Set(words)].join(', ')}`,
        'Start with the configuration that it was made with, configure another dataDir, or start with `fresh: true`, which removes it.',
    );
}

export async function writeShape(folder: string, shape: NetworkShape, files: FileSystem): Promise<void> {
    await files.writeFile(shapeFile(folder), `${JSON.stringify(shape, undefined, 4)}\n`);
}

function shapeFile(folder: string): string {
    return join(folder, 'network.json');
}

function parse(bytes: Uint8Array): NetworkShape {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
}
