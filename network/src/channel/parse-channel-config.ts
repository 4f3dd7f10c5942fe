import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { createMsps } from '../msp/create-msps';
import { createPolicies } from '../policies/channel-policies';
import { blockData } from '../proto/block';
import { decode } from '../proto/decode';
import { parseEnvelope } from '../proto/transaction';
import type { Crypto } from '../seams/crypto';
import type { ChannelConfig } from './channel-config';
import { parseDuration } from './duration';

/** A configuration that cannot be read, or one with rules that this network does not reproduce. */
export class ChannelConfigError extends Error {
    override readonly name = 'ChannelConfigError';
}

/** Capabilities under which the MSP and validation rules are those implemented here. */
const SUPPORTED_CAPABILITIES = {
    channel: ['V2_0', 'V1_4_3'],
    application: ['V2_5', 'V2_0'],
} as const;

/**
 * @param source a configuration block, or the bytes of a `common.ConfigEnvelope`, which do not name the channel.
 * @throws ChannelConfigError, or what MSPs and policies throw.
 */
export function parseChannelConfig(source: common.Block, crypto: Crypto): ChannelConfig;
export function parseChannelConfig(source: Uint8Array, crypto: Crypto, channelId: string): ChannelConfig;
export function parseChannelConfig(
    source: common.Block | Uint8Array,
    crypto: Crypto,
    givenChannelId = '',
): ChannelConfig {
    const { channelId, bytes } =
        source instanceof common.Block ? readBlock(source) : { channelId: givenChannelId, bytes: source };
    const config = decode(common.ConfigEnvelope, bytes, 'ConfigEnvelope', failure).getConfig();
    const channelGroup = config?.getChannelGroup();
    if (config === undefined || channelGroup === undefined) {
        throw new ChannelConfigError('configuration without a channel group');
    }
    const application = channelGroup.getGroupsMap().get('Application');
    const ordererGroup = channelGroup.getGroupsMap().get('Orderer');
    if (ordererGroup === undefined) {
        throw new ChannelConfigError('configuration without an Orderer group');
    }
    assertCapabilities('Channel', channelGroup, SUPPORTED_CAPABILITIES.channel);
    if (application !== undefined) {
        assertCapabilities('Application', application, SUPPORTED_CAPABILITIES.application);
        assertDefaultAcls(application);
    }
    const members = application === undefined ? [] : readOrganizations(application);
    const msps = createMsps(distinct([...members, ...readOrganizations(ordererGroup)]), crypto);
    return {
        channelId,
        sequence: config.getSequence(),
        msps,
        policies: createPolicies(channelGroup, msps),
        organizations: members.map(({ group, config: mspConfig }) => ({ group, mspId: mspConfig.getName() })),
        batch: readBatch(ordererGroup),
    };
}

interface Organization {
    readonly group: string;
    readonly config: msp.FabricMSPConfig;
}

function readBlock(block: common.Block): { readonly channelId: string; readonly bytes: Uint8Array } {
    const [first, ...others] = blockData(block);
    if (first === undefined || others.length > 0) {
        throw new ChannelConfigError('a configuration block holds exactly one transaction');
    }
    const envelope = parseEnvelope(first);
    if (envelope.type !== common.HeaderType.CONFIG) {
        throw new ChannelConfigError(`not a configuration transaction but type ${String(envelope.type)}`);
    }
    return { channelId: envelope.channelId, bytes: envelope.data };
}

/** In the order of their groups' names. */
function readOrganizations(parent: common.ConfigGroup): readonly Organization[] {
    const organizations: Organization[] = [];
    parent.getGroupsMap().forEach((organization, group) => {
        const bytes = valueOf(organization, 'MSP');
        if (bytes === undefined) {
            throw new ChannelConfigError(`organisation ${group} has no MSP`);
        }
        const mspConfig = decode(msp.MSPConfig, bytes, 'MSPConfig', failure);
        if (mspConfig.getType() !== 0) {
            throw new ChannelConfigError(
                `organisation ${group}: only X.509 MSPs are supported, not type ${String(mspConfig.getType())}`,
            );
        }
        const config = decode(msp.FabricMSPConfig, mspConfig.getConfig_asU8(), 'FabricMSPConfig', failure);
        organizations.push({ group, config });
    });
    return organizations.sort((left, right) => Buffer.compare(Buffer.from(left.group), Buffer.from(right.group)));
}

/** An MSP may stand in both groups, but only once in different words. */
function distinct(organizations: readonly Organization[]): readonly msp.FabricMSPConfig[] {
    const byName = new Map<string, msp.FabricMSPConfig>();
    for (const { config, group } of organizations) {
        const known = byName.get(config.getName());
        if (known !== undefined && Buffer.compare(known.serializeBinary(), config.serializeBinary()) !== 0) {
            throw new ChannelConfigError(
                `the organization ${group} is attempting to define two different versions of MSP: ${config.getName()}`,
            );
        }
        byName.set(config.getName(), config);
    }
    return [...byName.values()];
}

function readBatch(group: common.ConfigGroup): ChannelConfig['batch'] {
    const size = decode(orderer.BatchSize, valueOf(group, 'BatchSize') ?? new Uint8Array(), 'BatchSize', failure);
    const timeout = decode(
        orderer.BatchTimeout,
        valueOf(group, 'BatchTimeout') ?? new Uint8Array(),
        'BatchTimeout',
        failure,
    ).getTimeout();
    const batch = {
        timeoutMs: parseDuration(timeout) ?? 0,
        maxMessageCount: size.getMaxMessageCount(),
        absoluteMaxBytes: size.getAbsoluteMaxBytes(),
        preferredMaxBytes: size.getPreferredMaxBytes(),
    };
    if (Object.values(batch).some((value) => value <= 0) || batch.preferredMaxBytes > batch.absoluteMaxBytes) {
        throw new ChannelConfigError(`batch size or timeout out of range: ${JSON.stringify({ ...batch, timeout })}`);
    }
    return batch;
}

function assertCapabilities(name: string, group: common.ConfigGroup, supported: readonly string[]): void {
    const bytes = valueOf(group, 'Capabilities') ?? new Uint8Array();
    const names: string[] = [];
    decode(common.Capabilities, bytes, 'Capabilities', failure)
        .getCapabilitiesMap()
        .forEach((_capability, capability) => names.push(capability));
    const [highest] = names.sort().reverse();
    if (highest === undefined || !supported.includes(highest)) {
        throw new ChannelConfigError(
            `${name} capability ${highest ?? '(none)'} is not supported, only ${supported.join(' or ')}`,
        );
    }
}

/** Who may do what is fixed (system/access-control.ts): a channel that redefines it must not look as if it were obeyed. */
function assertDefaultAcls(application: common.ConfigGroup): void {
    const names: string[] = [];
    decode(peer.ACLs, valueOf(application, 'ACLs') ?? new Uint8Array(), 'ACLs', failure)
        .getAclsMap()
        .forEach((_resource, name) => names.push(name));
    if (names.length > 0) {
        throw new ChannelConfigError(
            `ACLs are not supported, only Fabric's defaults; this channel redefines ${names.sort().join(', ')}`,
        );
    }
}

function valueOf(group: common.ConfigGroup, name: string): Uint8Array | undefined {
    return group.getValuesMap().get(name)?.getValue_asU8();
}

function failure(message: string): ChannelConfigError {
    return new ChannelConfigError(message);
}
