import { peer } from '@hyperledger/fabric-protos';
import { packageChaincode } from '../../../network/src/deploy/package';
import { parseEndorsedAction } from '../../../network/src/proto/transaction';
import { decodeRwSet } from '../../../network/src/proto/rwset';
import { signer } from '../ca/organizations';
import { startProbe, type ShimServer } from '../chaincode/shim-server';
import { approval, commitment, installation } from '../lifecycle/definition-args';
import { freePort } from '../../support/ports';
import { openChannel, org2, type TestChannel } from './test-channel';

const admin2 = signer(org2, 'Admin');

describe('an endorser with a real chaincode process', () => {
    let channel: TestChannel;
    let server: ShimServer;
    let port: number;
    let packageId: string;

    beforeAll(async () => {
        channel = await openChannel();
        port = await freePort();
        const source = await packageChaincode({
            label: 'probe_1',
            type: 'ccaas',
            connection: { address: `127.0.0.1:${String(port)}` },
        });
        packageId = source.packageId;
        server = await startProbe(port, packageId);
        const [peer1, peer2] = channel.endorsers;
        const call = (name: string, argument: Uint8Array) => ({ chaincodeName: '_lifecycle', args: [name, argument] });
        const install = { ...call('InstallChaincode', installation(source.bytes)), channelId: '' };
        await channel.propose(peer1, install);
        await channel.propose(peer2, { ...install, creator: admin2 });
        for (const name of ['probe', 'other']) {
            const approve = call('ApproveChaincodeDefinitionForMyOrg', approval(name, packageId));
            await channel.submit([peer1], approve);
            await channel.submit([peer2], { ...approve, creator: admin2 });
            await channel.submit([peer1, peer2], call('CommitChaincodeDefinition', commitment(name)));
        }
    });
    afterAll(async () => {
        await channel.close();
        await server.stop();
    });

    function probe(...args: readonly string[]): { chaincodeName: string; args: readonly string[] } {
        return { chaincodeName: 'probe', args };
    }

    async function evaluate(...args: readonly string[]): Promise<string> {
        const { response } = await channel.propose(channel.endorsers[0], probe(...args));
        const result = response.getResponse();
        return result?.getStatus() === 200
            ? Buffer.from(result.getPayload_asU8()).toString()
            : (result?.getMessage() ?? '');
    }

    test('endorses equal payloads that read the sequence of the definition', async () => {
        const [peer1, peer2] = channel.endorsers;
        await channel.submit([peer1, peer2], probe('put', 'a', '1'));
        const { response } = await channel.propose(peer1, probe('put', 'a', '2'));

        expect(response.getVersion()).toBe(1);
        const action = parseEndorsedAction(response.getPayload_asU8());
        const sets = decodeRwSet(action.results);
        expect(sets.map(({ namespace }) => namespace)).toEqual(['_lifecycle', 'probe']);
        expect(sets[0]?.reads.map(({ key }) => key)).toEqual(['namespaces/fields/probe/Sequence']);
        expect(sets[1]?.writes).toEqual([{ key: 'a', value: new Uint8Array(Buffer.from('2')) }]);
        expect(
            response
                .getInterest()
                ?.getChaincodesList()
                .map((one) => one.getName()),
        ).toEqual(['probe']);
        expect(await evaluate('get', 'a')).toBe('1');
    });

    test('answers ranges beyond one batch, pages and history', async () => {
        await channel.submit([...channel.endorsers], probe('fill', '250'));
        expect(await evaluate('count')).toBe('250');
        expect(JSON.parse(await evaluate('page', '2', ''))).toEqual({ keys: ['k0000', 'k0001'], bookmark: 'k0002' });
        await channel.submit([...channel.endorsers], probe('put', 'h', '1'));
        await channel.submit([...channel.endorsers], probe('put', 'h', '2'));
        expect(await evaluate('history', 'h')).toBe('["2","1"]');
    });

    test("keeps private data in the creator's implicit collection", async () => {
        await channel.submit([channel.endorsers[0]], probe('own', 'hidden'));
        expect(await evaluate('reveal')).toBe('hidden');
        expect(await evaluate('unknown')).toMatch(
            /^GET_STATE failed: transaction ID: [0-9a-f]{64}: collection mychannel\/probe\/nowhere could not be found$/,
        );
        const { response } = await channel.propose(channel.endorsers[0], probe('own', 'again'));
        const [call] = response.getInterest()?.getChaincodesList() ?? [];
        expect(call?.toObject()).toMatchObject({
            name: 'probe',
            collectionNamesList: ['_implicit_org_Org1MSP'],
            noPrivateReads: true,
        });
    });

    test('lets chaincodes call system chaincodes but not themselves', async () => {
        expect(await evaluate('call', 'probe', 'get', 'a')).toMatch(
            /^INVOKE_CHAINCODE failed: transaction ID: ([0-9a-f]{64}): execute failed: error sending: txid: \1\(mychannel\) exists$/,
        );
        expect(await evaluate('call', 'missing', 'get')).toMatch(
            /execute failed: invalid invocation: \[channel mychannel\] failed to get chaincode container info for missing: chaincode missing not found$/,
        );
        expect(await evaluate('call', 'probe/nochannel', 'get')).toMatch(
            /Failed to get policy manager for channel \[nochannel\]$/,
        );
        expect(await evaluate('call', 'qscc', 'GetChainInfo', 'mychannel')).toContain(
            "Rejecting invoke of QSCC from another chaincode because of potential for deadlocks, original invocation for 'probe'",
        );
    });

    test.each([
        [201, true, true],
        [404, false, false],
        [500, false, true],
    ])('a response of status %d is endorsed: %p, with payload: %p', async (status, endorsed, withPayload) => {
        const { response, error } = await channel.propose(channel.endorsers[0], probe('status', String(status)));
        expect(error).toBeUndefined();
        expect(response.getResponse()?.getStatus()).toBe(status);
        expect(response.hasEndorsement()).toBe(endorsed);
        expect(response.getPayload_asU8().length > 0).toBe(withPayload);
    });

    test("records the outermost chaincode's event", async () => {
        const { response } = await channel.propose(channel.endorsers[0], probe('event'));
        const payload = peer.ProposalResponsePayload.deserializeBinary(response.getPayload_asU8());
        const action = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
        const event = peer.ChaincodeEvent.deserializeBinary(action.getEvents_asU8());
        expect([event.getChaincodeId(), event.getEventName(), event.getTxId()]).toEqual([
            'probe',
            'changed',
            expect.stringMatching(/^[0-9a-f]{64}$/),
        ]);
    });

    test('refuses unknown channels and chaincodes with the words of Fabric', async () => {
        const [peer1] = channel.endorsers;
        const nowhere = await channel.propose(peer1, { ...probe('get', 'a'), channelId: 'nowhere' });
        expect(nowhere.error).toBeUndefined();
        expect(nowhere.response.getResponse()?.getMessage()).toBe("channel 'nowhere' not found");
        const missing = await channel.propose(peer1, { chaincodeName: 'missing', args: ['x'] });
        expect(missing.response.getResponse()?.getMessage()).toBe(
            'make sure the chaincode missing has been successfully defined on channel mychannel and try again: chaincode missing not found',
        );
        expect(await channel.endorsers[0].hasChaincode('mychannel', 'probe')).toBe(true);
        expect(await channel.endorsers[0].hasChaincode('mychannel', 'missing')).toBe(false);
    });

    test('says when the process ends, and finds it again once it is back', async () => {
        expect(await evaluate('exit')).toMatch(
            /^error in simulation: failed to execute transaction [0-9a-f]{64}: error sending: chaincode stream terminated$/,
        );
        expect(await evaluate('get', 'a')).toMatch(
            new RegExp(
                `^error in simulation: failed to execute transaction [0-9a-f]{64}: could not launch chaincode ${packageId}: connection to ${packageId} failed: error cannot create connection for ${packageId}: error creating grpc connection to 127\\.0\\.0\\.1:${String(port)}: failed to create new connection: connection error: desc = "transport: error while dialing: dial tcp 127\\.0\\.0\\.1:${String(port)}: connect: connection refused"$`,
            ),
        );
        server = await startProbe(port, packageId);
        expect(await evaluate('get', 'a')).toBe('1');
    });
});
