import { credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { common, gateway as protos, peer } from '@hyperledger/fabric-protos';
import { createSignedProposal } from '../../../network/src/proto/proposal';
import { createSigningIdentity } from '../../../network/src/msp/signing-identity';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import { type NetworkHandle, startNetwork } from '../../../network/src/start-network';
import { networkOf } from '../embedded/networks';

let network: NetworkHandle;
let client: protos.GatewayClient;
let signer: SigningIdentity;

beforeAll(async () => {
    network = await startNetwork(await networkOf(2));
    const endpoint = network.organizations[0]?.peer;
    if (endpoint === undefined) {
        throw new Error('no organisation');
    }
    client = new protos.GatewayClient(endpoint.address, credentials.createSsl(Buffer.from(endpoint.tlsRootCertPem)), {
        'grpc.ssl_target_name_override': endpoint.hostAlias,
    });
    signer = createSigningIdentity({ ...network.identity('Org1MSP', 'User1'), crypto: nodeCrypto });
});

afterAll(async () => {
    client.close();
    await network.close();
});

function proposal(channelId: string, chaincodeName: string, args: readonly string[] = ['f']): peer.SignedProposal {
    return createSignedProposal({
        channelId,
        chaincodeName,
        args,
        signer,
        random: systemRandom,
        clock: systemClock,
    }).signedProposal;
}

type Outcome = readonly [code: status | undefined, text: string | undefined];

function outcome(call: (callback: (error: ServiceError | null) => void) => unknown): Promise<Outcome> {
    return new Promise((resolve) => {
        call((error) => {
            resolve([error?.code, error?.details]);
        });
    });
}

function evaluate(signed?: peer.SignedProposal, organizations: readonly string[] = []): Promise<Outcome> {
    const request = new protos.EvaluateRequest();
    request.setProposedTransaction(signed);
    request.setTargetOrganizationsList([...organizations]);
    return outcome((callback) => client.evaluate(request, callback));
}

function endorse(signed?: peer.SignedProposal, organizations: readonly string[] = []): Promise<Outcome> {
    const request = new protos.EndorseRequest();
    request.setProposedTransaction(signed);
    request.setEndorsingOrganizationsList([...organizations]);
    return outcome((callback) => client.endorse(request, callback));
}

function submit(channelId: string, envelope?: common.Envelope): Promise<Outcome> {
    const request = new protos.SubmitRequest();
    request.setChannelId(channelId);
    request.setPreparedTransaction(envelope);
    return outcome((callback) => client.submit(request, callback));
}

test('evaluate refuses what it cannot read', async () => {
    const prefix = 'failed to unpack transaction proposal: ';
    expect(await evaluate()).toEqual([status.INVALID_ARGUMENT, `${prefix}a signed proposal is required`]);
    expect(await evaluate(proposal('', 'cc'))).toEqual([status.INVALID_ARGUMENT, `${prefix}no channel id provided`]);
    expect(await evaluate(proposal('mychannel', ''))).toEqual([
        status.INVALID_ARGUMENT,
        `${prefix}no chaincode name is provided, channel id [mychannel]`,
    ]);
    const garbage = new peer.SignedProposal();
    garbage.setProposalBytes(Buffer.from('garbage'));
    const [code, text] = await evaluate(garbage);
    expect(code).toBe(status.INVALID_ARGUMENT);
    expect(text).toMatch(/^failed to unpack transaction proposal: error unmarshalling Proposal: /);
});

test('evaluate without a peer that has the chaincode', async () => {
    expect(await evaluate(proposal('mychannel', 'nope'))).toEqual([
        status.FAILED_PRECONDITION,
        'no peers available to evaluate chaincode nope in channel mychannel',
    ]);
    expect(await evaluate(proposal('mychannel', 'qscc'), ['Org9MSP'])).toEqual([
        status.FAILED_PRECONDITION,
        'no peers available to evaluate chaincode qscc in channel mychannel',
    ]);
});

test('system chaincodes answer queries', async () => {
    expect(await evaluate(proposal('mychannel', 'qscc', ['GetChainInfo', 'mychannel']))).toEqual([
        undefined,
        undefined,
    ]);
});

test('endorse refuses what it cannot plan', async () => {
    expect(await endorse()).toEqual([
        status.INVALID_ARGUMENT,
        'the proposed transaction must contain a signed proposal',
    ]);
    expect(await endorse(proposal('mychannel', 'nope'), ['Org2MSP', 'Org9MSP'])).toEqual([
        status.UNAVAILABLE,
        'failed to find any endorsing peers for org(s): Org2MSP, Org9MSP',
    ]);
    expect(await endorse(proposal('elsewhere', 'nope'))).toEqual([
        status.FAILED_PRECONDITION,
        'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode nope in channel elsewhere',
    ]);
    expect(await endorse(proposal('mychannel', 'qscc', ['GetChainInfo', 'mychannel']))).toEqual([
        status.FAILED_PRECONDITION,
        'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode qscc in channel mychannel',
    ]);
});

test('submit checks the envelope, then passes on what the orderer says', async () => {
    expect(await submit('mychannel')).toEqual([status.INVALID_ARGUMENT, 'a prepared transaction is required']);
    const envelope = new common.Envelope();
    expect(await submit('mychannel', envelope)).toEqual([
        status.INVALID_ARGUMENT,
        'prepared transaction must be signed',
    ]);
    envelope.setSignature(Buffer.from('x'));
    expect(await submit('elsewhere', envelope)).toEqual([
        status.FAILED_PRECONDITION,
        'failed to get config for channel [elsewhere]: could not get last config for channel elsewhere',
    ]);
    expect(await submit('mychannel', envelope)).toEqual([
        status.ABORTED,
        'received unsuccessful response from orderer: status=BAD_REQUEST, info=could not determine channel ID: header not set',
    ]);
});

function commitStatus(
    request: protos.CommitStatusRequest,
    signature: Uint8Array,
    deadlineMs: number,
): Promise<Outcome> {
    const signed = new protos.SignedCommitStatusRequest();
    signed.setRequest(request.serializeBinary());
    signed.setSignature(signature);
    return outcome((callback) =>
        client.commitStatus(signed, new Metadata(), { deadline: Date.now() + deadlineMs }, callback),
    );
}

test('commit status is for readers, and waits for an unknown transaction until the deadline', async () => {
    const request = new protos.CommitStatusRequest();
    expect(await commitStatus(request, Buffer.from('x'), 5000)).toEqual([
        status.INVALID_ARGUMENT,
        'a commit status request is required',
    ]);
    request.setIdentity(signer.serialized);
    request.setTransactionId('abc');
    request.setChannelId('elsewhere');
    expect(await commitStatus(request, signer.sign(request.serializeBinary()), 5000)).toEqual([
        status.PERMISSION_DENIED,
        'Failed to get policy manager for channel [elsewhere]',
    ]);
    request.setChannelId('mychannel');
    expect(await commitStatus(request, Buffer.from('x'), 5000)).toEqual([
        status.PERMISSION_DENIED,
        "Failed evaluating policy on signed data during check policy on channel [mychannel] with policy [/Channel/Application/Readers]: [implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Readers' sub-policies to be satisfied]",
    ]);
    const [code] = await commitStatus(request, signer.sign(request.serializeBinary()), 200);
    expect([status.DEADLINE_EXCEEDED, status.CANCELLED]).toContain(code);
});
