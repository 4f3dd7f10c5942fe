import { createHash } from 'node:crypto';
import { common, gateway, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { BlockStart, ChaincodeCall } from './transport';

/** The one transient entry that registers read. */
const PRIVATE_ENTRY = 'private';

export interface Creator {
    readonly mspId: string;
    readonly credentials: Uint8Array;
}

/** `msp.SerializedIdentity`, the bytes that stand for the signer in every header. */
export function serializedIdentity({ mspId, credentials }: Creator): Uint8Array {
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(credentials);
    return identity.serializeBinary();
}

export interface ProposalParts {
    readonly channelName: string;
    readonly creator: Uint8Array;
    /** 24 bytes; with the creator it makes the transaction id. */
    readonly nonce: Uint8Array;
    readonly timestamp: Date;
    readonly organizations: readonly string[];
}

export interface UnsignedProposal {
    readonly transactionId: string;
    /** `gateway.ProposedTransaction`, as fabric-gateway's `newProposal` reads it. */
    readonly bytes: Uint8Array;
}

/** The transaction id is hex SHA-256(nonce ‖ creator), as Fabric's protoutil computes it. */
export function proposalFor(call: ChaincodeCall, parts: ProposalParts): UnsignedProposal {
    const transactionId = createHash('sha256').update(parts.nonce).update(parts.creator).digest('hex');
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposalBytes(call, parts, transactionId));
    const proposed = new gateway.ProposedTransaction();
    proposed.setTransactionId(transactionId);
    proposed.setProposal(signed);
    proposed.setEndorsingOrganizationsList([...parts.organizations]);
    return { transactionId, bytes: proposed.serializeBinary() };
}

function proposalBytes(call: ChaincodeCall, parts: ProposalParts, transactionId: string): Uint8Array {
    const chaincodeId = new peer.ChaincodeID();
    chaincodeId.setName(call.chaincode);

    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(chaincodeId);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setChannelId(parts.channelName);
    channelHeader.setTxId(transactionId);
    channelHeader.setTimestamp(Timestamp.fromDate(parts.timestamp));
    channelHeader.setExtension$(extension.serializeBinary());

    const input = new peer.ChaincodeInput();
    input.setArgsList([Buffer.from(call.transaction), call.argument]);
    const spec = new peer.ChaincodeSpec();
    spec.setType(peer.ChaincodeSpec.Type.NODE);
    spec.setChaincodeId(chaincodeId);
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    if (call.privateInput !== undefined) {
        payload.getTransientmapMap().set(PRIVATE_ENTRY, call.privateInput);
    }

    const proposal = new peer.Proposal();
    proposal.setHeader(header(channelHeader, parts.creator, parts.nonce).serializeBinary());
    proposal.setPayload(payload.serializeBinary());
    return proposal.serializeBinary();
}

/** Unsigned `gateway.SignedCommitStatusRequest` for any transaction id. */
export function commitStatusRequest(transactionId: string, channelName: string, creator: Uint8Array): Uint8Array {
    const request = new gateway.CommitStatusRequest();
    request.setTransactionId(transactionId);
    request.setChannelId(channelName);
    request.setIdentity(creator);
    const signed = new gateway.SignedCommitStatusRequest();
    signed.setRequest(request.serializeBinary());
    return signed.serializeBinary();
}

/** Unsigned envelope that asks for blocks from `start` on, without an end. */
export function seekRequest(
    start: BlockStart,
    parts: Pick<ProposalParts, 'channelName' | 'creator' | 'timestamp'>,
): Uint8Array {
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.DELIVER_SEEK_INFO);
    channelHeader.setChannelId(parts.channelName);
    channelHeader.setTimestamp(Timestamp.fromDate(parts.timestamp));

    const seek = new orderer.SeekInfo();
    seek.setStart(startPosition(start));
    seek.setStop(numbered(Number.MAX_SAFE_INTEGER));
    seek.setBehavior(orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY);

    const payload = new common.Payload();
    payload.setHeader(header(channelHeader, parts.creator, new Uint8Array()));
    payload.setData(seek.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope.serializeBinary();
}

function startPosition(start: BlockStart): orderer.SeekPosition {
    if (start !== 'newest') {
        return numbered(start);
    }
    const position = new orderer.SeekPosition();
    position.setNewest(new orderer.SeekNewest());
    return position;
}

function numbered(block: number): orderer.SeekPosition {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(block);
    const position = new orderer.SeekPosition();
    position.setSpecified(specified);
    return position;
}

function header(channelHeader: common.ChannelHeader, creator: Uint8Array, nonce: Uint8Array): common.Header {
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(creator);
    signatureHeader.setNonce(nonce);
    const result = new common.Header();
    result.setChannelHeader(channelHeader.serializeBinary());
    result.setSignatureHeader(signatureHeader.serializeBinary());
    return result;
}
