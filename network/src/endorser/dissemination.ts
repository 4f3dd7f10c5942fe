import type { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Ledger } from '../ledger/ledger';
import type { PrivateWrites } from '../ledger/read-write-set';
import { errorText } from '../proto/error-text';
import type { UnpackedProposal } from '../proto/proposal';
import { shuffled } from '../seams/shuffled';
import type { EndorserOptions, PrivateDataHolder } from './endorser';

type DisseminationOptions = Pick<EndorserOptions, 'mspId' | 'ledger' | 'config' | 'privateData' | 'random'> & {
    readonly lifecycle: Pick<EndorserOptions['lifecycle'], 'collection'>;
};

/** One peer's share in spreading a transaction's writes into one collection. */
interface Push {
    readonly holder: PrivateDataHolder;
    readonly writes: PrivateWrites;
    /** The endorsement fails when it does. */
    readonly required: boolean;
}

/**
 * Hands the plain private writes of a simulated proposal to members' peers, as each collection asks for, and then to
 * the peer's own store, whether it is a member or not. Fabric: gossip/privdata/distributor.go.
 * @throws Error with Fabric's text.
 */
export async function disseminate(
    { channelId, txId }: UnpackedProposal,
    writes: readonly PrivateWrites[],
    options: DisseminationOptions,
): Promise<void> {
    const ledger = options.ledger(channelId);
    const config = options.config(channelId);
    if (ledger === undefined || config === undefined) {
        return;
    }
    const { height } = ledger;
    try {
        await push(await plan(channelId, writes, ledger, config, options), txId, height);
    } catch (error) {
        throw new Error(
            `failed to distribute private collection, txID ${txId}, channel ${channelId}: ${errorText(error)}`,
            { cause: error },
        );
    }
    await options.privateData.own.keep(txId, height, writes);
}

async function plan(
    channelId: string,
    writes: readonly PrivateWrites[],
    ledger: Ledger,
    config: ChannelConfig,
    options: DisseminationOptions,
): Promise<readonly Push[]> {
    const simulator = ledger.simulator('', options.mspId);
    try {
        const pushes: Push[] = [];
        for (const one of writes) {
            const { namespace, collection } = one;
            const found = await options.lifecycle.collection(channelId, namespace, collection, simulator);
            if (found !== undefined) {
                pushes.push(...planCollection(one, found, config, options));
            }
        }
        return pushes;
    } finally {
        await simulator.abandon();
    }
}

/** Peers in random order, one of each organisation before any second one. */
function planCollection(
    writes: PrivateWrites,
    collection: peer.StaticCollectionConfig,
    config: ChannelConfig,
    { privateData, random }: DisseminationOptions,
): readonly Push[] {
    const policyBytes = collection.getMemberOrgsPolicy()?.getSignaturePolicy()?.serializeBinary();
    const policy = config.policies.signaturePolicy(policyBytes ?? new Uint8Array());
    const eligible = privateData
        .others(config.channelId)
        .filter(({ identity }) => policy.evaluateIdentities([identity]) === undefined);
    const required = collection.getRequiredPeerCount();
    if (eligible.length < required) {
        throw new Error(
            `could not build private data dissemination plan for chaincode ${writes.namespace} and collection ${writes.collection}: required to disseminate to at least ${String(required)} peers, but know of only ${String(eligible.length)} eligible peers`,
        );
    }
    const mixed = shuffled(eligible, random);
    const firsts = mixed.filter(({ mspId }, index) => mixed.findIndex((one) => one.mspId === mspId) === index);
    return [...firsts, ...mixed.filter((holder) => !firsts.includes(holder))]
        .slice(0, collection.getMaximumPeerCount())
        .map((holder, index) => ({ holder, writes, required: index < required }));
}

async function push(pushes: readonly Push[], txId: string, height: number): Promise<void> {
    const results = await Promise.allSettled(pushes.map(({ holder, writes }) => holder.keep(txId, height, [writes])));
    const failed = results.filter(({ status }, index) => status === 'rejected' && pushes[index]?.required === true);
    if (failed.length > 0) {
        throw new Error(
            `Failed disseminating ${String(failed.length)} out of ${String(pushes.length)} private dissemination plans`,
        );
    }
}
