import { msp, type peer } from '@hyperledger/fabric-protos';
import type { PrivateWrites } from '../ledger/read-write-set';
import type { UnpackedProposal } from '../proto/proposal';
import type { EndorserOptions } from './endorser';

/**
 * Hands the plain private writes of a simulated proposal to the transient store, after checking that as many members'
 * peers can have them as each collection asks for. Fabric: gossip/privdata/distributor.go.
 * @throws Error with Fabric's text.
 */
export async function disseminate(
    { channelId, txId }: UnpackedProposal,
    writes: readonly PrivateWrites[],
    options: EndorserOptions,
): Promise<void> {
    const ledger = options.ledger(channelId);
    if (ledger === undefined) {
        return;
    }
    const simulator = ledger.simulator(txId, options.mspId);
    try {
        for (const { namespace, collection } of writes) {
            const config = await options.lifecycle.collection(channelId, namespace, collection, simulator);
            const required = config?.getRequiredPeerCount() ?? 0;
            if (config === undefined || required === 0) {
                continue;
            }
            const reachable = options.privateWrites.reachablePeers?.(channelId, memberMspIds(config)) ?? 0;
            if (reachable < required) {
                throw new Error(
                    `failed to distribute private collection, txID ${txId}, channel ${channelId}: could not build private data dissemination plan for chaincode ${namespace} and collection ${collection}: required to disseminate to at least ${String(required)} peers, but know of only ${String(reachable)} eligible peers`,
                );
            }
        }
    } finally {
        await simulator.abandon();
    }
    options.privateWrites.put(channelId, txId, writes);
}

function memberMspIds(config: peer.StaticCollectionConfig): readonly string[] {
    const principals = config.getMemberOrgsPolicy()?.getSignaturePolicy()?.getIdentitiesList() ?? [];
    return [
        ...new Set(
            principals
                .filter((one) => one.getPrincipalClassification() === msp.MSPPrincipal.Classification.ROLE)
                .map((one) => msp.MSPRole.deserializeBinary(one.getPrincipal_asU8()).getMspIdentifier()),
        ),
    ];
}
