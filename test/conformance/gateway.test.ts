import { status } from '@grpc/grpc-js';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { createLifecycleClient } from '../../network/src/deploy/lifecycle-client';
import type { SigningIdentity } from '../../network/src/msp/identity';
import { serializeIdentity } from '../../network/src/msp/signing-identity';
import { systemClock } from '../../network/src/seams/clock';
import { systemRandom } from '../../network/src/seams/random';
import { GatewayCaller, propose, type Proposal, type Proposed, sign, timestampOf } from './gateway-caller';
import { POLICY, type ProbeNetwork, probeNetworks } from './probe-network';

const EVALUATE = 'evaluate call to endorser returned error: ';
const NOT_ENDORSED = 'failed to endorse transaction, see attached details for more info';
const NO_COMBINATION = 'no combination of peers can be derived which satisfy the endorsement policy: ';
const VALID = 0;
const ENDORSEMENT_POLICY_FAILURE = 10;

function unsatisfied(policy: 'Readers' | 'Writers'): string {
    return `implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the '${policy}' sub-policies to be satisfied`;
}

function notAllowed(policy: 'Readers' | 'Writers'): string {
    return `Failed evaluating policy on signed data during check policy on channel [mychannel] with policy [/Channel/Application/${policy}]: [${unsatisfied(policy)}]`;
}

describe.each(probeNetworks)('the gateway of %s', (_name, start) => {
    let network: ProbeNetwork;
    let gateway: GatewayCaller;
    let user: SigningIdentity;
    let stranger: SigningIdentity;
    let colleague: SigningIdentity;

    beforeAll(async () => {
        network = await start();
        gateway = new GatewayCaller(network.organization(1).peer);
        user = await network.identity(1, 'User1');
        colleague = await network.identity(1, 'Admin');
        stranger = await network.identity(2, 'User1');
    }, 120_000);

    afterAll(async () => {
        gateway.close();
        await network.close();
    });

    function proposal(args: readonly string[], more: Partial<Proposed> = {}): Proposal {
        return propose({ args, signer: user, ...more });
    }

    async function envelopeOf(proposed: Proposal, organizations: readonly string[] = []): Promise<common.Envelope> {
        const endorsed = await gateway.endorse(proposed, organizations);
        if (!(endorsed instanceof common.Envelope)) {
            throw new Error(JSON.stringify(endorsed));
        }
        return endorsed;
    }

    async function commit(proposed: Proposal, organizations: readonly string[] = []): Promise<unknown> {
        const refused = await gateway.submit(sign(await envelopeOf(proposed, organizations), user));
        return refused ?? (await gateway.commitStatus(proposed.txId, { identity: user }));
    }

    describe('evaluate', () => {
        test.each([
            [
                'an unknown chaincode',
                { chaincode: 'nope' },
                status.FAILED_PRECONDITION,
                'no peers available to evaluate chaincode nope in channel mychannel',
            ],
            [
                'an unknown channel',
                { channelId: 'elsewhere' },
                status.UNAVAILABLE,
                'failed to get config for channel [elsewhere]: could not get last config for channel elsewhere',
            ],
            [
                'no channel',
                { channelId: '' },
                status.INVALID_ARGUMENT,
                'failed to unpack transaction proposal: no channel id provided',
            ],
            [
                'no chaincode name',
                { chaincode: '' },
                status.INVALID_ARGUMENT,
                'failed to unpack transaction proposal: no chaincode name is provided, channel id [mychannel]',
            ],
        ])('refuses %s', async (_case, more, code, text) => {
            expect(await gateway.evaluate(proposal(['get', 'x'], more))).toEqual({ code, text, details: [] });
        });

        test.each(['200', '201', '300', '399'])('returns the payload of a response %s', async (code) => {
            expect(await gateway.evaluate(proposal(['respond', code, '']))).toBe('payload');
        });

        test.each(['100', '199', '400', '404', '499', '500', '501', '600'])('fails for a response %s', async (code) => {
            const text = `chaincode response ${code}, nf`;
            expect(await gateway.evaluate(proposal(['respond', code, 'nf']))).toEqual({
                code: status.UNKNOWN,
                text: EVALUATE + text,
                details: [text],
            });
        });

        test('takes a configuration header for a proposal', async () => {
            const change = (header: common.ChannelHeader): void => {
                header.setType(common.HeaderType.CONFIG);
            };
            expect(await gateway.evaluate(proposal(['respond', '200', ''], { change }))).toBe('payload');
        });
    });

    const malformed: readonly [string, Partial<Proposed>, string][] = [
        [
            'an epoch',
            {
                change: (header) => {
                    header.setEpoch(1);
                },
            },
            'error validating proposal: epoch is non-zero',
        ],
        [
            'the type of a message',
            {
                change: (header) => {
                    header.setType(common.HeaderType.MESSAGE);
                },
            },
            'error validating proposal: invalid header type MESSAGE',
        ],
        [
            'no nonce',
            {
                change: (_header, signatureHeader) => {
                    signatureHeader.setNonce('');
                },
            },
            'error validating proposal: nonce is empty',
        ],
        [
            'no creator',
            {
                change: (_header, signatureHeader) => {
                    signatureHeader.setCreator('');
                },
            },
            'error validating proposal: creator is empty',
        ],
    ];

    test.each(malformed)('a proposal with %s is refused', async (_case, more, text) => {
        const evaluated = await gateway.evaluate(proposal(['get', 'x'], more));
        expect(evaluated).toEqual({
            code: status.FAILED_PRECONDITION,
            text: `${EVALUATE}${text}`,
            details: [text],
        });
        const endorsed = await gateway.endorse(proposal(['get', 'x'], more));
        expect(endorsed).toEqual({ code: status.ABORTED, text: NOT_ENDORSED, details: [text] });
    });

    test('a transaction id that was not calculated is refused', async () => {
        const wrong = proposal(['get', 'x'], {
            change: (header) => {
                header.setTxId('abc');
            },
        });
        const refused = await gateway.endorse(wrong);
        expect(refused).toEqual({
            code: status.ABORTED,
            text: NOT_ENDORSED,
            details: [
                expect.stringMatching(
                    /^error validating proposal: incorrectly computed txid 'abc' -- expected '[0-9a-f]{64}'$/,
                ),
            ],
        });
    });

    test("a signature with another's key is refused", async () => {
        const text = 'error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]';
        const forged = proposal(['get', 'x'], { signedBy: colleague });
        expect(await gateway.evaluate(forged)).toEqual({
            code: status.FAILED_PRECONDITION,
            text: EVALUATE + text,
            details: [text],
        });
        expect(await gateway.endorse(forged)).toEqual({ code: status.ABORTED, text: NOT_ENDORSED, details: [text] });
    });

    test.each([
        ['a certificate of another organisation', (pem: string) => serializeIdentity('Org1MSP', pem)],
        ['an unknown organisation', (pem: string) => serializeIdentity('Org9MSP', pem)],
        ['a certificate that is none', () => serializeIdentity('Org1MSP', 'junk')],
    ])('%s is no creator', async (_case, creatorOf) => {
        const signer: SigningIdentity = {
            mspId: 'Org1MSP',
            serialized: creatorOf(certificateOf(stranger)),
            sign: (message) => stranger.sign(message),
        };
        const text =
            'error validating proposal: access denied: channel [mychannel] creator org unknown, creator is malformed';
        expect(await gateway.evaluate(proposal(['get', 'x'], { signer }))).toEqual({
            code: status.FAILED_PRECONDITION,
            text: EVALUATE + text,
            details: [text],
        });
    });

    test('a peer may not propose, but ask the system chaincode', async () => {
        const signer = await network.identity(1, 'peer0');
        const text = notAllowed('Writers');
        expect(await gateway.evaluate(proposal(['get', 'x'], { signer }))).toEqual({
            code: status.FAILED_PRECONDITION,
            text: EVALUATE + text,
            details: [text],
        });
        const asked = proposal(['GetChainInfo', 'mychannel'], { signer, chaincode: 'qscc' });
        expect(typeof (await gateway.evaluate(asked))).toBe('string');
    });

    test('a timestamp of an hour ago is refused by Fabric 3.1 only', async () => {
        const change = (header: common.ChannelHeader): void => {
            header.setTimestamp(timestampOf(new Date(Date.now() - 3_600_000)));
        };
        const evaluated = await gateway.evaluate(proposal(['respond', '200', ''], { change }));
        if (network.backend.fabric === '2.5') {
            expect(evaluated).toBe('payload');
            return;
        }
        const text = expect.stringMatching(
            /^request unauthorized due to incorrect timestamp \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, peer time \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, peer\.authentication\.timewindow 15m0s$/,
        ) as string;
        const remote = expect.stringMatching(
            /^rpc error: code = Unknown desc = request unauthorized due to incorrect timestamp .* 15m0s$/,
        ) as string;
        expect(evaluated).toEqual({
            code: status.UNAVAILABLE,
            text: 'failed to evaluate transaction, see attached details for more info',
            details: [text, remote],
        });
        expect(await gateway.endorse(proposal(['respond', '200', ''], { change }))).toEqual({
            code: status.ABORTED,
            text: NOT_ENDORSED,
            details: [text],
        });
    });

    describe('endorse', () => {
        test.each([
            ['an unknown chaincode', { chaincode: 'nope' }, 'nope in channel mychannel'],
            ['an unknown channel', { channelId: 'elsewhere' }, 'probe in channel elsewhere'],
            ['a system chaincode', { chaincode: 'qscc' }, 'qscc in channel mychannel'],
        ])('finds no combination for %s', async (_case, more, where) => {
            expect(await gateway.endorse(proposal(['GetChainInfo', 'mychannel'], more))).toMatchObject({
                code: status.FAILED_PRECONDITION,
                text: `${NO_COMBINATION}No metadata was found for chaincode ${where}`,
            });
        });

        test('names organisations without a peer', async () => {
            expect(await gateway.endorse(proposal(['put', 'a', '1']), ['Org1MSP', 'Org9MSP'])).toMatchObject({
                code: status.UNAVAILABLE,
                text: 'failed to find any endorsing peers for org(s): Org9MSP',
            });
        });

        test.each([
            ['404', ['respond', '404', 'nf'], 'chaincode response 404, nf'],
            ['500', ['fail'], 'chaincode response 500, boom'],
        ])('passes on a response %s of the first peer', async (_case, args, text) => {
            expect(await gateway.endorse(proposal(args))).toEqual({
                code: status.ABORTED,
                text: NOT_ENDORSED,
                details: [text],
            });
        });

        test('refuses an initialisation that nobody asked for', async () => {
            const refused = await gateway.endorse(proposal(['put', 'a', '1'], { isInit: true }));
            expect(refused).toEqual({
                code: status.ABORTED,
                text: NOT_ENDORSED,
                details: [
                    expect.stringMatching(
                        /^error in simulation: .*chaincode 'probe' does not require initialization but called as init$/,
                    ),
                ],
            });
        });

        test('collects no endorsements that differ', async () => {
            expect(await gateway.endorse(proposal(['random']))).toEqual({
                code: status.ABORTED,
                text: 'failed to collect enough transaction endorsements, see attached details for more info',
                details: ['ProposalResponsePayloads do not match'],
            });
        });

        test("has a write to an organisation's implicit collection endorsed by that organisation alone", async () => {
            const transient = { secret: Buffer.from('treasure') };
            const proposed = proposal(['hide', '_implicit_org_Org1MSP'], { transient });

            const envelope = await envelopeOf(proposed);

            expect(endorsersOf(envelope)).toEqual(['Org1MSP']);
            expect(await gateway.submit(sign(envelope, user))).toBeUndefined();
            expect(await gateway.commitStatus(proposed.txId, { identity: user })).toMatchObject({ code: VALID });
            expect(await gateway.evaluate(proposal(['reveal', '_implicit_org_Org1MSP']))).toBe('treasure');
        });

        test("has a write to another organisation's implicit collection endorsed by that organisation", async () => {
            const envelope = await envelopeOf(
                proposal(['hide', '_implicit_org_Org2MSP'], { transient: { secret: Buffer.from('x') } }),
                ['Org2MSP'],
            );
            expect(endorsersOf(envelope)).toEqual(['Org2MSP']);
        });

        test('knows no implicit collection of an organisation outside the channel', async () => {
            const transient = { secret: Buffer.from('x') };
            expect(await gateway.endorse(proposal(['hide', '_implicit_org_Org9MSP'], { transient }))).toMatchObject({
                code: status.ABORTED,
                text: NOT_ENDORSED,
                details: [
                    expect.stringMatching(
                        /^chaincode response 500, PUT_STATE failed: transaction ID: [0-9a-f]{64}: collection \[_implicit_org_Org9MSP\] not defined in the collection config for chaincode \[probe\]$/,
                    ),
                ],
            });
        });
    });

    describe('submit', () => {
        test('is refused for an unknown channel', async () => {
            const envelope = sign(await envelopeOf(proposal(['put', 'a', '1'])), user);
            expect(await gateway.submit(envelope, 'elsewhere')).toEqual({
                code: status.FAILED_PRECONDITION,
                text: 'failed to get config for channel [elsewhere]: could not get last config for channel elsewhere',
                details: [],
            });
        });

        test("is refused by the orderer with another's signature", async () => {
            const envelope = sign(await envelopeOf(proposal(['put', 'a', '1'])), stranger);
            expect(await gateway.submit(envelope)).toEqual({
                code: status.ABORTED,
                text: `received unsuccessful response from orderer: status=FORBIDDEN, info=${unsatisfied('Writers')}: permission denied`,
                details: [],
            });
        });

        test('of too few endorsements ends in ENDORSEMENT_POLICY_FAILURE', async () => {
            expect(await commit(proposal(['put', 'a', '1']), ['Org1MSP'])).toMatchObject({
                code: ENDORSEMENT_POLICY_FAILURE,
            });
        });

        test('of the same envelope twice is accepted twice and counts once', async () => {
            const proposed = proposal(['put', 'twice', '1']);
            const envelope = sign(await envelopeOf(proposed), user);
            expect(await gateway.submit(envelope)).toBeUndefined();
            const first = await gateway.commitStatus(proposed.txId, { identity: user });
            expect(first).toMatchObject({ code: VALID });

            expect(await gateway.submit(envelope)).toBeUndefined();
            expect(await commit(proposal(['put', 'afterwards', '1']))).toMatchObject({ code: VALID });

            expect(await gateway.commitStatus(proposed.txId, { identity: user })).toEqual(first);
            const duplicate = `duplicate transaction found [${proposed.txId}]. Creator [${Buffer.from(user.serialized).toString('hex')}]`;
            expect(await gateway.evaluate(proposed)).toEqual({
                code: status.FAILED_PRECONDITION,
                text: EVALUATE + duplicate,
                details: [duplicate],
            });
        });

        test.each(['201', '399'])('of a response %s is valid', async (code) => {
            expect(await commit(proposal(['respond', code, '']))).toMatchObject({ code: VALID });
        });
    });

    describe('commit status', () => {
        test('is for readers of the channel', async () => {
            expect(await gateway.commitStatus('abc', { identity: user, signer: colleague })).toEqual({
                code: status.PERMISSION_DENIED,
                text: notAllowed('Readers'),
                details: [],
            });
            expect(await gateway.commitStatus('abc', { identity: user }, 'elsewhere')).toEqual({
                code: status.PERMISSION_DENIED,
                text: 'Failed to get policy manager for channel [elsewhere]',
                details: [],
            });
        });
    });

    describe('chaincode events', () => {
        test('are replayed in order, those of valid transactions only', async () => {
            await commit(proposal(['announce', 'first', '1']));
            await commit(proposal(['announce', 'lost', '2']), ['Org1MSP']);
            await commit(proposal(['announce', 'second', '3']));
            expect(await gateway.events(user, 2)).toEqual(['first 1', 'second 3']);
        });

        test('are for readers of the channel', async () => {
            expect(await gateway.events(user, 1, 'elsewhere')).toMatchObject({
                code: status.PERMISSION_DENIED,
                text: 'Failed to get policy manager for channel [elsewhere]',
            });
        });
    });

    test('approving the committed definition again changes nothing, each version in its own words', async () => {
        const { peer: endpoint, mspId } = network.organization(1);
        const client = createLifecycleClient({
            peer: endpoint,
            orderer: network.backend.orderer,
            admin: colleague,
            channelId: 'mychannel',
            clock: systemClock,
            random: systemRandom,
        });
        const definition = { name: 'probe', version: '1', sequence: 1, policy: POLICY };
        try {
            await expect(client.approve(definition, network.packageIds[mspId])).rejects.toMatchObject(
                network.backend.fabric === '2.5'
                    ? {
                          code: 'TRANSACTION_INVALID',
                          message: expect.stringContaining('ENDORSEMENT_POLICY_FAILURE') as string,
                      }
                    : {
                          code: 'SEQUENCE_MISMATCH',
                          message: expect.stringContaining(
                              "failed to invoke backing implementation of 'ApproveChaincodeDefinitionForMyOrg': attempted to redefine the current committed sequence (1) for namespace probe",
                          ) as string,
                      },
            );
        } finally {
            client.close();
        }
    });
});

function certificateOf({ serialized }: SigningIdentity): string {
    return Buffer.from(msp.SerializedIdentity.deserializeBinary(serialized).getIdBytes_asU8()).toString();
}

/** MSP ids of those whose endorsements the transaction carries. */
function endorsersOf(envelope: common.Envelope): readonly string[] {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    return (endorsed.getAction()?.getEndorsementsList() ?? []).map((endorsement) =>
        msp.SerializedIdentity.deserializeBinary(endorsement.getEndorser_asU8()).getMspid(),
    );
}
