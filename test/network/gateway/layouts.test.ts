import { common, peer } from '@hyperledger/fabric-protos';
import { mspConfig } from '../../../network/src/ca/material';
import type { ChannelConfig } from '../../../network/src/channel/channel-config';
import { createConfigGroup } from '../../../network/src/channel/config-group';
import type { GatewayChannel } from '../../../network/src/gateway/gateway';
import { type GatewayEndorser, ownAnswer, remoteAnswer } from '../../../network/src/gateway/gateway-endorser';
import { planLayouts } from '../../../network/src/gateway/layouts';
import { implicitCollection } from '../../../network/src/lifecycle/collections';
import { createMsps } from '../../../network/src/msp/create-msps';
import { createPolicies } from '../../../network/src/policies/channel-policies';
import { parseSignaturePolicy } from '../../../network/src/policies/policy-dsl';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import { peerOrganization, signer } from '../ca/organizations';

const organizations = [peerOrganization(1), peerOrganization(2)];
const msps = createMsps(
    organizations.map((organization) => mspConfig(organization)),
    nodeCrypto,
);
const config: ChannelConfig = {
    channelId: 'mychannel',
    sequence: 0,
    msps,
    policies: createPolicies(createConfigGroup({ values: {}, policies: {} }), msps),
    organizations: organizations.map(({ mspId }) => ({ group: mspId, mspId })),
    batch: { timeoutMs: 1, maxMessageCount: 1, absoluteMaxBytes: 1, preferredMaxBytes: 1 },
};
const endorsers = organizations.map((organization): GatewayEndorser => ({
    mspId: organization.mspId,
    address: `peer0.${organization.domain}:7051`,
    identity: msps.deserialize(signer(organization, 'peer0').serialized),
    hasChaincode: () => Promise.resolve(true),
    processProposal: () => Promise.reject(new Error('not to be asked')),
}));

const BOTH = "AND('Org1MSP.peer', 'Org2MSP.peer')";

function encoded(envelope: common.SignaturePolicyEnvelope): Uint8Array {
    const policy = new peer.ApplicationPolicy();
    policy.setSignaturePolicy(envelope);
    return policy.serializeBinary();
}

function withThreshold(threshold: number): Uint8Array {
    const envelope = parseSignaturePolicy(BOTH);
    envelope.getRule()?.getNOutOf()?.setN(threshold);
    return encoded(envelope);
}

function collection(name: string, policy?: string): peer.StaticCollectionConfig {
    const message = new peer.StaticCollectionConfig();
    message.setName(name);
    const members = new peer.CollectionPolicyConfig();
    members.setSignaturePolicy(parseSignaturePolicy("OR('Org1MSP.member', 'Org2MSP.member')"));
    message.setMemberOrgsPolicy(members);
    if (policy !== undefined) {
        message.setEndorsementPolicy(peer.ApplicationPolicy.deserializeBinary(encoded(parseSignaturePolicy(policy))));
    }
    return message;
}

async function plan(
    endorsementPolicy: Uint8Array,
    collectionNames: readonly string[] = [],
    collections: readonly (peer.StaticCollectionConfig | undefined)[] = [],
    disregard = false,
): Promise<readonly string[]> {
    const call = new peer.ChaincodeCall();
    call.setName('cc');
    call.setCollectionNamesList([...collectionNames]);
    call.setDisregardNamespacePolicy(disregard);
    const interest = new peer.ChaincodeInterest();
    interest.setChaincodesList([call]);
    const channel: GatewayChannel = {
        ledger: {} as GatewayChannel['ledger'],
        endorsers,
        orderers: [],
        metadata: () =>
            Promise.resolve({
                endorsementPolicy,
                collections: collections.filter((each) => each !== undefined),
            }),
    };
    const layouts = await planLayouts({ channel, channelId: 'mychannel', config, interest, random: systemRandom });
    return (layouts.next(undefined, new Set()) ?? []).map(({ mspId }) => mspId).sort();
}

test("an organisation's implicit collection is endorsed by that organisation instead of the chaincode's policy", async () => {
    const implicit = config.organizations.map(({ mspId }) => implicitCollection(mspId, config));
    const both = encoded(parseSignaturePolicy(BOTH));
    expect(await plan(both, ['_implicit_org_Org1MSP'], implicit)).toEqual(['Org1MSP']);
    expect(await plan(both)).toEqual(['Org1MSP', 'Org2MSP']);
});

test('equal policies of several collections count as one', async () => {
    const first = encoded(parseSignaturePolicy("OR('Org1MSP.peer')"));
    const twice = [collection('a', BOTH), collection('b', BOTH)];
    expect(await plan(first, ['a', 'b'], twice)).toEqual(['Org1MSP', 'Org2MSP']);
    await expect(plan(first, ['a', 'b'], twice, true)).rejects.toThrow(
        /^requested to disregard chaincode cc's policy but key and collection policies are missing, /,
    );
});

test('collections without a policy of their own have that of the chaincode', async () => {
    expect(await plan(encoded(parseSignaturePolicy(BOTH)), ['a', 'b'], [collection('a'), collection('b')])).toEqual([
        'Org1MSP',
        'Org2MSP',
    ]);
});

test.each([
    ['of no known kind', new Uint8Array()],
    ['that cannot be read', Buffer.from('junk')],
    ['of the channel that does not exist', reference('/Channel/Application/Nothing')],
])('a policy %s is no metadata', async (_case, policy) => {
    await expect(plan(policy)).rejects.toThrow('No metadata was found for chaincode cc in channel mychannel');
});

test.each([
    ['nothing', 0],
    ['more than there is', 3],
])('a policy that asks for %s cannot be satisfied', async (_case, threshold) => {
    await expect(plan(withThreshold(threshold))).rejects.toThrow(/^endorsement policy cannot be satisfied$/);
});

test('a policy without principals is not found', async () => {
    const envelope = parseSignaturePolicy(BOTH);
    envelope.clearIdentitiesList();
    envelope.setRule(new common.SignaturePolicy());
    await expect(plan(encoded(envelope))).rejects.toThrow(
        /^(policy not found|No metadata was found for chaincode cc in channel mychannel)$/,
    );
});

function reference(path: string): Uint8Array {
    const policy = new peer.ApplicationPolicy();
    policy.setChannelConfigPolicyReference(path);
    return policy.serializeBinary();
}

test('errors of other peers come alone, those of the own peer with the response unless a filter refused', () => {
    const response = new peer.ProposalResponse();
    expect(ownAnswer({ response })).toEqual({ response });
    expect(ownAnswer({ response, error: 'no' })).toEqual({ response, error: 'no' });
    expect(ownAnswer({ response, error: 'no', filtered: true })).toEqual({ error: 'no' });
    expect(remoteAnswer({ response })).toEqual({ response });
    expect(remoteAnswer({ response, error: 'no' })).toEqual({ error: 'rpc error: code = Unknown desc = no' });
});
