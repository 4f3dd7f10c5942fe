import type { peer } from '@hyperledger/fabric-protos';
import type { CollectionAccess } from '../chaincode/executor';
import type { ChannelConfig } from '../channel/channel-config';
import type { TxSimulator } from '../ledger/tx-simulator';
import type { Lifecycle } from '../lifecycle/lifecycle';
import { mspIdOfImplicitCollection } from '../lifecycle/state-keys';
import type { UnpackedProposal } from '../proto/proposal';

/** Collections as one transaction on one channel sees them. Fabric: core/chaincode/handler.go, core/common/privdata. */
export class TransactionCollections {
    readonly #config: ChannelConfig;
    readonly #simulator: TxSimulator;
    readonly #lifecycle: Lifecycle;
    readonly #proposal: UnpackedProposal;

    constructor(options: {
        readonly config: ChannelConfig;
        readonly simulator: TxSimulator;
        readonly lifecycle: Lifecycle;
        readonly proposal: UnpackedProposal;
    }) {
        this.#config = options.config;
        this.#simulator = options.simulator;
        this.#lifecycle = options.lifecycle;
        this.#proposal = options.proposal;
    }

    /** What the proposal's creator may do. @throws Error for an unknown explicit collection. */
    async access(namespace: string, name: string): Promise<CollectionAccess> {
        const collection = await this.find(namespace, name);
        if (collection === undefined) {
            if (mspIdOfImplicitCollection(name) !== undefined) {
                return { read: true, write: true };
            }
            throw new Error(`collection ${this.#config.channelId}/${namespace}/${name} could not be found`);
        }
        const open = { read: !collection.getMemberOnlyRead(), write: !collection.getMemberOnlyWrite() };
        return (open.read && open.write) || !this.#isMember(collection) ? open : { read: true, write: true };
    }

    /** @throws Error when the chaincode has no such collection. */
    async require(namespace: string, name: string): Promise<void> {
        if ((await this.find(namespace, name)) === undefined) {
            throw new Error(`collection [${name}] not defined in the collection config for chaincode [${namespace}]`);
        }
    }

    find(namespace: string, name: string): Promise<peer.StaticCollectionConfig | undefined> {
        return this.#lifecycle.collection(this.#config.channelId, namespace, name, this.#simulator);
    }

    #isMember(collection: peer.StaticCollectionConfig): boolean {
        const policy = collection.getMemberOrgsPolicy()?.getSignaturePolicy();
        if (policy === undefined) {
            return false;
        }
        const { proposalBytes: message, creator: identity, signature } = this.#proposal;
        const reason = this.#config.policies
            .signaturePolicy(policy.serializeBinary())
            .evaluateSignedData([{ message, identity, signature }]);
        return reason === undefined;
    }
}
