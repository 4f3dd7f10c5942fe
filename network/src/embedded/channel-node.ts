import { type common, peer } from '@hyperledger/fabric-protos';
import { mspConfig } from '../ca/material';
import type { ChannelConfig } from '../channel/channel-config';
import { createGenesisBlock } from '../channel/genesis-block';
import { parseChannelConfig } from '../channel/parse-channel-config';
import type { NetworkConfig } from '../config/network-config';
import type { Ledger } from '../ledger/ledger';
import { openLedger } from '../ledger/open-ledger';
import { PrivateStore } from '../ledger/private-store';
import { createChaincodeDefinitions } from '../lifecycle/chaincode-definitions';
import { collectionTerms } from '../lifecycle/collection-terms';
import { LIFECYCLE_NAMESPACE } from '../lifecycle/state-keys';
import { createSigningIdentity } from '../msp/signing-identity';
import { createOrderer, type SwitchableOrderer } from '../orderer/create-orderer';
import { createValidator } from '../validator/create-validator';
import type { DataFolder } from './data-folder';
import { firstNode, type NetworkMaterial } from '../ca/network-material';
import type { NetworkSeams } from './network-seams';
import { reconcileMembers, writesDefinitions } from './reconciliation';

/** The channel as all nodes of this process share it: one ledger, committed once, and private data per organisation. */
export interface ChannelNode {
    readonly channelId: string;
    readonly config: ChannelConfig;
    readonly ledger: Ledger;
    readonly orderer: SwitchableOrderer;
    /** `orderer.example.com:7050`, as the channel's configuration names it. */
    readonly ordererAddress: string;
}

/** Continues the channel in the folder, or begins it with its first block. */
export async function openChannel(
    folder: DataFolder,
    config: NetworkConfig,
    material: NetworkMaterial,
    seams: NetworkSeams,
): Promise<ChannelNode> {
    const { channelId, fabric } = config;
    const privateStores = new Map([...folder.privateStores].map(([mspId, store]) => [mspId, new PrivateStore(store)]));
    const ledger = await openLedger({ channelId, store: folder.store, privateStores, collectionTerms });
    const node = firstNode(material.orderer);
    const ordererAddress = `${node.name}:${String(config.ordererPort)}`;
    if (ledger.height === 0) {
        const genesis = genesisBlock(config, material, ordererAddress, seams);
        await ledger.commit(genesis, [peer.TxValidationCode.VALID]);
    }
    const channelConfig = currentConfig(await requireBlock(ledger, 0), config, seams);
    const lastBlock = await requireBlock(ledger, ledger.height - 1);
    if (writesDefinitions(lastBlock)) {
        // A crash may have come between a new definition and what follows from it.
        await reconcileMembers(ledger);
    }
    const orderer = createOrderer({
        channelId,
        signer: createSigningIdentity({ mspId: material.orderer.mspId, ...node.identity, crypto: seams.crypto }),
        config: () => channelConfig,
        sink: createSink(ledger, channelConfig),
        lastBlock,
        clock: seams.clock,
        random: seams.random,
        mode: config.batch.mode,
        fabric,
    });
    return { channelId, config: channelConfig, ledger, orderer, ordererAddress };
}

/** Validates and commits what the orderer cuts, for all peers at once. */
function createSink(ledger: Ledger, config: ChannelConfig): (block: common.Block) => Promise<void> {
    const validator = createValidator({ ledger, config: () => config, definitions: createChaincodeDefinitions() });
    return async (block) => {
        const { namespaces } = await ledger.commit(block, await validator.validate(block));
        if (namespaces.has(LIFECYCLE_NAMESPACE)) {
            await reconcileMembers(ledger);
        }
    };
}

function genesisBlock(
    config: NetworkConfig,
    { organizations, orderer }: NetworkMaterial,
    ordererAddress: string,
    seams: NetworkSeams,
): common.Block {
    return createGenesisBlock({
        channelId: config.channelId,
        organizations: organizations.map((organization, index) => ({
            mspId: organization.mspId,
            mspConfig: mspConfig(organization),
            anchorPeers: [{ host: firstNode(organization).name, port: config.organizations[index]?.port ?? 0 }],
        })),
        ordererOrganization: {
            mspId: orderer.mspId,
            mspConfig: mspConfig(orderer),
            endpoints: [ordererAddress],
            consenterTlsCertificatesPem: [firstNode(orderer).tls.certificatePem],
        },
        batch: { timeoutMs: config.batch.timeoutMs, maxMessageCount: config.batch.maxMessageCount },
        clock: seams.clock,
        random: seams.random,
    });
}

/** How blocks are cut may change from start to start; everything else is as the channel began. */
function currentConfig(genesis: common.Block, { batch }: NetworkConfig, { crypto }: NetworkSeams): ChannelConfig {
    const parsed = parseChannelConfig(genesis, crypto);
    const { timeoutMs, maxMessageCount } = batch;
    return { ...parsed, batch: { ...parsed.batch, timeoutMs, maxMessageCount } };
}

async function requireBlock(ledger: Ledger, number: number): Promise<common.Block> {
    const block = await ledger.block(number);
    if (block === undefined) {
        throw new Error(`block ${String(number)} of channel ${ledger.channelId} is missing`);
    }
    return block;
}
