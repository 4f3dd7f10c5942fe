import type { peer } from '@hyperledger/fabric-protos';
import { mspConfig } from '../../../network/src/ca/material';
import { createGenesisBlock } from '../../../network/src/channel/genesis-block';
import { parseChannelConfig } from '../../../network/src/channel/parse-channel-config';
import { encodeCollections, type CollectionConfig } from '../../../network/src/deploy/definition';
import { disseminate } from '../../../network/src/endorser/dissemination';
import type { PrivateDataHolder } from '../../../network/src/endorser/endorser';
import type { PrivateWrites } from '../../../network/src/ledger/read-write-set';
import { createSignedProposal, unpackProposal } from '../../../network/src/proto/proposal';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import { enrolment, ordererOrganization, peerOrganization, seams, signer } from '../ca/organizations';
import { TestLedger } from '../ledger/test-ledger';

const organizations = [1, 2, 3].map((number) => peerOrganization(number));
const orderer = ordererOrganization();
const config = parseChannelConfig(
    createGenesisBlock({
        channelId: 'mychannel',
        organizations: organizations.map((one) => ({ mspId: one.mspId, mspConfig: mspConfig(one) })),
        ordererOrganization: {
            mspId: orderer.mspId,
            mspConfig: mspConfig(orderer),
            endpoints: ['orderer.example.com:7050'],
            consenterTlsCertificatesPem: [enrolment(orderer, 'orderer').tls.certificatePem],
        },
        ...seams,
    }),
    nodeCrypto,
);
const [first] = organizations as [(typeof organizations)[0]];
const ALL = "OR('Org1MSP.member', 'Org2MSP.member', 'Org3MSP.member')";
const writes: readonly PrivateWrites[] = [
    { namespace: 'cc', collection: 'coll', writes: [{ key: 'k', value: Buffer.from('x') }] },
    { namespace: 'cc', collection: 'other', writes: [{ key: 'k', value: Buffer.from('y') }] },
];

/** Endorses at the peer of Org1; answers with who keeps what, as `MSP collection…`. */
async function spread(
    change: Partial<CollectionConfig>,
    options: { readonly failing?: readonly string[] } = {},
): Promise<readonly string[]> {
    const kept: string[] = [];
    const holder = (index: number): PrivateDataHolder => {
        const { mspId } = organizations[index] ?? first;
        return {
            mspId,
            identity: config.msps.deserialize(signer(organizations[index] ?? first, 'peer0').serialized),
            keep: (_txId, _height, given) => {
                if (options.failing?.includes(mspId) === true) {
                    return Promise.reject(new Error('unreachable'));
                }
                kept.push([mspId, ...given.map(({ collection }) => collection)].join(' '));
                return Promise.resolve();
            },
        };
    };
    const collections = new Map(
        (
            encodeCollections([
                { name: 'coll', policy: ALL, ...change },
                { name: 'other', policy: "OR('Org1MSP.member')" },
            ])?.getConfigList() ?? []
        ).map((one): [string, peer.StaticCollectionConfig | undefined] => [
            one.getStaticCollectionConfig()?.getName() ?? '',
            one.getStaticCollectionConfig(),
        ]),
    );
    const { ledger } = await TestLedger.open();
    const { signedProposal } = createSignedProposal({
        channelId: 'mychannel',
        chaincodeName: 'cc',
        args: ['f'],
        signer: signer(first, 'Admin'),
        random: systemRandom,
        clock: seams.clock,
    });
    await disseminate(unpackProposal(signedProposal), writes, {
        mspId: 'Org1MSP',
        ledger: () => ledger,
        config: () => config,
        lifecycle: {
            collection: (_channelId, _namespace, name) => Promise.resolve(collections.get(name)),
        },
        privateData: { own: holder(0), others: () => [holder(1), holder(2)] },
        random: systemRandom,
    });
    return kept.sort();
}

const refusal = (cause: string): unknown =>
    expect.objectContaining({
        message: expect.stringMatching(
            new RegExp(`^failed to distribute private collection, txID [0-9a-f]{64}, channel mychannel: ${cause}$`),
        ) as string,
    });

describe('what an endorser hands on', () => {
    it('is everything for itself, and for others no more than their collections', async () => {
        expect(await spread({ maxPeerCount: 2 })).toEqual(['Org1MSP coll other', 'Org2MSP coll', 'Org3MSP coll']);
    });

    it('goes to as many peers as the collection allows', async () => {
        expect(await spread({ maxPeerCount: 0 })).toEqual(['Org1MSP coll other']);
        expect(await spread({ maxPeerCount: 1 })).toHaveLength(2);
    });

    it('goes to peers that the member policy names', async () => {
        const policy = "OR('Org3MSP.peer', 'Org2MSP.client')";
        expect(await spread({ policy, maxPeerCount: 2 })).toEqual(['Org1MSP coll other', 'Org3MSP coll']);
    });

    it('is refused where fewer peers are known than the collection asks for', async () => {
        await expect(spread({ requiredPeerCount: 3, maxPeerCount: 3 })).rejects.toEqual(
            refusal(
                'could not build private data dissemination plan for chaincode cc and collection coll: required to disseminate to at least 3 peers, but know of only 2 eligible peers',
            ),
        );
    });

    it('is refused where a peer that is needed does not take it, and not where one is not', async () => {
        const failing = ['Org2MSP'];
        await expect(spread({ requiredPeerCount: 2, maxPeerCount: 2 }, { failing })).rejects.toEqual(
            refusal('Failed disseminating 1 out of 2 private dissemination plans'),
        );
        expect(await spread({ maxPeerCount: 2 }, { failing })).toEqual(['Org1MSP coll other', 'Org3MSP coll']);
    });
});
