/** Proposals and envelopes made by hand, signed by an officer, as an attacker with an officer's key can make them. */
import { common, gateway as gatewayProtos, peer } from '@hyperledger/fabric-protos';
import type { Tabularium } from '../../../client/src/tabularium';
import type { OrganizationHandle } from '../../../network/src/backend';
import { PeerConnection } from '../../../network/src/deploy/peer-connection';
import type { SigningIdentity } from '../../../network/src/msp/identity';
import { createSigningIdentity } from '../../../network/src/msp/signing-identity';
import { createHeader } from '../../../network/src/proto/header';
import { unpackProposal } from '../../../network/src/proto/proposal';
import { endorse as signEndorsement } from '../../../network/src/proto/response';
import { assembleTransaction } from '../../../network/src/proto/transaction';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';
import type { OfficerIdentity } from '../../../scripts/src/registers/officers';

export interface RawProposal {
    readonly txId: string;
    readonly signed: peer.SignedProposal;
    readonly signer: SigningIdentity;
}

export interface RawCall {
    readonly channelId: string;
    /** What the peer executes: the header extension's name. */
    readonly chaincode: string;
    /** What the invocation spec names; default the same. */
    readonly specChaincode?: string;
    readonly args: readonly string[];
    /** Default now. */
    readonly timestamp?: Date;
}

export function signerOf({ mspId, certificatePem, privateKeyPem }: OfficerIdentity): SigningIdentity {
    return createSigningIdentity({ mspId, certificatePem, privateKeyPem, crypto: nodeCrypto });
}

export function propose(officer: OfficerIdentity, call: RawCall): RawProposal {
    const signer = signerOf(officer);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(named(call.chaincode));
    const { header, txId } = createHeader({
        type: common.HeaderType.ENDORSER_TRANSACTION,
        channelId: call.channelId,
        extension: extension.serializeBinary(),
        creator: signer.serialized,
        random: systemRandom,
        clock: { ...systemClock, now: () => call.timestamp ?? new Date() },
    });
    const input = new peer.ChaincodeInput();
    input.setArgsList(call.args.map((text) => Buffer.from(text)));
    const spec = new peer.ChaincodeSpec();
    spec.setType(peer.ChaincodeSpec.Type.NODE);
    spec.setChaincodeId(named(call.specChaincode ?? call.chaincode));
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    const proposal = new peer.Proposal();
    proposal.setHeader(header.serializeBinary());
    proposal.setPayload(payload.serializeBinary());
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.serializeBinary());
    signed.setSignature(signer.sign(signed.getProposalBytes_asU8()));
    return { txId, signed, signer };
}

function named(name: string): peer.ChaincodeID {
    const id = new peer.ChaincodeID();
    id.setName(name);
    return id;
}

/** The peer's answer, whatever its status. */
export async function endorseAt(
    { peer: endpoint }: OrganizationHandle,
    { signed }: RawProposal,
): Promise<peer.ProposalResponse> {
    const connection = new PeerConnection(endpoint, systemClock);
    try {
        return await connection.processProposal('Endorsing', signed, 20_000);
    } finally {
        connection.close();
    }
}

/** Of the chaincode, or of the peer where it did not come so far. */
export function messageOf(response: peer.ProposalResponse): string {
    return response.getResponse()?.getMessage() ?? '';
}

export function statusOf(response: peer.ProposalResponse): number {
    return response.getResponse()?.getStatus() ?? 0;
}

/** The same answer, endorsed by somebody who is no peer. */
export function endorsedBy(officer: OfficerIdentity, response: peer.ProposalResponse): peer.ProposalResponse {
    const forged = response.clone();
    forged.setEndorsement(signEndorsement(response.getPayload_asU8(), signerOf(officer)));
    return forged;
}

export interface Outcome {
    readonly code: number;
    readonly blockNumber: number;
}

/** Brings the envelope into a block, whatever becomes of it there. The client must be the proposer's. */
export async function order(
    client: Tabularium,
    proposal: RawProposal,
    responses: readonly peer.ProposalResponse[],
): Promise<Outcome> {
    const envelope = new common.Envelope();
    envelope.setPayload(assembleTransaction(unpackProposal(proposal.signed), responses));
    const prepared = new gatewayProtos.PreparedTransaction();
    prepared.setTransactionId(proposal.txId);
    prepared.setEnvelope(envelope);
    const transaction = client.gateway.gateway.newTransaction(prepared.serializeBinary());
    const submitted = await transaction.submit({ deadline: Date.now() + 15_000 });
    const { code, blockNumber } = await submitted.getStatus({ deadline: Date.now() + 30_000 });
    return { code, blockNumber: Number(blockNumber) };
}
