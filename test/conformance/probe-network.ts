import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkBackend, OrganizationHandle } from '../../network/src/backend';
import { loadSigningIdentity } from '../../network/src/ca/material';
import type { CollectionConfig } from '../../network/src/deploy/definition';
import { deployChaincode, type Deployment } from '../../network/src/deploy/deploy';
import type { SigningIdentity } from '../../network/src/msp/identity';
import { startNative } from '../../network/src/native/native-backend';
import { nodeCrypto } from '../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../network/src/seams/node-file-system';
import { startNetwork } from '../../network/src/start-network';
import { networkOf } from '../network/embedded/networks';
import { freePorts } from '../support/ports';

export const POLICY = "AND('Org1MSP.peer', 'Org2MSP.peer')";

/** A network with the probe on its first two organisations. */
export interface ProbeNetwork {
    readonly backend: NetworkBackend;
    readonly packageIds: Readonly<Record<string, string>>;
    organization(number: number): OrganizationHandle;
    /** `User1`, `Admin` or `peer0` of an organisation. */
    identity(number: number, name: string): Promise<SigningIdentity>;
    /** The same chaincode with these collections. */
    redeploy(collections: readonly CollectionConfig[]): Promise<Deployment>;
    /** Everything that an organisation's peer keeps to itself. */
    peerFolder(number: number): string;
    /** Everything that the network keeps. */
    readonly dataDir: string;
    close(): Promise<void>;
}

export interface ProbeOptions {
    /** Default 2. */
    readonly organizations?: number;
    readonly collections?: readonly CollectionConfig[];
}

export function startEmbedded(fabric: '2.5' | '3.1', options: ProbeOptions = {}): Promise<ProbeNetwork> {
    return withProbe(options, {
        start: async (folder, organizations) =>
            startNetwork({ ...(await networkOf(organizations)), fabric, dataDir: folder }),
        peerFolder: (folder, number) => join(folder, 'private', `Org${String(number)}MSP`),
    });
}

/** Fabric's own processes; the binaries are those of FABRIC_BIN. */
export function startProcesses(options: ProbeOptions = {}): Promise<ProbeNetwork> {
    return withProbe(options, {
        start: (folder, organizations) =>
            startNative({ organizations, dataDir: folder, batch: { timeoutMs: 100, maxMessageCount: 10 } }),
        peerFolder: (folder, number) => join(folder, 'data', `peer0.org${String(number)}.example.com`),
    });
}

/** What Fabric answers is written down once; set FABRIC_BIN to the folder of peer and orderer to ask Fabric itself too. */
export const probeNetworks: readonly (readonly [string, (options?: ProbeOptions) => Promise<ProbeNetwork>])[] = [
    ['the embedded network as Fabric 2.5', (options) => startEmbedded('2.5', options)],
    ['the embedded network as Fabric 3.1', (options) => startEmbedded('3.1', options)],
    ...(process.env['FABRIC_BIN'] === undefined ? [] : [['native Fabric', startProcesses] as const]),
];

interface Kind {
    readonly start: (folder: string, organizations: number) => Promise<NetworkBackend>;
    readonly peerFolder: (folder: string, number: number) => string;
}

async function withProbe({ organizations = 2, collections = [] }: ProbeOptions, kind: Kind): Promise<ProbeNetwork> {
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
    const backend = await kind.start(folder, organizations);
    const ports = await freePorts(2);
    const deployed = { ...backend, organizations: backend.organizations.slice(0, 2) };
    const addresses = new Map(
        deployed.organizations.map(({ mspId }, index) => [mspId, `127.0.0.1:${String(ports[index])}`]),
    );
    const deploy = (wanted: readonly CollectionConfig[]): Promise<Deployment> =>
        deployChaincode({
            backend: deployed,
            name: 'probe',
            version: '1',
            policy: POLICY,
            collections: wanted,
            addressFor: ({ mspId }) => addresses.get(mspId) ?? '',
        });
    const { packageIds } = await deploy(collections);
    const servers = await Promise.all(
        [...addresses].map(([mspId, address]) => startProbe(address, packageIds[mspId] ?? '')),
    );
    const organization = (number: number): OrganizationHandle => {
        const found = backend.organizations[number - 1];
        if (found === undefined) {
            throw new Error(`no organisation ${String(number)}`);
        }
        return found;
    };
    return {
        backend,
        packageIds,
        redeploy: deploy,
        dataDir: folder,
        organization,
        peerFolder: (number) => kind.peerFolder(folder, number),
        identity: (number, name) => {
            const { materialDir, domain, mspId } = organization(number);
            const path = name.startsWith('peer') ? ['peers', `${name}.${domain}`] : ['users', `${name}@${domain}`];
            return loadSigningIdentity(join(materialDir, ...path, 'msp'), mspId, nodeFileSystem, nodeCrypto);
        },
        close: async () => {
            await backend.close();
            await Promise.all(servers.map(stopProbe));
            await rm(folder, { recursive: true });
        },
    };
}

async function startProbe(address: string, packageId: string): Promise<ChildProcess> {
    const child = fork(join(__dirname, 'probe-chaincode.js'), [address, packageId], { silent: true });
    await once(child, 'message');
    return child;
}

async function stopProbe(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
}
