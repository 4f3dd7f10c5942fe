import { common, peer } from '@hyperledger/fabric-protos';
import { mspConfig } from '../../../network/src/ca/material';
import { createGenesisBlock } from '../../../network/src/channel/genesis-block';
import type { GenesisOptions } from '../../../network/src/channel/genesis-block';
import { formatDuration, parseDuration } from '../../../network/src/channel/duration';
import { ChannelConfigError, parseChannelConfig } from '../../../network/src/channel/parse-channel-config';
import { blockData, blockSignedData, headerHash, newBlock, signBlock } from '../../../network/src/proto/block';
import { computeTxId } from '../../../network/src/proto/proposal';
import { parseEnvelope } from '../../../network/src/proto/transaction';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { enrolment, ordererOrganization, peerOrganization, seams, signer } from '../ca/organizations';

const org1 = peerOrganization(1);
const org2 = peerOrganization(2);
const orderer = ordererOrganization();

function genesis(changes: Partial<GenesisOptions> = {}): common.Block {
    return createGenesisBlock({
        channelId: 'mychannel',
        organizations: [org2, org1].map((organization) => ({
            mspId: organization.mspId,
            mspConfig: mspConfig(organization),
            anchorPeers: [{ host: `peer0.${organization.domain}`, port: 7051 }],
        })),
        ordererOrganization: {
            mspId: orderer.mspId,
            mspConfig: mspConfig(orderer),
            endpoints: ['orderer.example.com:7050'],
            consenterTlsCertificatesPem: [enrolment(orderer, 'orderer').tls.certificatePem],
        },
        ...seams,
        ...changes,
    });
}

function names(group: common.ConfigGroup | undefined): Readonly<Record<string, readonly string[]>> {
    const keys = (map: { forEach(visit: (value: unknown, key: string) => void): void } | undefined): string[] => {
        const found: string[] = [];
        map?.forEach((_value, key) => found.push(key));
        return found.sort();
    };
    return {
        groups: keys(group?.getGroupsMap()),
        values: keys(group?.getValuesMap()),
        policies: keys(group?.getPoliciesMap()),
    };
}

describe('the first block of a channel', () => {
    const block = genesis();
    const [data = new Uint8Array()] = blockData(block);
    const envelope = parseEnvelope(data);
    const channel = common.ConfigEnvelope.deserializeBinary(envelope.data).getConfig()?.getChannelGroup();

    test('is one configuration transaction without creator and signature', () => {
        expect(blockData(block)).toHaveLength(1);
        expect(envelope.type).toBe(common.HeaderType.CONFIG);
        expect(envelope.version).toBe(1);
        expect(envelope.channelId).toBe('mychannel');
        expect(envelope.creator).toHaveLength(0);
        expect(envelope.signature).toHaveLength(0);
        expect(envelope.txId).toBe(computeTxId(envelope.nonce, new Uint8Array()));
        expect(envelope.timestamp?.toDate()).toEqual(new Date('2026-01-01T00:00:00Z'));
        expect(block.getHeader()?.getNumber()).toBe(0);
        expect(block.getHeader()?.getPreviousHash_asU8()).toHaveLength(0);
    });

    test('has the groups, values and policies of test-network', () => {
        const application = channel?.getGroupsMap().get('Application');
        const ordering = channel?.getGroupsMap().get('Orderer');

        expect(names(channel)).toEqual({
            groups: ['Application', 'Orderer'],
            values: ['BlockDataHashingStructure', 'Capabilities', 'HashingAlgorithm', 'OrdererAddresses'],
            policies: ['Admins', 'Readers', 'Writers'],
        });
        expect(names(application)).toEqual({
            groups: ['Org1MSP', 'Org2MSP'],
            values: ['Capabilities'],
            policies: ['Admins', 'Endorsement', 'LifecycleEndorsement', 'Readers', 'Writers'],
        });
        expect(names(application?.getGroupsMap().get('Org1MSP'))).toEqual({
            groups: [],
            values: ['AnchorPeers', 'MSP'],
            policies: ['Admins', 'Endorsement', 'Readers', 'Writers'],
        });
        expect(names(ordering)).toEqual({
            groups: ['OrdererOrg'],
            values: ['BatchSize', 'BatchTimeout', 'Capabilities', 'ChannelRestrictions', 'ConsensusType'],
            policies: ['Admins', 'BlockValidation', 'Readers', 'Writers'],
        });
        expect(names(ordering?.getGroupsMap().get('OrdererOrg'))).toEqual({
            groups: [],
            values: ['Endpoints', 'MSP'],
            policies: ['Admins', 'Readers', 'Writers'],
        });
        expect(channel?.getValuesMap().get('OrdererAddresses')?.getModPolicy()).toBe('/Channel/Orderer/Admins');
        expect(channel?.getValuesMap().get('Capabilities')?.getModPolicy()).toBe('Admins');
    });

    test.each(['MyChannel', '1channel', 'my_channel', '', 'a'.repeat(250)])(
        'is not made for channel %j',
        (channelId) => {
            expect(() => genesis({ channelId })).toThrow('channel ID');
        },
    );
});

describe('the configuration of a channel', () => {
    const config = parseChannelConfig(genesis(), nodeCrypto);

    test('lists organisations in the order of their groups, MSPs and batch limits', () => {
        expect(config.channelId).toBe('mychannel');
        expect(config.sequence).toBe(0);
        expect(config.organizations).toEqual([
            { group: 'Org1MSP', mspId: 'Org1MSP' },
            { group: 'Org2MSP', mspId: 'Org2MSP' },
        ]);
        expect(config.msps.mspIds).toEqual(['Org1MSP', 'Org2MSP', 'OrdererMSP']);
        expect(config.batch).toEqual({
            timeoutMs: 2000,
            maxMessageCount: 10,
            absoluteMaxBytes: 103809024,
            preferredMaxBytes: 524288,
        });
    });

    test('takes the batch limits that were asked for', () => {
        const { batch } = parseChannelConfig(genesis({ batch: { timeoutMs: 250, maxMessageCount: 1 } }), nodeCrypto);

        expect(batch.timeoutMs).toBe(250);
        expect(batch.maxMessageCount).toBe(1);
    });

    test.each([
        ['/Channel/Application/Writers', 'User1', true],
        ['/Channel/Application/Writers', 'peer0', false],
        ['/Channel/Application/Readers', 'peer0', true],
        ['/Channel/Application/Org1MSP/Admins', 'Admin', true],
        ['/Channel/Application/Org1MSP/Admins', 'User1', false],
        ['/Channel/Application/Admins', 'Admin', false],
    ])('%s accepts a signature of %s: %s', (path, who, accepted) => {
        const identity = signer(org1, who);
        const message = Buffer.from('m');
        const signed = [{ message, identity: identity.serialized, signature: identity.sign(message) }];

        const refusal = config.policies.policy(path)?.evaluateSignedData(signed);

        expect(refusal === undefined).toBe(accepted);
    });

    test('accepts the blocks that its orderer signs and no others', () => {
        const header = genesis().getHeader() ?? new common.BlockHeader();
        const block = newBlock(1, headerHash(header), [Buffer.from('tx')]);
        const policy = config.policies.policy('/Channel/Orderer/BlockValidation');

        signBlock(block, { signer: signer(orderer, 'orderer'), random: seams.random, lastConfigIndex: 0 });
        expect(policy?.evaluateSignedData(blockSignedData(block))).toBeUndefined();

        block.getHeader()?.setNumber(2);
        expect(policy?.evaluateSignedData(blockSignedData(block))).toContain("1 of the 'Writers' sub-policies");
    });

    test('can be read from a configuration without its block', () => {
        const [data = new Uint8Array()] = blockData(genesis());

        const parsed = parseChannelConfig(parseEnvelope(data).data, nodeCrypto, 'other');

        expect(parsed.channelId).toBe('other');
        expect(parsed.organizations).toHaveLength(2);
    });

    test.each<[string, Partial<GenesisOptions>, string]>([
        ['channel capability V3_0', { capabilities: { channel: 'V3_0' } }, 'Channel capability V3_0 is not supported'],
        [
            'application capability V1_3',
            { capabilities: { application: 'V1_3' } },
            'Application capability V1_3 is not supported',
        ],
        ['no messages in a block', { batch: { maxMessageCount: 0 } }, 'batch size or timeout out of range'],
        [
            'a preferred size above the maximum',
            { batch: { absoluteMaxBytes: 10, preferredMaxBytes: 11 } },
            'batch size or timeout out of range',
        ],
    ])('with %s is refused', (_name, changes, message) => {
        expect(() => parseChannelConfig(genesis(changes), nodeCrypto)).toThrow(ChannelConfigError);
        expect(() => parseChannelConfig(genesis(changes), nodeCrypto)).toThrow(message);
    });

    test('with rules of its own on who may do what is refused', () => {
        const [data = new Uint8Array()] = blockData(genesis());
        const configuration = common.ConfigEnvelope.deserializeBinary(parseEnvelope(data).data);
        const application = configuration.getConfig()?.getChannelGroup()?.getGroupsMap().get('Application');
        const resource = new peer.APIResource();
        resource.setPolicyRef('/Channel/Application/Admins');
        const acls = new peer.ACLs();
        acls.getAclsMap().set('peer/Propose', resource);
        const value = new common.ConfigValue();
        value.setValue(acls.serializeBinary());
        application?.getValuesMap().set('ACLs', value);

        expect(() => parseChannelConfig(configuration.serializeBinary(), nodeCrypto, 'mychannel')).toThrow(
            new ChannelConfigError(
                "ACLs are not supported, only Fabric's defaults; this channel redefines peer/Propose",
            ),
        );
    });

    test('is not found in an ordinary block', () => {
        expect(() => parseChannelConfig(newBlock(1, new Uint8Array(), []), nodeCrypto)).toThrow(
            'a configuration block holds exactly one transaction',
        );
    });
});

describe('a duration', () => {
    test.each([
        ['2s', 2000],
        ['500ms', 500],
        ['1m30s', 90_000],
        ['1.5h', 5_400_000],
        ['250us', 0.25],
    ])('%s has %d milliseconds', (text, ms) => {
        expect(parseDuration(text)).toBe(ms);
    });

    test.each(['', '2', 's', '2 s', '-1s'])('is not written %j', (text) => {
        expect(parseDuration(text)).toBeUndefined();
    });

    test('is written in whole seconds or milliseconds', () => {
        expect([formatDuration(2000), formatDuration(250)]).toEqual(['2s', '250ms']);
    });
});
