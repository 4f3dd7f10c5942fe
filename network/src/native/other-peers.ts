import type { NetworkBackend, OrganizationHandle } from '../backend';
import { loadSigningIdentity } from '../ca/material';
import { deploySeams, type DeploySeams } from '../deploy/deploy-seams';
import { createLifecycleClient } from '../deploy/lifecycle-client';
import { packageChaincode } from '../deploy/package';

export interface OtherPeersOptions {
    readonly backend: Pick<NetworkBackend, 'organizations' | 'orderer' | 'channelId'>;
    /** As given to the deployment, so that the package is the same. */
    readonly label: string;
    readonly addressFor: (organization: OrganizationHandle) => string;
    readonly seams?: Partial<DeploySeams>;
}

/**
 * Installs a chaincode on the peers beyond each organisation's first, on which a deployment has it: then they endorse
 * too, and share the organisation's chaincode server. May be repeated.
 * @throws DeployError
 */
export async function installOnOtherPeers({ backend, label, addressFor, seams }: OtherPeersOptions): Promise<void> {
    const { clock, random, crypto, fileSystem } = deploySeams(seams);
    const { orderer, channelId } = backend;
    await Promise.all(
        backend.organizations.map(async (organization) => {
            const { mspId, domain, materialDir, otherPeers } = organization;
            if (otherPeers === undefined) {
                return;
            }
            const connection = { address: addressFor(organization) };
            const { bytes, packageId } = await packageChaincode({ label, type: 'ccaas', connection });
            const folder = `${materialDir}/users/Admin@${domain}/msp`;
            const admin = await loadSigningIdentity(folder, mspId, fileSystem, crypto);
            await Promise.all(
                otherPeers.map(async (peer) => {
                    const client = createLifecycleClient({ peer, orderer, channelId, admin, clock, random });
                    try {
                        await client.install(bytes, packageId);
                    } finally {
                        client.close();
                    }
                }),
            );
        }),
    );
}
