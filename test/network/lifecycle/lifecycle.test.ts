import { peer } from '@hyperledger/fabric-protos';
import { packageChaincode } from '../../../network/src/deploy/package';
import { createChaincodeDefinitions } from '../../../network/src/lifecycle/chaincode-definitions';
import { openChannel, org1, org2, type TestChannel } from '../endorser/test-channel';
import { signer } from '../ca/organizations';
import { approval, commitment, installation } from './definition-args';

const admin2 = signer(org2, 'Admin');

function call(name: string, argument: Uint8Array): { chaincodeName: string; args: (string | Uint8Array)[] } {
    return { chaincodeName: '_lifecycle', args: [name, argument] };
}

describe('the lifecycle chaincode', () => {
    let channel: TestChannel;

    beforeEach(async () => {
        channel = await openChannel();
    });
    afterEach(() => channel.close());

    async function message(name: string, argument: Uint8Array): Promise<string | undefined> {
        const { response } = await channel.propose(channel.endorsers[0], call(name, argument));
        return response.getResponse()?.getMessage();
    }

    test('installs a package once and lists it', async () => {
        const { bytes, packageId } = await packageChaincode({
            label: 'basic_1',
            type: 'ccaas',
            connection: { address: '127.0.0.1:9999' },
        });
        const install = { ...call('InstallChaincode', installation(bytes)), channelId: '' };

        const first = await channel.propose(channel.endorsers[0], install);
        const second = await channel.propose(channel.endorsers[0], install);

        const result = first.response.getResponse()?.getPayload_asU8() ?? new Uint8Array();
        expect(peer.lifecycle.InstallChaincodeResult.deserializeBinary(result).getPackageId()).toBe(packageId);
        expect(second.response.getResponse()?.getMessage()).toBe(
            `failed to invoke backing implementation of 'InstallChaincode': chaincode already successfully installed (package ID '${packageId}')`,
        );
        expect((await channel.lifecycles[0]?.endpoint(packageId))?.address).toBe('127.0.0.1:9999');
    });

    test('commits what both organisations have approved', async () => {
        const [peer1, peer2] = channel.endorsers;
        await channel.submit([peer1], call('ApproveChaincodeDefinitionForMyOrg', approval('basic', '')));
        await expect(
            channel.submit([peer1, peer2], call('CommitChaincodeDefinition', commitment('basic'))),
        ).rejects.toThrow(/chaincode definition not agreed to by this org \(Org2MSP\)$/);

        const second = call('ApproveChaincodeDefinitionForMyOrg', approval('basic', ''));
        await channel.submit([peer2], { ...second, creator: admin2 });
        await channel.submit([peer1, peer2], call('CommitChaincodeDefinition', commitment('basic')));

        const view = channel.ledger.view();
        const metadata = await view.get('_lifecycle', 'namespaces/metadata/basic');
        expect(Buffer.from(metadata?.value ?? []).toString('latin1')).toBe(
            '\n\x13ChaincodeDefinition\x12\bSequence\x12\x0fEndorsementInfo\x12\x0eValidationInfo\x12\vCollections',
        );
        const sequence = await view.get('_lifecycle', 'namespaces/fields/basic/Sequence');
        expect(Buffer.from(sequence?.value ?? []).toString('hex')).toBe('0801');
        const collections = await view.get('_lifecycle', 'namespaces/fields/basic/Collections');
        expect(Buffer.from(collections?.value ?? []).toString('hex')).toBe('1200');
        const definition = await createChaincodeDefinitions().committed(view, 'basic');
        expect(definition?.version).toBe('1.0');
        expect(Buffer.from(definition?.policy ?? []).toString()).toContain('/Channel/Application/Endorsement');
        await view.release();
    });

    test('refuses sequences out of order and unchanged approvals', async () => {
        const prefix = "failed to invoke backing implementation of 'ApproveChaincodeDefinitionForMyOrg': ";
        expect(await message('ApproveChaincodeDefinitionForMyOrg', approval('basic', '', { sequence: 2 }))).toBe(
            `${prefix}requested sequence 2 is larger than the next available sequence number 1`,
        );
        await channel.submit([channel.endorsers[0]], call('ApproveChaincodeDefinitionForMyOrg', approval('basic', '')));
        expect(await message('ApproveChaincodeDefinitionForMyOrg', approval('basic', ''))).toBe(
            `${prefix}attempted to redefine uncommitted sequence (1) for namespace basic with unchanged content`,
        );
        expect(await message('CommitChaincodeDefinition', commitment('basic', { sequence: 3 }))).toBe(
            "failed to invoke backing implementation of 'CommitChaincodeDefinition': requested sequence is 3, but new definition must be sequence 1",
        );
    });

    test('answers 404 for a chaincode that is not committed', async () => {
        const args = new peer.lifecycle.QueryChaincodeDefinitionArgs();
        args.setName('nope');
        const { response } = await channel.propose(
            channel.endorsers[0],
            call('QueryChaincodeDefinition', args.serializeBinary()),
        );
        expect(response.getResponse()?.getStatus()).toBe(404);
        expect(response.getResponse()?.getMessage()).toBe('namespace nope is not defined');
    });

    test('keeps approvals to administrators and knows no other functions', async () => {
        const user = {
            ...call('ApproveChaincodeDefinitionForMyOrg', approval('basic', '')),
            creator: signer(org1, 'User1'),
        };
        const denied = await channel.propose(channel.endorsers[0], user);
        expect(denied.response.getResponse()?.getMessage()).toBe(
            "Failed to authorize invocation due to failed ACL check: Failed verifying that proposal's creator satisfies local MSP principal during channelless check policy with policy [Admins]: [The identity is not an admin under this MSP [Org1MSP]: The identity does not contain OU [ADMIN], MSP: [Org1MSP]]",
        );
        expect(await message('Foo', new Uint8Array())).toBe(
            'Failed to authorize invocation due to failed ACL check: Unmapped policy for _lifecycle/Foo',
        );
    });
});
