import { ledger as messages, type common, type peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { PrivateDataOf } from '../deliver/deliver-service';
import type { Ledger } from '../ledger/ledger';
import { findCollection } from '../lifecycle/collections';
import type { ReadableState } from '../lifecycle/lifecycle-state';
import { LIFECYCLE_NAMESPACE } from '../lifecycle/state-keys';
import type { PrivateWrites } from '../ledger/read-write-set';
import { blockNumber } from '../proto/block';
import { encodePrivateWrites } from '../proto/rwset';

/**
 * What the peers of an organisation deliver with a block: the private writes that they hold, of invalid transactions
 * too. A collection's members matter only where it lets nobody else read; its definition is the one that was committed
 * below the block. Fabric: core/peer/deliverevents.go.
 */
export function privateBlockData(mspId: string, ledger: Ledger, config: ChannelConfig): PrivateDataOf {
    return async (block, { envelope }) => {
        const found = new Map<number, messages.rwset.TxPvtReadWriteSet>();
        for (const [txNumber, writes] of await ledger.privateWrites(mspId, blockNumber(block))) {
            const visible: PrivateWrites[] = [];
            for (const one of writes) {
                const collection = await collectionBelow(block, one, ledger, config, mspId);
                if (!collection.getMemberOnlyRead() || isMember(collection, envelope.creator, config)) {
                    visible.push(one);
                }
            }
            if (visible.length > 0) {
                const bytes = encodePrivateWrites(visible);
                found.set(txNumber, messages.rwset.TxPvtReadWriteSet.deserializeBinary(bytes));
            }
        }
        return found;
    };
}

async function collectionBelow(
    block: common.Block,
    { namespace, collection }: PrivateWrites,
    ledger: Ledger,
    config: ChannelConfig,
    mspId: string,
): Promise<peer.StaticCollectionConfig> {
    const state = stateBelow(blockNumber(block), ledger);
    const found = await findCollection(state, namespace, collection, config, mspId);
    if (found === undefined) {
        throw new Error(`no collection config was found for collection ${collection} for chaincode ${namespace}`);
    }
    return found;
}

/** Definitions as they were when a block was committed. */
function stateBelow(number: number, ledger: Ledger): ReadableState {
    return {
        get: async (key) => {
            for await (const { blockNumber: written, value } of ledger.history(LIFECYCLE_NAMESPACE, key)) {
                if (written < number) {
                    return value;
                }
            }
            return undefined;
        },
    };
}

function isMember(collection: peer.StaticCollectionConfig, creator: Uint8Array, config: ChannelConfig): boolean {
    const policy = collection.getMemberOrgsPolicy()?.getSignaturePolicy();
    return (
        policy !== undefined &&
        config.policies
            .signaturePolicy(policy.serializeBinary())
            .evaluateIdentities([config.msps.deserialize(creator)]) === undefined
    );
}
