import type { ChaincodeDefinition, CollectionConfig } from './definition';

/** Files and addresses that the `peer` command is given. */
export interface CommandPlace {
    readonly mspId: string;
    /** MSP folder of the administrator. */
    readonly mspDir: string;
    readonly channelId: string;
    readonly peer: PeerPlace;
    readonly orderer: { readonly address: string; readonly hostAlias: string; readonly tlsRootFile: string };
}

export interface PeerPlace {
    readonly address: string;
    readonly tlsRootFile: string;
}

/** The environment under which an administrator's `peer` commands act for its organisation at its own peer. */
export function environmentLines({ mspId, mspDir, peer }: CommandPlace): readonly string[] {
    const variables = {
        CORE_PEER_TLS_ENABLED: 'true',
        CORE_PEER_LOCALMSPID: mspId,
        CORE_PEER_MSPCONFIGPATH: mspDir,
        CORE_PEER_ADDRESS: peer.address,
        CORE_PEER_TLS_ROOTCERT_FILE: peer.tlsRootFile,
    };
    return Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

export function installLine(packageFile: string): string {
    return line('install', [packageFile]);
}

/** @param collectionsFile with `collectionsText`; absent where the definition has none. */
export function approveLine(
    place: CommandPlace,
    definition: ChaincodeDefinition,
    packageId: string,
    collectionsFile?: string,
): string {
    return line('approveformyorg', [
        ...orderer(place),
        ...terms(place, definition, collectionsFile),
        '--package-id',
        packageId,
    ]);
}

/** With the endorsements of these peers, which must be of organisations that have approved the definition. */
export function commitLine(
    place: CommandPlace,
    definition: ChaincodeDefinition,
    peers: readonly PeerPlace[],
    collectionsFile?: string,
): string {
    return line('commit', [
        ...orderer(place),
        ...terms(place, definition, collectionsFile),
        ...peers.flatMap(({ address, tlsRootFile }) => ['--peerAddresses', address, '--tlsRootCertFiles', tlsRootFile]),
    ]);
}

/** The content of a file for `--collections-config`. */
export function collectionsText(collections: readonly CollectionConfig[]): string {
    return `${JSON.stringify(collections, undefined, 4)}\n`;
}

function orderer({ orderer: { address, hostAlias, tlsRootFile } }: CommandPlace): readonly string[] {
    return ['--orderer', address, '--ordererTLSHostnameOverride', hostAlias, '--tls', '--cafile', tlsRootFile];
}

function terms(
    { channelId }: CommandPlace,
    { name, version, sequence, policy }: ChaincodeDefinition,
    collectionsFile: string | undefined,
): readonly string[] {
    return [
        ...['--channelID', channelId, '--name', name, '--version', version, '--sequence', String(sequence)],
        ...(policy.startsWith('/') ? ['--channel-config-policy', policy] : ['--signature-policy', policy]),
        ...(collectionsFile === undefined ? [] : ['--collections-config', collectionsFile]),
    ];
}

function line(command: string, words: readonly string[]): string {
    return ['peer', 'lifecycle', 'chaincode', command, ...words].map(quoted).join(' ');
}

/** For a POSIX shell. */
function quoted(word: string): string {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
