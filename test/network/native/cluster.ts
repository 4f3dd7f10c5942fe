import { fork, type ChildProcess } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, type Gateway, signers } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import type { NetworkBackend, OrganizationHandle, PeerEndpoint } from '../../../network/src/backend';
import { loadSigningIdentity } from '../../../network/src/ca/material';
import { PeerConnection } from '../../../network/src/deploy/peer-connection';
import { createSignedProposal } from '../../../network/src/proto/proposal';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../../network/src/seams/node-file-system';
import { systemRandom } from '../../../network/src/seams/random';

const probe = resolve(__dirname, '../../conformance/probe-chaincode.js');

export async function startProbe(address: string, packageId: string): Promise<ChildProcess> {
    const child = fork(probe, [address, packageId], { silent: true });
    await once(child, 'message');
    return child;
}

export async function stopProbe(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
}

/** The first one, which every network has. */
export function organizationOf(backend: NetworkBackend, number = 1): OrganizationHandle {
    const found = backend.organizations[number - 1];
    if (found === undefined) {
        throw new Error(`no organisation ${String(number)}`);
    }
    return found;
}

/** Of all organisations. */
export function peersOf(backend: NetworkBackend): readonly PeerEndpoint[] {
    return backend.organizations.flatMap(({ peer, otherPeers = [] }) => [peer, ...otherPeers]);
}

/** The official client as the organisation's Admin, through its first peer's gateway. */
export async function gatewayOf({ materialDir, domain, mspId, peer }: OrganizationHandle): Promise<{
    readonly gateway: Gateway;
    readonly close: () => void;
}> {
    const msp = join(materialDir, 'users', `Admin@${domain}`, 'msp');
    const read = async (folder: string): Promise<Buffer> => {
        const [file = ''] = await readdir(join(msp, folder));
        return readFile(join(msp, folder, file));
    };
    const client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsRootCertPem)), {
        'grpc.ssl_target_name_override': peer.hostAlias,
    });
    const within = (): { deadline: number } => ({ deadline: Date.now() + 20_000 });
    const gateway = connect({
        client,
        identity: { mspId, credentials: await read('signcerts') },
        signer: signers.newPrivateKeySigner(createPrivateKey(await read('keystore'))),
        evaluateOptions: within,
        endorseOptions: within,
        submitOptions: within,
        commitStatusOptions: within,
    });
    return {
        gateway,
        close: () => {
            gateway.close();
            client.close();
        },
    };
}

/** What this peer itself answers, where a gateway would choose the best peer of its organisation. */
export async function askPeer(
    backend: NetworkBackend,
    organization: OrganizationHandle,
    peer: PeerEndpoint,
    chaincodeName: string,
    ...args: readonly string[]
): Promise<Buffer> {
    const { materialDir, domain, mspId } = organization;
    const msp = join(materialDir, 'users', `Admin@${domain}`, 'msp');
    const { signedProposal } = createSignedProposal({
        channelId: backend.channelId,
        chaincodeName,
        args,
        signer: await loadSigningIdentity(msp, mspId, nodeFileSystem, nodeCrypto),
        clock: systemClock,
        random: systemRandom,
    });
    const connection = new PeerConnection(peer, systemClock);
    try {
        const response = (await connection.processProposal('Asking', signedProposal, 20_000)).getResponse();
        if (response?.getStatus() !== 200) {
            throw new Error(response?.getMessage());
        }
        return Buffer.from(response.getPayload_asU8());
    } finally {
        connection.close();
    }
}

/** Number of blocks on every peer, each asked itself, by its name. */
export async function heights(backend: NetworkBackend): Promise<Readonly<Record<string, number>>> {
    const found = backend.organizations.flatMap((organization) =>
        [organization.peer, ...(organization.otherPeers ?? [])].map(async (peer) => {
            const bytes = await askPeer(backend, organization, peer, 'qscc', 'GetChainInfo', backend.channelId);
            return [peer.hostAlias, common.BlockchainInfo.deserializeBinary(bytes).getHeight()] as const;
        }),
    );
    return Object.fromEntries(await Promise.all(found));
}

/** Repeats until it succeeds; the last failure is thrown when that takes too long. */
export async function eventually<Result>(attempt: () => Promise<Result>, withinMs = 40_000): Promise<Result> {
    for (const end = Date.now() + withinMs; ;) {
        try {
            return await attempt();
        } catch (error) {
            if (Date.now() > end) {
                throw error;
            }
            await new Promise((wake) => setTimeout(wake, 100));
        }
    }
}
