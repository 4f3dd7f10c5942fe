import { join } from 'node:path';
import { createChaincodeExecutor } from '../chaincode/service-executor';
import { mspConfig, type OrganizationMaterial } from '../ca/material';
import type { NetworkConfig, OrganizationConfig } from '../config/network-config';
import { READERS } from '../deliver/channel-reader';
import { createEndorser } from '../endorser/create-endorser';
import type { Endorser, PrivateDataHolder } from '../endorser/endorser';
import type { Gateway, GatewayChannel } from '../gateway/gateway';
import { type GatewayEndorser, ownAnswer, remoteAnswer } from '../gateway/gateway-endorser';
import { staticCollections } from '../lifecycle/collection-checks';
import { implicitCollection } from '../lifecycle/collections';
import { createLifecycle } from '../lifecycle/create-lifecycle';
import { committedState } from '../lifecycle/lifecycle-state';
import { readDefinition, type StoredDefinition } from '../lifecycle/stored-definition';
import type { Ledger } from '../ledger/ledger';
import { createMsps } from '../msp/create-msps';
import { createSigningIdentity } from '../msp/signing-identity';
import { type GrpcServer, startGrpcServer } from '../peer/grpc-server';
import { peerServices } from '../peer/peer-services';
import { createAccessControl } from '../system/access-control';
import { createCscc } from '../system/cscc';
import { createQscc } from '../system/qscc';
import type { ChannelNode } from './channel-node';
import { firstNode, ORDERER_MSP_ID } from '../ca/network-material';
import type { NetworkSeams } from './network-seams';
import { privateBlockData } from './private-block-data';

/** As core.yaml has it. */
const ENDORSEMENT_TIMEOUT_MS = 30_000;

export interface PeerNodeOptions {
    readonly organization: OrganizationConfig;
    readonly material: OrganizationMaterial;
    readonly channel: ChannelNode;
    readonly config: NetworkConfig;
    /** The network's folder; installed packages stand below `packages`. */
    readonly folder: string;
    readonly seams: NetworkSeams;
    /** All peers of the network, this one among them, once they exist. */
    readonly peers: () => readonly PeerNode[];
}

/** One organisation's peer, without its server. */
export interface PeerNode {
    readonly endorser: Endorser;
    /** Listens, once all peers of the channel exist. @throws NetworkError PORT_TAKEN */
    serve(): Promise<GrpcServer>;
    /** How another peer's gateway asks this one. */
    readonly remote: GatewayEndorser;
    /** How another peer's endorser hands private data to this one. */
    readonly holder: PrivateDataHolder;
    close(): Promise<void>;
}

export async function createPeerNode(options: PeerNodeOptions): Promise<PeerNode> {
    const { organization, material, channel, config, seams } = options;
    const { mspId } = organization;
    const { fabric } = config;
    const { crypto, clock } = seams;
    const node = firstNode(material);
    const address = `${node.name}:${String(organization.port)}`;
    const signer = createSigningIdentity({ mspId, ...node.identity, crypto });
    const onChannel = <T>(value: T): ((channelId: string) => T | undefined) => {
        return (channelId) => (channelId === channel.channelId ? value : undefined);
    };
    const ledger = onChannel(channel.ledger);
    const channelConfig = onChannel(channel.config);
    const localMsps = createMsps([mspConfig(material)], crypto);
    const access = createAccessControl({ mspId, localMsps, config: channelConfig, fabric });
    const lifecycle = await createLifecycle({
        mspId,
        ledger,
        config: channelConfig,
        access,
        files: seams.fileSystem,
        packagesDir: join(options.folder, 'packages', mspId),
        // What test-network tells its builder: names like `peer0org1` for service addresses.
        connectionValues: { peername: node.name.split('.').slice(0, 2).join(''), ...organization.builderConfig },
        fabric,
    });
    const executor = createChaincodeExecutor({
        endpoint: (packageId) => lifecycle.endpoint(packageId),
        connect: seams.connectChaincode,
        clock,
        fabric,
    });
    const identity = channel.config.msps.deserialize(signer.serialized);
    const holder: PrivateDataHolder = {
        mspId,
        identity,
        keep: async (txId, height, writes) => channel.ledger.privateStore(mspId)?.transient.put(txId, height, writes),
    };
    const endorser = createEndorser({
        mspId,
        address,
        signer,
        localMsps,
        ledger,
        config: channelConfig,
        access,
        executor,
        lifecycle,
        systemChaincodes: [
            createQscc({ ledger, access }),
            createCscc({ ledger, channelIds: () => [channel.channelId], access }),
        ],
        // All peers are in this process and always reached.
        privateData: {
            own: holder,
            others: () =>
                options
                    .peers()
                    .map((each) => each.holder)
                    .filter((each) => each !== holder),
        },
        clock,
        random: seams.random,
        fabric,
    });
    const common = { mspId, address, identity, hasChaincode: endorser.hasChaincode.bind(endorser) };
    const own: GatewayEndorser = {
        ...common,
        processProposal: async (proposal) => ownAnswer(await endorser.processProposal(proposal, 'gateway')),
    };
    const remote: GatewayEndorser = {
        ...common,
        processProposal: async (proposal) => remoteAnswer(await endorser.processProposal(proposal, 'remote')),
    };
    return {
        endorser,
        remote,
        holder,
        serve: () => {
            const others = options
                .peers()
                .map((other) => other.remote)
                .filter((other) => other !== remote);
            const gateway: Gateway = {
                mspId,
                fabric,
                config: channelConfig,
                channel: onChannel(gatewayChannel(channel, [own, ...others])),
                endorsementTimeoutMs: ENDORSEMENT_TIMEOUT_MS,
                clock,
                random: seams.random,
            };
            return startGrpcServer({
                host: config.host,
                port: organization.port,
                name: node.name,
                tls: node.tls,
                clock,
                services: peerServices({
                    gateway,
                    endorser,
                    deliver: {
                        channel: onChannel(channel),
                        policyPath: READERS,
                        clock,
                        privateData: privateBlockData(mspId, channel.ledger, channel.config),
                    },
                }),
            });
        },
        close: async () => {
            lifecycle.close();
            await executor.close();
        },
    };
}

function gatewayChannel(channel: ChannelNode, endorsers: readonly GatewayEndorser[]): GatewayChannel {
    const implicit = channel.config.organizations
        .map(({ mspId }) => implicitCollection(mspId, channel.config))
        .filter((collection) => collection !== undefined);
    return {
        ledger: channel.ledger,
        endorsers,
        orderers: [{ address: channel.ordererAddress, mspId: ORDERER_MSP_ID, orderer: channel.orderer }],
        metadata: async (name) => {
            const definition = await currentDefinition(channel.ledger, name);
            return definition === undefined
                ? undefined
                : {
                      endorsementPolicy: definition.validation.getValidationParameter_asU8(),
                      collections: [...staticCollections(definition.collections), ...implicit],
                  };
        },
    };
}

/** The definition that is committed now. */
async function currentDefinition(ledger: Pick<Ledger, 'view'>, name: string): Promise<StoredDefinition | undefined> {
    const view = ledger.view();
    try {
        return await readDefinition(committedState(view), name);
    } finally {
        await view.release();
    }
}
