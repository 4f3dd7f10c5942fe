/**
 * Owns the channel's configuration: makes the first block (as configtxgen does from test-network's `configtx.yaml`)
 * and reads configuration blocks into what peers and orderer go by. Leaves MSPs and policies themselves to their
 * rooms. Configuration updates are not supported.
 */
import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { newBlock, setGenesisMetadata } from '../proto/block';
import { createHeader } from '../proto/header';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import { createConfigGroup } from './config-group';
import { formatDuration } from './duration';

/** An organisation that takes part in the channel with peers. */
export interface GenesisOrganization {
    /** Also the name of its group. */
    readonly mspId: string;
    readonly mspConfig: msp.FabricMSPConfig;
    readonly anchorPeers?: readonly { readonly host: string; readonly port: number }[];
}

export interface GenesisOrdererOrganization {
    readonly mspId: string;
    readonly mspConfig: msp.FabricMSPConfig;
    /** Name of its group; default `OrdererOrg`. */
    readonly group?: string;
    /** `host:port`, at least one. */
    readonly endpoints: readonly string[];
    /** PEM of each consenter's TLS certificate for both directions, in the order of the endpoints. */
    readonly consenterTlsCertificatesPem: readonly string[];
}

export interface GenesisOptions {
    readonly channelId: string;
    readonly organizations: readonly GenesisOrganization[];
    readonly ordererOrganization: GenesisOrdererOrganization;
    /** Defaults as in test-network: 2 s, 10 messages, 99 MB, 512 KB. */
    readonly batch?: {
        readonly timeoutMs?: number;
        readonly maxMessageCount?: number;
        readonly absoluteMaxBytes?: number;
        readonly preferredMaxBytes?: number;
    };
    /** Unit of Raft's time: a leader is missed after ten. Default 500. */
    readonly raftTickMs?: number;
    /** Defaults V2_0, V2_0 and V2_5. */
    readonly capabilities?: { readonly channel?: string; readonly orderer?: string; readonly application?: string };
    readonly clock: Clock;
    readonly random: Random;
}

const MEBIBYTE = 1024 * 1024;
/** A tree of transactions' hashes as wide as this is one flat hash. */
const FLAT_HASH_WIDTH = 0xffffffff;
const READERS_AND_WRITERS = { Readers: 'ANY Readers', Writers: 'ANY Writers', Admins: 'MAJORITY Admins' } as const;

/** Block 0. @throws Error for a channel id that Fabric refuses. */
export function createGenesisBlock(options: GenesisOptions): common.Block {
    assertChannelId(options.channelId);
    const config = new common.Config();
    config.setSequence(0);
    config.setChannelGroup(createChannelGroup(options));
    const configEnvelope = new common.ConfigEnvelope();
    configEnvelope.setConfig(config);
    const { header } = createHeader({
        type: common.HeaderType.CONFIG,
        version: 1,
        channelId: options.channelId,
        creator: new Uint8Array(),
        random: options.random,
        clock: options.clock,
    });
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(configEnvelope.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    const block = newBlock(0, new Uint8Array(), [envelope.serializeBinary()]);
    setGenesisMetadata(block);
    return block;
}

function createChannelGroup(options: GenesisOptions): common.ConfigGroup {
    const hashing = new common.HashingAlgorithm();
    hashing.setName('SHA256');
    const dataHashing = new common.BlockDataHashingStructure();
    dataHashing.setWidth(FLAT_HASH_WIDTH);
    return createConfigGroup({
        values: {
            HashingAlgorithm: hashing,
            BlockDataHashingStructure: dataHashing,
            OrdererAddresses: createAddresses(options.ordererOrganization.endpoints),
            Capabilities: createCapabilities(options.capabilities?.channel ?? 'V2_0'),
        },
        modPolicies: { OrdererAddresses: '/Channel/Orderer/Admins' },
        policies: READERS_AND_WRITERS,
        groups: {
            Application: createApplicationGroup(options),
            Orderer: createOrdererGroup(options),
        },
    });
}

function createApplicationGroup(options: GenesisOptions): common.ConfigGroup {
    return createConfigGroup({
        values: { Capabilities: createCapabilities(options.capabilities?.application ?? 'V2_5') },
        policies: {
            ...READERS_AND_WRITERS,
            Endorsement: 'MAJORITY Endorsement',
            LifecycleEndorsement: 'MAJORITY Endorsement',
        },
        groups: Object.fromEntries(
            options.organizations.map((organization) => [organization.mspId, createOrganizationGroup(organization)]),
        ),
    });
}

function createOrganizationGroup({ mspId, mspConfig, anchorPeers }: GenesisOrganization): common.ConfigGroup {
    return createConfigGroup({
        values: { MSP: createMspValue(mspConfig), AnchorPeers: createAnchorPeers(anchorPeers ?? []) },
        policies: {
            Readers: `OR('${mspId}.admin', '${mspId}.peer', '${mspId}.client')`,
            Writers: `OR('${mspId}.admin', '${mspId}.client')`,
            Admins: `OR('${mspId}.admin')`,
            Endorsement: `OR('${mspId}.peer')`,
        },
    });
}

function createOrdererGroup(options: GenesisOptions): common.ConfigGroup {
    const { ordererOrganization: organization, batch } = options;
    const { mspId } = organization;
    const size = new orderer.BatchSize();
    size.setMaxMessageCount(batch?.maxMessageCount ?? 10);
    size.setAbsoluteMaxBytes(batch?.absoluteMaxBytes ?? 99 * MEBIBYTE);
    size.setPreferredMaxBytes(batch?.preferredMaxBytes ?? MEBIBYTE / 2);
    const timeout = new orderer.BatchTimeout();
    timeout.setTimeout(formatDuration(batch?.timeoutMs ?? 2000));
    const organizationGroup = createConfigGroup({
        values: {
            MSP: createMspValue(organization.mspConfig),
            Endpoints: createAddresses(organization.endpoints),
        },
        policies: {
            Readers: `OR('${mspId}.member')`,
            Writers: `OR('${mspId}.member')`,
            Admins: `OR('${mspId}.admin')`,
        },
    });
    return createConfigGroup({
        values: {
            ConsensusType: createConsensusType(organization, options.raftTickMs ?? 500),
            BatchSize: size,
            BatchTimeout: timeout,
            ChannelRestrictions: new orderer.ChannelRestrictions(),
            Capabilities: createCapabilities(options.capabilities?.orderer ?? 'V2_0'),
        },
        policies: { ...READERS_AND_WRITERS, BlockValidation: 'ANY Writers' },
        groups: { [organization.group ?? 'OrdererOrg']: organizationGroup },
    });
}

/** Raft, also for one member, so that the block starts native Fabric orderers too. */
function createConsensusType(organization: GenesisOrdererOrganization, tickMs: number): orderer.ConsensusType {
    const consenters = organization.consenterTlsCertificatesPem.map((certificatePem, index) =>
        createConsenter(organization.endpoints[index] ?? '', certificatePem),
    );
    if (consenters.length === 0) {
        throw new Error('an orderer organisation needs a consenter');
    }
    const raft = new orderer.etcdraft.Options();
    raft.setTickInterval(`${String(tickMs)}ms`);
    raft.setElectionTick(10);
    raft.setHeartbeatTick(1);
    raft.setMaxInflightBlocks(5);
    raft.setSnapshotIntervalSize(16 * MEBIBYTE);
    const metadata = new orderer.etcdraft.ConfigMetadata();
    metadata.setConsentersList(consenters);
    metadata.setOptions(raft);
    const consensusType = new orderer.ConsensusType();
    consensusType.setType('etcdraft');
    consensusType.setMetadata(metadata.serializeBinary());
    return consensusType;
}

function createConsenter(endpoint: string, tlsCertificatePem: string): orderer.etcdraft.Consenter {
    const match = /^(.+):(\d+)$/.exec(endpoint);
    if (match === null) {
        throw new Error('every consenter needs an endpoint of the form host:port');
    }
    const certificate = Buffer.from(tlsCertificatePem);
    const consenter = new orderer.etcdraft.Consenter();
    consenter.setHost(match[1] ?? '');
    consenter.setPort(Number(match[2]));
    consenter.setClientTlsCert(certificate);
    consenter.setServerTlsCert(certificate);
    return consenter;
}

function createMspValue(config: msp.FabricMSPConfig): msp.MSPConfig {
    const value = new msp.MSPConfig();
    value.setType(0);
    value.setConfig(config.serializeBinary());
    return value;
}

function createAnchorPeers(anchorPeers: NonNullable<GenesisOrganization['anchorPeers']>): peer.AnchorPeers | undefined {
    if (anchorPeers.length === 0) {
        return undefined;
    }
    const value = new peer.AnchorPeers();
    value.setAnchorPeersList(
        anchorPeers.map(({ host, port }) => {
            const anchorPeer = new peer.AnchorPeer();
            anchorPeer.setHost(host);
            anchorPeer.setPort(port);
            return anchorPeer;
        }),
    );
    return value;
}

function createAddresses(addresses: readonly string[]): common.OrdererAddresses {
    const value = new common.OrdererAddresses();
    value.setAddressesList([...addresses]);
    return value;
}

function createCapabilities(name: string): common.Capabilities {
    const value = new common.Capabilities();
    value.getCapabilitiesMap().set(name, new common.Capability());
    return value;
}

function assertChannelId(channelId: string): void {
    if (!/^[a-z][a-z0-9.-]{0,248}$/.test(channelId)) {
        throw new Error(`channel ID '${channelId}' must match [a-z][a-z0-9.-]* and have at most 249 characters`);
    }
}
