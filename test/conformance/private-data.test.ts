import { randomBytes } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import type { CollectionConfig } from '../../network/src/deploy/definition';
import { createLifecycleClient } from '../../network/src/deploy/lifecycle-client';
import type { SigningIdentity } from '../../network/src/msp/identity';
import { systemClock } from '../../network/src/seams/clock';
import { systemRandom } from '../../network/src/seams/random';
import { filesWith } from '../support/files/files-with';
import { blockWithPrivateData } from './block-caller';
import { GatewayCaller, propose, type Proposal, type Proposed, sign } from './gateway-caller';
import { POLICY, type ProbeNetwork, probeNetworks } from './probe-network';

const VALID = 0;
const ENDORSEMENT_POLICY_FAILURE = 10;
const MVCC_READ_CONFLICT = 11;
const ORG1 = "OR('Org1MSP.member')";
const BY_ORG1 = { signaturePolicy: "OR('Org1MSP.peer')" };

/** Org3 is a member of none, and has no chaincode; the chaincode's policy asks for Org1 and Org2. */
const COLLECTIONS: readonly CollectionConfig[] = [
    { name: 'closed', policy: ORG1, memberOnlyRead: true, memberOnlyWrite: true, endorsementPolicy: BY_ORG1 },
    // Without a policy of its own, and open to everybody's reads and writes.
    { name: 'open', policy: ORG1 },
    { name: 'brief', policy: ORG1, blockToLive: 3, endorsementPolicy: BY_ORG1 },
    { name: 'lonely', policy: ORG1, requiredPeerCount: 1, endorsementPolicy: BY_ORG1 },
    { name: 'grown', policy: ORG1, memberOnlyRead: true, endorsementPolicy: BY_ORG1 },
    {
        name: 'pair',
        policy: "OR('Org1MSP.member', 'Org2MSP.member')",
        requiredPeerCount: 1,
        memberOnlyRead: true,
        memberOnlyWrite: true,
        endorsementPolicy: { signaturePolicy: POLICY },
    },
    {
        name: 'inbox-Org2MSP',
        policy: "OR('Org2MSP.member')",
        memberOnlyRead: true,
        endorsementPolicy: { signaturePolicy: "OR('Org2MSP.peer')" },
    },
];

function failed(request: string, cause: string): unknown {
    return expect.stringMatching(
        new RegExp(`^chaincode response 500, ${request} failed: transaction ID: [0-9a-f]{64}: ${cause}$`),
    );
}

function endorsersOf(envelope: common.Envelope): readonly string[] {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    return (endorsed.getAction()?.getEndorsementsList() ?? [])
        .map((one) => msp.SerializedIdentity.deserializeBinary(one.getEndorser_asU8()).getMspid())
        .sort();
}

describe.each(probeNetworks)('private data on %s', (_name, start) => {
    let network: ProbeNetwork;
    let gateway: GatewayCaller;
    let gateway2: GatewayCaller;
    let gateway3: GatewayCaller;
    let user: SigningIdentity;
    let user2: SigningIdentity;
    let user3: SigningIdentity;

    beforeAll(async () => {
        network = await start({ organizations: 3, collections: COLLECTIONS });
        [gateway, gateway2, gateway3] = [1, 2, 3].map(
            (number) => new GatewayCaller(network.organization(number).peer),
        ) as [GatewayCaller, GatewayCaller, GatewayCaller];
        user = await network.identity(1, 'User1');
        user2 = await network.identity(2, 'User1');
        user3 = await network.identity(3, 'User1');
    }, 180_000);

    afterAll(async () => {
        [gateway, gateway2, gateway3].forEach((one) => {
            one.close();
        });
        await network.close();
    });

    function proposal(args: readonly string[], more: Partial<Proposed> = {}): Proposal {
        return propose({ args, signer: user, ...more });
    }

    /** With a value to hide, which travels in transient data. */
    function hiding(collection: string, key: string, value: string, more: Partial<Proposed> = {}): Proposal {
        return proposal(['hide', collection, key], { transient: { secret: Buffer.from(value) }, ...more });
    }

    async function envelopeOf(
        proposed: Proposal,
        organizations: readonly string[] = [],
        by = gateway,
    ): Promise<common.Envelope> {
        const endorsed = await by.endorse(proposed, organizations);
        if (!(endorsed instanceof common.Envelope)) {
            throw new Error(JSON.stringify(endorsed));
        }
        return endorsed;
    }

    /** Answers with code and block once the transaction is committed on the peer of Org1, and on that of Org2. */
    async function commit(
        proposed: Proposal,
        organizations: readonly string[] = [],
    ): Promise<{ readonly code: number; readonly block: number }> {
        return order(proposed, await envelopeOf(proposed, organizations));
    }

    async function order(
        { txId }: Proposal,
        envelope: common.Envelope,
    ): Promise<{ readonly code: number; readonly block: number }> {
        expect(await gateway.submit(sign(envelope, user))).toBeUndefined();
        const committed = await gateway.commitStatus(txId, { identity: user });
        expect(await gateway2.commitStatus(txId, { identity: user2 })).toEqual(committed);
        if (!('block' in committed)) {
            throw new Error(committed.text);
        }
        return committed;
    }

    /** What the members' peer and the public hash say of a key. */
    async function looked(collection: string, key: string): Promise<readonly unknown[]> {
        return [
            await gateway.evaluate(proposal(['reveal', collection, key])),
            await gateway.evaluate(proposal(['fingerprint', collection, key])),
        ];
    }

    describe('reading and writing', () => {
        // SHA-256 of 'treasure'.
        const fingerprint = '74ae323f9b9abcff9669a5a3f88af295529db26bff271851737f47cb6f270698';

        beforeAll(async () => {
            expect(await commit(hiding('closed', 'k', 'treasure'))).toMatchObject({ code: VALID });
            expect(await commit(hiding('open', 'k', 'treasure'), ['Org1MSP', 'Org2MSP'])).toMatchObject({
                code: VALID,
            });
        }, 60_000);

        test("a member's peer has the value", async () => {
            expect(await gateway.evaluate(proposal(['reveal', 'closed', 'k']))).toBe('treasure');
        });

        test("another organisation's peer has the hash only", async () => {
            const version = '{BlockNum: \\d+, TxNum: 0}';
            expect(await gateway2.evaluate(proposal(['reveal', 'open', 'k'], { signer: user2 }))).toMatchObject({
                code: status.UNKNOWN,
                details: [
                    failed(
                        'GET_STATE',
                        `private data matching public hash version is not available. Public hash version = ${version}, Private data version = <nil>`,
                    ),
                ],
            });
            const hash = await gateway2.evaluate(proposal(['fingerprint', 'closed', 'k'], { signer: user2 }));
            expect(hash).toBe(fingerprint);
        });

        test('whoever is no member may not read where only members may', async () => {
            expect(await gateway.evaluate(proposal(['reveal', 'closed', 'k'], { signer: user2 }))).toMatchObject({
                code: status.UNKNOWN,
                details: [
                    failed(
                        'GET_STATE',
                        'tx creator does not have read access permission on privatedata in chaincodeName:probe collectionName: closed',
                    ),
                ],
            });
        });

        test('whoever is no member may not write where only members may', async () => {
            const asked = hiding('closed', 'k', 'x', { signer: user2 });
            expect(await gateway.endorse(asked, ['Org1MSP'])).toMatchObject({
                code: status.ABORTED,
                details: [
                    failed(
                        'PUT_STATE',
                        'tx creator does not have write access permission on privatedata in chaincodeName:probe collectionName: closed',
                    ),
                ],
            });
        });

        test.each([
            ['reveal', 'GET_STATE', 'collection mychannel/probe/nowhere could not be found'],
            ['hide', 'PUT_STATE', 'collection mychannel/probe/nowhere could not be found'],
            ['forget', 'DEL_STATE', 'collection mychannel/probe/nowhere could not be found'],
            ['purge', 'PURGE_PRIVATE_DATA', 'collection mychannel/probe/nowhere could not be found'],
            ['listHidden', 'GET_STATE_BY_RANGE', 'collection mychannel/probe/nowhere could not be found'],
            [
                'fingerprint',
                'GET_PRIVATE_DATA_HASH',
                'collection \\[nowhere\\] not defined in the collection config for chaincode \\[probe\\]',
            ],
        ])('%s finds no collection that is not defined', async (name, request, cause) => {
            const asked = proposal([name, 'nowhere', 'k'], { transient: { secret: Buffer.from('x') } });
            expect(await gateway.evaluate(asked)).toMatchObject({
                code: status.UNKNOWN,
                details: [failed(request, cause)],
            });
        });

        test('a range is for transactions that do not write', async () => {
            expect(await gateway.evaluate(proposal(['listHidden', 'closed']))).toBe('k');
            const asked = proposal(['listThenHide', 'closed'], { transient: { secret: Buffer.from('x') } });
            expect(await gateway.evaluate(asked)).toMatchObject({
                details: [
                    failed(
                        'PUT_STATE',
                        'txid \\[[0-9a-f]{64}\\]: unsuppored transaction. Transaction has already performed queries on pvt data. Writes are not allowed',
                    ),
                ],
            });
        });

        test('two transactions that read and write one key: the second is refused', async () => {
            const both = [proposal(['amend', 'closed', 'k']), proposal(['amend', 'closed', 'k'])];
            const envelopes = await Promise.all(both.map((one) => envelopeOf(one)));
            for (const envelope of envelopes) {
                expect(await gateway.submit(sign(envelope, user))).toBeUndefined();
            }
            const codes = await Promise.all(both.map(({ txId }) => gateway.commitStatus(txId, { identity: user })));
            expect(codes).toMatchObject([{ code: VALID }, { code: MVCC_READ_CONFLICT }]);
            expect(await gateway.evaluate(proposal(['reveal', 'closed', 'k']))).toBe('treasure!');
        });

        test.each(['forget', 'purge'])('%s takes away value and hash', async (remove) => {
            await commit(hiding('closed', remove, 'gone soon'));
            expect((await looked('closed', remove))[0]).toBe('gone soon');

            expect(await commit(proposal([remove, 'closed', remove]))).toMatchObject({ code: VALID });

            expect(await looked('closed', remove)).toEqual(['', '']);
        });

        test('a value lives for as many blocks as its collection says, and its hash too', async () => {
            const { block } = await commit(hiding('brief', 'k', 'mayfly'));
            for (const later of [1, 2, 3]) {
                const next = await commit(proposal(['put', 'later', String(later)]));
                expect(next).toEqual({ code: VALID, block: block + later });
                expect((await looked('brief', 'k'))[0]).toBe('mayfly');
            }
            await commit(proposal(['put', 'later', '4']));
            expect(await looked('brief', 'k')).toEqual(['', '']);
            expect(await gateway.evaluate(proposal(['listHidden', 'brief']))).toBe('');
        }, 60_000);

        test('a newer value lives on when an older one expires', async () => {
            await commit(hiding('brief', 'renewed', 'old'));
            await commit(proposal(['put', 'later', '1']));
            await commit(hiding('brief', 'renewed', 'new'));
            for (const later of ['2', '3', '4']) {
                await commit(proposal(['put', 'later', later]));
                expect((await looked('brief', 'renewed'))[0]).toBe('new');
            }
            await commit(proposal(['put', 'later', '5']));
            expect(await looked('brief', 'renewed')).toEqual(['', '']);
        }, 60_000);
    });

    describe('endorsement', () => {
        test("a collection's own policy is all that a write into it needs", async () => {
            const envelope = await envelopeOf(hiding('closed', 'own-policy', 'x'));
            expect(endorsersOf(envelope)).toEqual(['Org1MSP']);
        });

        test('a member writes into another inbox with the endorsement of its owner alone', async () => {
            const asked = hiding('inbox-Org2MSP', 'letter', 'for Org2');
            const envelope = await envelopeOf(asked, ['Org2MSP']);
            expect(endorsersOf(envelope)).toEqual(['Org2MSP']);
            expect(await order(asked, envelope)).toMatchObject({ code: VALID });
            const read = proposal(['reveal', 'inbox-Org2MSP', 'letter'], { signer: user2 });
            expect(await gateway2.evaluate(read)).toBe('for Org2');
        });

        test('an endorsement outside the policy of the collection does not count', async () => {
            expect(await commit(hiding('inbox-Org2MSP', 'forged', 'x'), ['Org1MSP'])).toMatchObject({
                code: ENDORSEMENT_POLICY_FAILURE,
            });
        });

        test('both members endorse where the collection says so, and both have the value', async () => {
            const asked = hiding('pair', 'k', 'ours');
            const envelope = await envelopeOf(asked);
            expect(endorsersOf(envelope)).toEqual(['Org1MSP', 'Org2MSP']);
            expect(await order(asked, envelope)).toMatchObject({ code: VALID });
            expect(await gateway.evaluate(proposal(['reveal', 'pair', 'k']))).toBe('ours');
            expect(await gateway2.evaluate(proposal(['reveal', 'pair', 'k'], { signer: user2 }))).toBe('ours');
        });

        test('transient data does not go to organisations outside the collection unless they are named', async () => {
            expect(await gateway.endorse(hiding('open', 'k', 'x'))).toMatchObject({
                code: status.FAILED_PRECONDITION,
                text: 'requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [open]; retry specifying trusted endorsing organizations to protect transient data',
            });
            expect(endorsersOf(await envelopeOf(hiding('open', 'k', 'x'), ['Org1MSP', 'Org2MSP']))).toEqual([
                'Org1MSP',
                'Org2MSP',
            ]);
        });

        test('a value that only members can read is not endorsed by others', async () => {
            expect(await gateway.endorse(proposal(['amend', 'open', 'k']))).toMatchObject({
                code: status.FAILED_PRECONDITION,
                text: 'no combination of peers can be derived which satisfy the endorsement policy: no peer combination can satisfy the endorsement policy',
            });
        });

        test('transient data is not evaluated outside the own organisation unless others are named', async () => {
            const asked = hiding('open', 'k', 'x', { signer: user3 });
            expect(await gateway3.evaluate(asked)).toMatchObject({
                code: status.FAILED_PRECONDITION,
                text: "no endorsers found in the gateway's organization; retry specifying target organization(s) to protect transient data: no peers available to evaluate chaincode probe in channel mychannel",
            });
            expect(await gateway3.endorse(asked)).toMatchObject({
                code: status.FAILED_PRECONDITION,
                text: "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data",
            });
        });

        test('an evaluation fails too where too few peers can have the value', async () => {
            const text = expect.stringMatching(
                /^error in simulation: failed to distribute private collection, txID [0-9a-f]{64}, channel mychannel: could not build private data dissemination plan for chaincode probe and collection lonely: required to disseminate to at least 1 peers, but know of only 0 eligible peers$/,
            ) as string;
            expect(await gateway.evaluate(hiding('lonely', 'k', 'x'))).toEqual({
                code: status.ABORTED,
                text: 'failed to evaluate transaction, see attached details for more info',
                details: [text],
            });
            expect(await gateway.endorse(hiding('lonely', 'k', 'x'))).toMatchObject({
                code: status.ABORTED,
                details: [text],
            });
        });
    });

    describe('block events', () => {
        test('carry what the peer holds, only for members where only they may read', async () => {
            const pair = await commit(hiding('pair', 'event', 'ours'));
            const open = await commit(hiding('open', 'event', 'anybody'), ['Org1MSP', 'Org2MSP']);
            const [first, second, third] = [1, 2, 3].map((number) => network.organization(number).peer);
            if (first === undefined || second === undefined || third === undefined) {
                throw new Error('three peers are needed');
            }
            const ours = ['0 probe pair event=ours'];
            const anybody = ['0 probe open event=anybody'];
            expect((await blockWithPrivateData(first, user, pair.block)).writes).toEqual(ours);
            expect((await blockWithPrivateData(second, user, pair.block)).writes).toEqual(ours);
            expect((await blockWithPrivateData(first, user3, pair.block)).writes).toEqual([]);
            expect((await blockWithPrivateData(first, user, open.block)).writes).toEqual(anybody);
            expect((await blockWithPrivateData(first, user3, open.block)).writes).toEqual(anybody);
            expect((await blockWithPrivateData(second, user, open.block)).writes).toEqual([]);
            expect((await blockWithPrivateData(third, user3, open.block)).writes).toEqual([]);
        });

        test('carry what invalid transactions wanted to write, too', async () => {
            const { block, code } = await commit(hiding('inbox-Org2MSP', 'event', 'unwanted'), ['Org1MSP']);
            expect(code).toBe(ENDORSEMENT_POLICY_FAILURE);
            const { peer: second } = network.organization(2);
            const { writes } = await blockWithPrivateData(second, user2, block);
            expect(writes).toEqual(['0 probe inbox-Org2MSP event=unwanted']);
        });

        test('no longer carry purged keys, but the others of the transaction', async () => {
            const { block } = await commit(hiding('closed', 'purged', 'never again'));
            const { peer: first } = network.organization(1);
            expect((await blockWithPrivateData(first, user, block)).writes).toEqual([
                '0 probe closed purged=never again',
            ]);
            const purge = await commit(proposal(['purge', 'closed', 'purged']));
            for (const number of [block, purge.block]) {
                const { writes, collections } = await blockWithPrivateData(first, user, number);
                expect(writes).toEqual([]);
                expect(collections).toEqual(['0 probe closed']);
            }
        });

        test('no longer carry expired values', async () => {
            const { block } = await commit(hiding('brief', 'event', 'mayfly'));
            const { peer: first } = network.organization(1);
            expect((await blockWithPrivateData(first, user, block)).writes).toEqual(['0 probe brief event=mayfly']);
            for (const later of ['1', '2', '3', '4']) {
                await commit(proposal(['put', 'later', later]));
            }
            expect((await blockWithPrivateData(first, user, block)).collections).toEqual([]);
        }, 60_000);
    });

    describe('where the bytes are', () => {
        test("a value is in the member's folder only, and in no transaction and no block", async () => {
            const canary = randomBytes(24).toString('hex');
            const asked = hiding('closed', canary.slice(0, 8), canary);
            const envelope = await envelopeOf(asked);
            expect(Buffer.from(envelope.serializeBinary()).includes(canary)).toBe(false);
            expect(await filesWith(network.peerFolder(1), canary)).not.toEqual([]);

            const { block } = await order(asked, envelope);

            const { bytes } = await blockWithPrivateData(network.organization(1).peer, user, block);
            expect(Buffer.from(bytes).includes(canary)).toBe(false);
            expect(await filesWith(network.peerFolder(2), canary)).toEqual([]);
            expect(await filesWith(network.peerFolder(3), canary)).toEqual([]);
            const own = (await filesWith(network.peerFolder(1), canary)).length;
            expect(own).toBeGreaterThan(0);
            expect(await filesWith(network.dataDir, canary)).toHaveLength(own);
        });

        test('a peer that endorses without being a member keeps the value, to nobody else’s eyes', async () => {
            const canary = randomBytes(24).toString('hex');
            const asked = hiding('open', canary.slice(0, 8), canary);
            await order(asked, await envelopeOf(asked, ['Org1MSP', 'Org2MSP']));

            expect(await filesWith(network.peerFolder(2), canary)).not.toEqual([]);
            expect(await filesWith(network.peerFolder(3), canary)).toEqual([]);
            const read = proposal(['reveal', 'open', canary.slice(0, 8)], { signer: user2 });
            expect(await gateway2.evaluate(read)).toMatchObject({ code: status.UNKNOWN });
        });
    });

    describe('a definition', () => {
        const [closed] = COLLECTIONS as [CollectionConfig];
        const changed = (name: string, change: Partial<CollectionConfig>): readonly CollectionConfig[] =>
            COLLECTIONS.map((one) => (one.name === name ? { ...one, ...change } : one));
        const added = (change: Partial<CollectionConfig>): readonly CollectionConfig[] => [
            ...COLLECTIONS,
            { ...closed, name: 'added', ...change },
        ];

        test.each<readonly [string, readonly CollectionConfig[], string]>([
            [
                'without collections',
                [],
                'the proposed collection config does not contain previously defined collections',
            ],
            [
                'that drops a collection',
                COLLECTIONS.filter(({ name }) => name !== 'pair'),
                'existing collection [pair] missing in the proposed collection configuration',
            ],
            [
                'that changes how long values live',
                changed('brief', { blockToLive: 4 }),
                'the BlockToLive in an existing collection [brief] modified. Existing value [3]',
            ],
            [
                'with a name twice',
                [...COLLECTIONS, closed],
                'collection-name: closed -- found duplicate in collection configuration',
            ],
            [
                'with a name of an implicit collection',
                added({ name: '_implicit_org_Org1MSP' }),
                "invalid collection name '_implicit_org_Org1MSP'. Names can only consist of alphanumerics, '_', and '-' and cannot begin with '_'",
            ],
            [
                'that asks for more peers than it allows',
                added({ requiredPeerCount: 2, maxPeerCount: 1 }),
                'collection-name: added -- maximum peer count (1) cannot be less than the required peer count (2)',
            ],
            [
                'that asks for fewer peers than none',
                added({ requiredPeerCount: -1 }),
                'collection-name: added -- requiredPeerCount (-1) cannot be less than zero',
            ],
            [
                'whose members must be together',
                added({ policy: "AND('Org1MSP.member', 'Org2MSP.member')" }),
                'collection-name: added -- error in member org policy: signature policy is not an OR concatenation, NOutOf 2',
            ],
            [
                'with a member outside the channel',
                added({ policy: "OR('Org1MSP.member', 'Org9MSP.member')" }),
                "collection-name: added -- collection member 'Org9MSP' is not part of the channel",
            ],
        ])('%s is refused', async (_case, collections, text) => {
            const { peer: endpoint } = network.organization(1);
            const client = createLifecycleClient({
                peer: endpoint,
                orderer: network.backend.orderer,
                admin: await network.identity(1, 'Admin'),
                channelId: 'mychannel',
                clock: systemClock,
                random: systemRandom,
            });
            try {
                const definition = { name: 'probe', version: '2', sequence: 2, policy: POLICY, collections };
                await expect(client.approve(definition)).rejects.toMatchObject({
                    code: 'DEFINITION_INVALID',
                    message: expect.stringContaining(
                        `failed to invoke backing implementation of 'ApproveChaincodeDefinitionForMyOrg': error validating chaincode definition: ${text}`,
                    ) as string,
                });
            } finally {
                client.close();
            }
        });

        test('may be changed in everything else; new members get the older values', async () => {
            await commit(hiding('grown', 'k', 'from before'));
            expect(await network.redeploy(COLLECTIONS)).toMatchObject({ sequence: 1, changed: false });
            const both = "OR('Org1MSP.member', 'Org2MSP.member')";
            const wanted = [...changed('grown', { policy: both, memberOnlyWrite: true }), { ...closed, name: 'added' }];

            expect(await network.redeploy(wanted)).toMatchObject({ sequence: 2, changed: true });

            await commit(hiding('added', 'k', 'in the new one'));
            expect(await gateway.evaluate(proposal(['reveal', 'added', 'k']))).toBe('in the new one');
            const read = (): Proposal => proposal(['reveal', 'grown', 'k'], { signer: user2 });
            while ((await gateway2.evaluate(read())) !== 'from before') {
                await new Promise((resolve) => setTimeout(resolve, 200));
            }
        }, 60_000);
    });
});
