import { peer } from '@hyperledger/fabric-protos';
import type { NetworkBackend, PeerEndpoint } from '../backend';
import { PeerConnection } from '../deploy/peer-connection';
import type { SigningIdentity } from '../msp/identity';
import { createSignedProposal } from '../proto/proposal';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';

const probeTimeoutMs = 5000;

/**
 * Asks a peer for a lifecycle function that only 3.x knows: 2.5 has no access rule for it and says so.
 * @throws DeployError PEER_UNREACHABLE, TIMEOUT.
 */
export async function detectFabric(options: {
    readonly peer: PeerEndpoint;
    readonly channelId: string;
    readonly admin: SigningIdentity;
    readonly clock: Clock;
    readonly random: Random;
}): Promise<NetworkBackend['fabric']> {
    const { channelId, admin, clock, random } = options;
    const connection = new PeerConnection(options.peer, clock);
    try {
        const { signedProposal } = createSignedProposal({
            channelId,
            chaincodeName: '_lifecycle',
            args: [
                'QueryApprovedChaincodeDefinitions',
                new peer.lifecycle.QueryApprovedChaincodeDefinitionsArgs().serializeBinary(),
            ],
            signer: admin,
            clock,
            random,
        });
        const response = await connection.processProposal(
            `Finding the Fabric version of ${options.peer.address}`,
            signedProposal,
            probeTimeoutMs,
        );
        return response.getResponse()?.getMessage().includes('Unmapped policy') === true ? '2.5' : '3.1';
    } finally {
        connection.close();
    }
}
