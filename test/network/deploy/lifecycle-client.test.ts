import { peer } from '@hyperledger/fabric-protos';
import type { PeerEndpoint } from '../../../network/src/backend';
import { Connections } from '../../../network/src/deploy/connections';
import { createLifecycleClient, type LifecycleClient } from '../../../network/src/deploy/lifecycle-client';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { FakeNetwork } from './fake-network';

const { lifecycle } = peer;
const admin: SigningIdentity = {
    mspId: 'Org1MSP',
    serialized: Buffer.from('admin of Org1MSP'),
    sign: () => Buffer.from('signature'),
};
const definition = { name: 'land', version: '1', sequence: 1, policy: "AND('Org1MSP.peer', 'Org2MSP.peer')" };
const timeouts = { install: 4000, endorse: 3000, broadcast: 2000, commit: 1000 };

describe('the lifecycle client', () => {
    let network: FakeNetwork;
    let other: FakeNetwork;
    let clock: ManualClock;
    let client: LifecycleClient;

    function clientOf(endpoint: PeerEndpoint, connections?: Connections): LifecycleClient {
        return createLifecycleClient({
            peer: endpoint,
            orderer: network.endpoint,
            admin,
            channelId: 'mychannel',
            clock,
            random: { bytes: (length) => Buffer.alloc(length, 7) },
            timeouts,
            ...(connections === undefined ? {} : { connections }),
        });
    }

    beforeAll(async () => {
        [network, other] = await Promise.all([FakeNetwork.start(), FakeNetwork.start()]);
    });

    beforeEach(() => {
        for (const one of [network, other]) {
            one.answer = () => ({});
            one.broadcastStatuses = [];
            one.validationCode = peer.TxValidationCode.VALID;
            one.deliverStatus = undefined;
            one.followers = [];
            one.onNote = () => undefined;
            one.notes.length = 0;
            one.invocations.length = 0;
            one.envelopes.length = 0;
        }
        clock = new ManualClock();
        client = clientOf(network.endpoint);
    });

    afterEach(() => {
        client.close();
    });

    afterAll(() => {
        network.stop();
        other.stop();
    });

    it('installs without a channel and answers with the peer’s package id', async () => {
        const result = new lifecycle.InstallChaincodeResult();
        result.setPackageId('land_1:abc');
        network.answer = () => ({ payload: result.serializeBinary() });

        await expect(client.install(Buffer.from('package'), 'land_1:abc')).resolves.toEqual({
            packageId: 'land_1:abc',
            alreadyInstalled: false,
        });

        const [invocation] = network.invocations;
        expect(invocation).toMatchObject({ channelId: '', chaincode: '_lifecycle', function: 'InstallChaincode' });
        expect(
            Buffer.from(
                lifecycle.InstallChaincodeArgs.deserializeBinary(
                    invocation?.argument ?? new Uint8Array(),
                ).getChaincodeInstallPackage_asU8(),
            ).toString(),
        ).toBe('package');
    });

    it('takes an installed package as installed', async () => {
        network.answer = () => ({
            status: 500,
            message:
                "failed to invoke backing implementation of 'InstallChaincode': chaincode already successfully installed (package ID 'land_1:abc')",
        });

        await expect(client.install(Buffer.from('package'), 'land_1:abc')).resolves.toEqual({
            packageId: 'land_1:abc',
            alreadyInstalled: true,
        });
    });

    it('lists what is installed', async () => {
        const installed = new lifecycle.QueryInstalledChaincodesResult.InstalledChaincode();
        installed.setPackageId('land_1:abc');
        installed.setLabel('land_1');
        const result = new lifecycle.QueryInstalledChaincodesResult();
        result.setInstalledChaincodesList([installed]);
        network.answer = () => ({ payload: result.serializeBinary() });

        await expect(client.queryInstalled()).resolves.toEqual([{ packageId: 'land_1:abc', label: 'land_1' }]);
    });

    it('approves on the channel, listening for the commit before anything is ordered', async () => {
        await expect(client.approve(definition, 'land_1:abc')).resolves.toBe(true);

        expect(network.notes).toEqual(['propose ApproveChaincodeDefinitionForMyOrg', 'deliver', 'broadcast']);
        const [invocation] = network.invocations;
        const args = lifecycle.ApproveChaincodeDefinitionForMyOrgArgs.deserializeBinary(
            invocation?.argument ?? new Uint8Array(),
        );
        expect(invocation?.channelId).toBe('mychannel');
        expect(args.getName()).toBe('land');
        expect(args.getVersion()).toBe('1');
        expect(args.getSequence()).toBe(1);
        expect(args.getSource()?.getLocalPackage()?.getPackageId()).toBe('land_1:abc');
    });

    it('waits for an approval on the other peers too', async () => {
        network.followers = [other];
        other.validationCode = peer.TxValidationCode.MVCC_READ_CONFLICT;

        await expect(client.approve(definition, 'land_1:abc', [other.endpoint])).rejects.toMatchObject({
            code: 'TRANSACTION_INVALID',
        });
        expect(other.notes).toEqual(['deliver']);
    });

    it('listens on one block stream for all its transactions', async () => {
        await Promise.all([client.approve(definition), client.approve({ ...definition, name: 'directory' })]);
        await client.commit(definition);

        expect(network.notes.filter((note) => note === 'deliver')).toHaveLength(1);
        expect(network.envelopes).toHaveLength(3);
    });

    it('opens the block stream again after it has ended', async () => {
        network.deliverStatus = 404;
        await expect(client.approve(definition)).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
        network.deliverStatus = undefined;

        await expect(client.approve(definition)).resolves.toBe(true);
    });

    it('leaves connections open that others share', async () => {
        const connections = new Connections(clock);
        const first = clientOf(network.endpoint, connections);
        const second = clientOf(network.endpoint, connections);
        await first.approve(definition);
        first.close();

        await expect(second.approve(definition)).resolves.toBe(true);
        expect(network.notes.filter((note) => note === 'deliver')).toHaveLength(1);
        connections.close();
    });

    it('says so when exactly this was approved before', async () => {
        network.answer = () => ({
            status: 500,
            message:
                "failed to invoke backing implementation of 'ApproveChaincodeDefinitionForMyOrg': attempted to redefine uncommitted sequence (1) for namespace land with unchanged content",
        });

        await expect(client.approve(definition, 'land_1:abc')).resolves.toBe(false);
        expect(network.envelopes).toHaveLength(0);
    });

    it('names the validation code of a transaction that was invalidated', async () => {
        network.validationCode = peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE;

        await expect(client.approve(definition)).rejects.toMatchObject({
            code: 'TRANSACTION_INVALID',
            message: expect.stringContaining('ENDORSEMENT_POLICY_FAILURE') as string,
        });
    });

    it('commits with the endorsements of several peers and waits for all of them', async () => {
        network.followers = [other];

        await expect(client.commit(definition, [other.endpoint])).resolves.toBeUndefined();

        for (const one of [network, other]) {
            expect(one.notes.slice(0, 2)).toEqual(['propose CommitChaincodeDefinition', 'deliver']);
        }
        expect(network.envelopes).toHaveLength(1);
    });

    it('does not call committed what one of the peers invalidated', async () => {
        network.followers = [other];
        other.validationCode = peer.TxValidationCode.MVCC_READ_CONFLICT;

        await expect(client.commit(definition, [other.endpoint])).rejects.toMatchObject({
            code: 'TRANSACTION_INVALID',
            message: expect.stringContaining('MVCC_READ_CONFLICT') as string,
        });
    });

    it('broadcasts nothing when the peers’ results differ', async () => {
        other.answer = () => ({ endorsed: 'something else' });

        await expect(client.commit(definition, [other.endpoint])).rejects.toMatchObject({
            code: 'ENDORSEMENTS_DIFFER',
        });
        expect(network.envelopes).toHaveLength(0);
    });

    it('sends the same bytes again while the orderer has no leader', async () => {
        network.broadcastStatuses = [503, 200];
        const progress = { done: false };
        const approved = client.approve(definition).finally(() => {
            progress.done = true;
        });
        // The client's wait is on its own clock: let it pass whenever it has begun.
        while (!progress.done) {
            await new Promise(setImmediate);
            if (network.envelopes.length === 1) {
                clock.advance(10);
            }
        }

        await expect(approved).resolves.toBe(true);
        expect(network.envelopes).toHaveLength(2);
        expect(Buffer.compare(network.envelopes[0] ?? Buffer.alloc(0), network.envelopes[1] ?? Buffer.alloc(1))).toBe(
            0,
        );
    });

    it('gives up when the orderer refuses', async () => {
        network.broadcastStatuses = [403];

        await expect(client.approve(definition)).rejects.toMatchObject({ code: 'BROADCAST_REFUSED' });
    });

    it.each([
        ['NOT_AN_ADMIN', 403],
        ['CHANNEL_NOT_FOUND', 404],
        ['PROPOSAL_REFUSED', 400],
    ])('fails with %s when the block stream ends with %i', async (code, status) => {
        network.deliverStatus = status;

        await expect(client.approve(definition)).rejects.toMatchObject({ code });
        expect(network.envelopes).toHaveLength(0);
    });

    it.each([
        ['a peer that does not answer', 'propose', timeouts.endorse],
        ['an orderer that does not answer', 'broadcast', timeouts.broadcast],
        ['a transaction that is not committed', 'broadcast', timeouts.commit],
    ])('does not wait for ever for %s', async (what, note, timeoutMs) => {
        network.answer = () => (what.startsWith('a peer') ? undefined : {});
        network.broadcastStatuses = what.startsWith('an orderer') ? [undefined] : [];
        network.validationCode = undefined;
        const reached = new Promise<void>((resolve) => {
            network.onNote = (text) => {
                if (text.startsWith(note)) {
                    resolve();
                }
            };
        });
        const approved = client.approve(definition);
        void reached.then(() => {
            clock.advance(timeoutMs);
        });

        await expect(approved).rejects.toMatchObject({ code: 'TIMEOUT' });
    });

    it('knows a chaincode that is not defined from a failure', async () => {
        network.answer = () => ({ status: 404, message: 'namespace land is not defined' });

        await expect(client.queryCommitted('land')).resolves.toBeUndefined();
    });

    it('reads the committed definition with its approvals', async () => {
        const result = new lifecycle.QueryChaincodeDefinitionResult();
        result.setSequence(3);
        result.setVersion('2');
        result.setEndorsementPlugin('escc');
        result.setValidationPlugin('vscc');
        result.setValidationParameter(Buffer.from('policy'));
        result.getApprovalsMap().set('Org1MSP', true).set('Org2MSP', false);
        network.answer = () => ({ payload: result.serializeBinary() });

        const committed = await client.queryCommitted('land');

        expect(committed).toMatchObject({ sequence: 3, version: '2', initRequired: false });
        expect([...(committed?.approvals ?? [])]).toEqual([
            ['Org1MSP', true],
            ['Org2MSP', false],
        ]);
    });

    it('knows an approval that does not exist from a failure', async () => {
        network.answer = () => ({
            status: 500,
            message:
                "failed to invoke backing implementation of 'QueryApprovedChaincodeDefinition': could not fetch approved chaincode definition (name: 'land', sequence: '1') on channel 'mychannel'",
        });

        await expect(client.queryApproved('land', 1)).resolves.toBeUndefined();
    });

    it('reads who would agree', async () => {
        const result = new lifecycle.CheckCommitReadinessResult();
        result.getApprovalsMap().set('Org1MSP', true).set('Org2MSP', false);
        network.answer = () => ({ payload: result.serializeBinary() });

        expect([...(await client.checkCommitReadiness(definition))]).toEqual([
            ['Org1MSP', true],
            ['Org2MSP', false],
        ]);
    });

    it.each([
        ['CHANNEL_NOT_FOUND', "channel 'mychannel' not found"],
        [
            'NOT_AN_ADMIN',
            'Failed to authorize invocation due to failed ACL check: Failed verifying that proposal’s creator satisfies local MSP principal during channelless check policy with policy [Admins]: [The identity is not an admin under this MSP [Org1MSP]: The identity does not contain OU [ADMIN], MSP: [Org1MSP]]',
        ],
        ['NOT_AN_ADMIN', 'error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]'],
        [
            'DEFINITION_NOT_AGREED',
            "failed to invoke backing implementation of 'CommitChaincodeDefinition': chaincode definition not agreed to by this org (Org1MSP)",
        ],
        [
            'SEQUENCE_MISMATCH',
            "failed to invoke backing implementation of 'CommitChaincodeDefinition': requested sequence is 2, but new definition must be sequence 1",
        ],
        [
            'SEQUENCE_MISMATCH',
            "failed to invoke backing implementation of 'CommitChaincodeDefinition': currently defined sequence 3 is larger than requested sequence 2",
        ],
        [
            'POLICY_INVALID',
            "failed to invoke backing implementation of 'CommitChaincodeDefinition': could not set defaults for chaincode definition in channel mychannel: policy '/Channel/Application/Endorsement' must be defined for channel 'mychannel' before chaincode operations can be attempted",
        ],
        [
            'DEFINITION_INVALID',
            "failed to invoke backing implementation of 'CommitChaincodeDefinition': error validating chaincode definition: chaincode name 'qscc' is the name of a system chaincode",
        ],
        ['PROPOSAL_REFUSED', 'something never seen before'],
    ])('tells %s from the text %s', async (code, message) => {
        network.answer = () => ({ status: 500, message });

        await expect(client.commit(definition)).rejects.toMatchObject({
            code,
            message: expect.stringContaining(message) as string,
            advice: expect.stringMatching(/.+\./) as string,
        });
    });

    it('tells a package that the peer cannot build', async () => {
        network.answer = () => ({
            status: 500,
            message:
                "failed to invoke backing implementation of 'InstallChaincode': could not build chaincode: docker build failed: platform builder failed",
        });

        await expect(client.install(Buffer.from('package'), 'land_1:abc')).rejects.toMatchObject({
            code: 'PACKAGE_REFUSED',
        });
    });

    it.each([
        ['nobody listens', { address: '127.0.0.1:1' }],
        ['the certificate has another name', { hostAlias: 'peer0.org2.example.com' }],
    ])('says that a peer is unreachable when %s', async (_why, change) => {
        const lost = clientOf({ ...network.endpoint, ...change });

        await expect(lost.queryInstalled()).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
        lost.close();
    });

    it('says that a peer is unreachable when its certificate is of another root', async () => {
        const lost = clientOf({ ...network.endpoint, tlsRootCertPem: other.endpoint.tlsRootCertPem });

        await expect(lost.queryInstalled()).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
        lost.close();
    });
});
