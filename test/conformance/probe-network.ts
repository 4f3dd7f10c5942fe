import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkBackend, OrganizationHandle } from '../../network/src/backend';
import { loadSigningIdentity } from '../../network/src/ca/material';
import { deployChaincode } from '../../network/src/deploy/deploy';
import type { SigningIdentity } from '../../network/src/msp/identity';
import { startNative } from '../../network/src/native/native-backend';
import { nodeCrypto } from '../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../network/src/seams/node-file-system';
import { startNetwork } from '../../network/src/start-network';
import { networkOf } from '../network/embedded/networks';
import { freePorts } from '../support/ports';

export const POLICY = "AND('Org1MSP.peer', 'Org2MSP.peer')";

/** A network of two organisations with the probe on it. */
export interface ProbeNetwork {
    readonly backend: NetworkBackend;
    readonly packageIds: Readonly<Record<string, string>>;
    organization(number: 1 | 2): OrganizationHandle;
    /** `User1`, `Admin` or `peer0` of an organisation. */
    identity(number: 1 | 2, name: string): Promise<SigningIdentity>;
    close(): Promise<void>;
}

export function startEmbedded(fabric: '2.5' | '3.1'): Promise<ProbeNetwork> {
    return withProbe(async () => startNetwork({ ...(await networkOf(2)), fabric }));
}

/** Fabric's own processes; the binaries are those of FABRIC_BIN. */
export function startProcesses(): Promise<ProbeNetwork> {
    return withProbe((folder) =>
        startNative({ organizations: 2, dataDir: folder, batch: { timeoutMs: 100, maxMessageCount: 10 } }),
    );
}

async function withProbe(start: (folder: string) => Promise<NetworkBackend>): Promise<ProbeNetwork> {
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
    const backend = await start(folder);
    const ports = await freePorts(2);
    const addresses = new Map(
        backend.organizations.map(({ mspId }, index) => [mspId, `127.0.0.1:${String(ports[index])}`]),
    );
    const { packageIds } = await deployChaincode({
        backend,
        name: 'probe',
        version: '1',
        policy: POLICY,
        addressFor: ({ mspId }) => addresses.get(mspId) ?? '',
    });
    const servers = await Promise.all(
        [...addresses].map(([mspId, address]) => startProbe(address, packageIds[mspId] ?? '')),
    );
    const organization = (number: 1 | 2): OrganizationHandle => {
        const found = backend.organizations[number - 1];
        if (found === undefined) {
            throw new Error(`no organisation ${String(number)}`);
        }
        return found;
    };
    return {
        backend,
        packageIds,
        organization,
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
