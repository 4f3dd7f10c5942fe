/** Signed proposals as a peer hands them to chaincode; their signatures are the peer's business and are left empty. */
import { createHash } from 'node:crypto';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from './signers';

export interface ProposalOptions {
    readonly signer: Signer;
    /** Chaincode that the header's extension names: what the peer executes. */
    readonly chaincode: string;
    /** Chaincode that the invocation spec names, when a forger makes it another one. */
    readonly specChaincode?: string;
    readonly args: readonly Uint8Array[];
    readonly transient?: Readonly<Record<string, Uint8Array>>;
    readonly at: Date;
    readonly nonce: string;
}

export const CHANNEL = 'records';

export function createProposal(options: ProposalOptions): {
    readonly txId: string;
    readonly signedProposal: peer.SignedProposal;
} {
    const creator = new msp.SerializedIdentity();
    creator.setMspid(options.signer.mspId);
    creator.setIdBytes(Buffer.from(options.signer.certificatePem));
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(creator.serializeBinary());
    signatureHeader.setNonce(Buffer.from(options.nonce));
    const txId = createHash('sha256').update(options.nonce).update(creator.serializeBinary()).digest('hex');

    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(chaincodeId(options.chaincode));
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setChannelId(CHANNEL);
    channelHeader.setTxId(txId);
    channelHeader.setTimestamp(Timestamp.fromDate(options.at));
    channelHeader.setExtension$(extension.serializeBinary());
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());

    const input = new peer.ChaincodeInput();
    input.setArgsList([...options.args]);
    const spec = new peer.ChaincodeSpec();
    spec.setChaincodeId(chaincodeId(options.specChaincode ?? options.chaincode));
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    for (const [name, value] of Object.entries(options.transient ?? {})) {
        payload.getTransientmapMap().set(name, value);
    }
    const proposal = new peer.Proposal();
    proposal.setHeader(header.serializeBinary());
    proposal.setPayload(payload.serializeBinary());
    const signedProposal = new peer.SignedProposal();
    signedProposal.setProposalBytes(proposal.serializeBinary());
    return { txId, signedProposal };
}

function chaincodeId(name: string): peer.ChaincodeID {
    const id = new peer.ChaincodeID();
    id.setName(name);
    return id;
}
