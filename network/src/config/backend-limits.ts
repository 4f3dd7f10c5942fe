import type { NetworkConfig, NetworkConfigInput } from './network-config';
import { NetworkError } from './network-error';

const LOOPBACK = ['127.0.0.1', 'localhost'];

/** What the embedded network cannot do. @throws NetworkError CONFIG_INVALID */
export function requireEmbeddable({ organizations, orderers, logging }: NetworkConfig): void {
    const crowded = organizations.find(({ peers }) => peers > 1);
    if (crowded !== undefined) {
        throw invalid(`${crowded.mspId} has ${String(crowded.peers)} peers, the embedded network one`, 'peers');
    }
    if (orderers > 1) {
        throw invalid(`There are ${String(orderers)} orderers, the embedded network has one`, 'orderers');
    }
    if (logging !== undefined) {
        throw invalid('The embedded network writes no log', 'logging');
    }
}

/** What native Fabric cannot do. @throws NetworkError CONFIG_INVALID */
export function requireNative({ host, batch }: Pick<NetworkConfigInput, 'host' | 'batch'>): void {
    if (host !== undefined && !LOOPBACK.includes(host)) {
        throw new NetworkError(
            'CONFIG_INVALID',
            `A native network listens on loopback only, not on ${host}`,
            'Leave out host.',
        );
    }
    if (batch?.mode === 'manual') {
        throw new NetworkError(
            'CONFIG_INVALID',
            "Fabric's orderer cannot wait to be told when to make a block",
            "Use batch mode 'instant' or 'batch', or the embedded network.",
        );
    }
}

function invalid(message: string, setting: string): NetworkError {
    return new NetworkError('CONFIG_INVALID', message, `Leave out ${setting}, or start native Fabric, which knows it.`);
}
