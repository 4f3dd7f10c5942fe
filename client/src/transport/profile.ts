import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../errors/tabularium-error';
import { type MaterialFiles, materialFiles } from './identity';

/** A peer whose gateway is called. */
export interface PeerConnection {
    /** `host:port` to dial. */
    readonly address: string;
    /** Name in the peer's TLS certificate where it is not the host of the address. */
    readonly hostAlias?: string;
    /** Root certificates, PEM. Left out: no TLS, for development only. */
    readonly tlsRootCertPem?: string;
}

const Pem = z.union([z.string(), z.array(z.string())]);
const Peer = z.object({
    url: z.string(),
    tlsCACerts: z.object({ pem: Pem.optional(), path: z.string().optional() }).optional(),
    grpcOptions: z.record(z.string(), z.unknown()).optional(),
});

/** The parts of a connection profile (`connection-org1.json` of fabric-samples' test-network) that are used. */
export const ConnectionProfile = z.object({
    client: z.object({ organization: z.string().optional() }).optional(),
    organizations: z.record(z.string(), z.object({ peers: z.array(z.string()).optional() })).optional(),
    peers: z.record(z.string(), Peer),
});
export type ConnectionProfile = z.input<typeof ConnectionProfile>;

/**
 * The first peer of the client's organisation in a connection profile, given as path or as parsed JSON. Relative paths
 * to certificates start at the profile's folder. @throws ConfigurationError when it names no peer
 */
export function connectionProfile(
    profile: string | ConnectionProfile,
    files: MaterialFiles = materialFiles,
): PeerConnection {
    const context = { step: 'connect' } as const;
    const where = typeof profile === 'string' ? profile : 'the connection profile';
    try {
        const json: unknown = typeof profile === 'string' ? JSON.parse(files.text(profile)) : profile;
        return firstPeer(ConnectionProfile.parse(json), typeof profile === 'string' ? dirname(profile) : '.', files);
    } catch (cause) {
        const problem = cause instanceof Error ? cause.message : String(cause);
        throw new ConfigurationError(
            `${where} names no peer: ${problem}`,
            'Give a connection profile in JSON with at least one peer',
            { ...context, cause },
        );
    }
}

function firstPeer(profile: z.output<typeof ConnectionProfile>, folder: string, files: MaterialFiles): PeerConnection {
    const own = profile.organizations?.[profile.client?.organization ?? '']?.peers?.[0];
    const name = own ?? Object.keys(profile.peers)[0];
    const peer = name === undefined ? undefined : profile.peers[name];
    if (peer === undefined) {
        throw new Error(name === undefined ? 'the list of peers is empty' : `there is no peer ${name}`);
    }
    const url = new URL(peer.url);
    const alias = peer.grpcOptions?.['ssl-target-name-override'] ?? peer.grpcOptions?.['hostnameOverride'];
    const connection = {
        address: url.host,
        ...(typeof alias === 'string' ? { hostAlias: alias } : {}),
    };
    if (url.protocol === 'grpc:') {
        return connection;
    }
    return { ...connection, tlsRootCertPem: rootCertificate(peer, folder, files) };
}

function rootCertificate(peer: z.output<typeof Peer>, folder: string, files: MaterialFiles): string {
    const { pem, path } = peer.tlsCACerts ?? {};
    if (pem !== undefined) {
        return typeof pem === 'string' ? pem : pem.join('\n');
    }
    if (path === undefined) {
        throw new Error(`${peer.url} has no tlsCACerts`);
    }
    return files.text(resolve(folder, path));
}
