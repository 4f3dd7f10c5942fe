import type { NetworkBackend } from '../backend';
import { loadSigningIdentity } from '../ca/material';
import { DeployError } from '../deploy/deploy-error';
import { deploySeams, type DeploySeams } from '../deploy/deploy-seams';
import { detectFabric } from './fabric-version';
import { readNetworkFolder } from './network-folder';

export interface AttachOptions {
    /** The folder with `organizations/` of a running network, e.g. fabric-samples' `test-network`. */
    readonly dir: string;
    /** Default `mychannel`. */
    readonly channelId?: string;
    /** Asked of the first peer where absent. */
    readonly fabric?: NetworkBackend['fabric'];
    /** `host:port` of the orderer where it is not localhost:7050. */
    readonly ordererAddress?: string;
    readonly seams?: Partial<DeploySeams>;
}

/**
 * A network that somebody else runs, known by its folder; closing the backend leaves it running.
 * @throws DeployError MATERIAL_MISSING; PEER_UNREACHABLE and TIMEOUT where the version has to be asked.
 */
export async function attachNetwork(options: AttachOptions): Promise<NetworkBackend> {
    const { dir, channelId = 'mychannel' } = options;
    const { clock, random, crypto, fileSystem } = deploySeams(options.seams);
    const { organizations, orderer } = await readNetworkFolder(dir, fileSystem);
    const [first] = organizations;
    if (first === undefined) {
        throw new DeployError(
            'MATERIAL_MISSING',
            `${dir} has no organisations`,
            'Give the folder of a running network.',
        );
    }
    const probe = async (): Promise<NetworkBackend['fabric']> => {
        const mspDir = `${first.materialDir}/users/Admin@${first.domain}/msp`;
        const admin = await loadSigningIdentity(mspDir, first.mspId, fileSystem, crypto);
        return detectFabric({ peer: first.peer, channelId, admin, clock, random });
    };
    return {
        kind: 'attached',
        fabric: options.fabric ?? (await probe()),
        channelId,
        organizations,
        orderer: { ...orderer, address: options.ordererAddress ?? orderer.address },
        close: () => Promise.resolve(),
    };
}
