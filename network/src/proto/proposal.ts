import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { SigningIdentity } from '../msp/identity';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import { decode } from './decode';
import { sha256 } from './hash';
import { createHeader } from './header';

/** A proposal that cannot be read. The message is Fabric's. */
export class ProposalError extends Error {
    override readonly name = 'ProposalError';
}

export interface UnpackedProposal {
    readonly channelHeaderBytes: Uint8Array;
    readonly signatureHeaderBytes: Uint8Array;
    /** `protos.ChaincodeProposalPayload` with the transient map. */
    readonly payloadBytes: Uint8Array;
    /** '' for calls without a channel. */
    readonly channelId: string;
    /** As claimed; compare with `computeTxId`. */
    readonly txId: string;
    /** `common.HeaderType`. */
    readonly type: number;
    readonly epoch: number;
    readonly timestamp: Timestamp | undefined;
    readonly creator: Uint8Array;
    readonly nonce: Uint8Array;
    /** Of the header extension: the chaincode that is invoked. */
    readonly chaincodeName: string;
    readonly spec: {
        readonly args: readonly Uint8Array[];
        readonly isInit: boolean;
        /** Not the one invoked, though the gateway goes by it. */
        readonly specChaincodeName: string;
    };
    readonly transient: ReadonlyMap<string, Uint8Array>;
    readonly proposalBytes: Uint8Array;
    readonly signature: Uint8Array;
}

/**
 * Takes a proposal apart without judging it (identity, signature, transaction id).
 * Fabric: core/endorser/msgvalidation.go, UnpackProposal.
 * @throws ProposalError
 */
export function unpackProposal(signed: peer.SignedProposal): UnpackedProposal {
    const proposalBytes = signed.getProposalBytes_asU8();
    const proposal = decode(peer.Proposal, proposalBytes, 'Proposal', failure);
    const header = decode(common.Header, proposal.getHeader_asU8(), 'Header', failure);
    const channelHeaderBytes = header.getChannelHeader_asU8();
    const channelHeader = decode(common.ChannelHeader, channelHeaderBytes, 'ChannelHeader', failure);
    const signatureHeaderBytes = header.getSignatureHeader_asU8();
    const signatureHeader = decode(common.SignatureHeader, signatureHeaderBytes, 'SignatureHeader', failure);
    const chaincodeName = readExtension(channelHeader.getExtension_asU8());
    const payloadBytes = proposal.getPayload_asU8();
    const payload = decode(peer.ChaincodeProposalPayload, payloadBytes, 'ChaincodeProposalPayload', failure);
    return {
        channelHeaderBytes,
        signatureHeaderBytes,
        payloadBytes,
        channelId: channelHeader.getChannelId(),
        txId: channelHeader.getTxId(),
        type: channelHeader.getType(),
        epoch: channelHeader.getEpoch(),
        timestamp: channelHeader.getTimestamp(),
        creator: signatureHeader.getCreator_asU8(),
        nonce: signatureHeader.getNonce_asU8(),
        chaincodeName,
        spec: readSpec(payload.getInput_asU8()),
        transient: readTransient(payload),
        proposalBytes,
        signature: signed.getSignature_asU8(),
    };
}

/** What endorsers commit to: SHA-256 over both headers as received and the payload without its transient map. */
export function proposalHash(proposal: UnpackedProposal): Uint8Array {
    return sha256(proposal.channelHeaderBytes, proposal.signatureHeaderBytes, payloadForTransaction(proposal));
}

/** `protos.ChaincodeProposalPayload` bytes without the transient map, as they go into the transaction. */
export function payloadForTransaction(proposal: UnpackedProposal): Uint8Array {
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(peer.ChaincodeProposalPayload.deserializeBinary(proposal.payloadBytes).getInput_asU8());
    return payload.serializeBinary();
}

/** Lower-case hex of SHA-256(nonce ‖ creator). */
export function computeTxId(nonce: Uint8Array, creator: Uint8Array): string {
    return Buffer.from(sha256(nonce, creator)).toString('hex');
}

export interface ProposalOptions {
    /** '' for calls without a channel. */
    readonly channelId: string;
    readonly chaincodeName: string;
    readonly args: readonly (Uint8Array | string)[];
    readonly transient?: Readonly<Record<string, Uint8Array>>;
    readonly isInit?: boolean;
    readonly signer: SigningIdentity;
    readonly random: Random;
    readonly clock: Clock;
}

/** For the network's own tools; applications use a client library. */
export function createSignedProposal(options: ProposalOptions): {
    readonly txId: string;
    readonly signedProposal: peer.SignedProposal;
} {
    const chaincodeId = new peer.ChaincodeID();
    chaincodeId.setName(options.chaincodeName);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(chaincodeId);
    const { header, txId } = createHeader({
        type: common.HeaderType.ENDORSER_TRANSACTION,
        channelId: options.channelId,
        extension: extension.serializeBinary(),
        creator: options.signer.serialized,
        random: options.random,
        clock: options.clock,
    });

    const proposal = new peer.Proposal();
    proposal.setHeader(header.serializeBinary());
    proposal.setPayload(createPayload(options, chaincodeId).serializeBinary());
    const signedProposal = new peer.SignedProposal();
    signedProposal.setProposalBytes(proposal.serializeBinary());
    signedProposal.setSignature(options.signer.sign(signedProposal.getProposalBytes_asU8()));
    return { txId, signedProposal };
}

function createPayload(options: ProposalOptions, chaincodeId: peer.ChaincodeID): peer.ChaincodeProposalPayload {
    const input = new peer.ChaincodeInput();
    input.setArgsList(options.args.map((arg) => (typeof arg === 'string' ? Buffer.from(arg) : arg)));
    input.setIsInit(options.isInit ?? false);
    const spec = new peer.ChaincodeSpec();
    spec.setType(peer.ChaincodeSpec.Type.NODE);
    spec.setChaincodeId(chaincodeId);
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    for (const [name, value] of Object.entries(options.transient ?? {})) {
        payload.getTransientmapMap().set(name, value);
    }
    return payload;
}

function readExtension(bytes: Uint8Array): string {
    const extension = decode(peer.ChaincodeHeaderExtension, bytes, 'ChaincodeHeaderExtension', failure);
    const chaincodeId = extension.getChaincodeId();
    if (chaincodeId === undefined) {
        throw new ProposalError('ChaincodeHeaderExtension.ChaincodeId is nil');
    }
    if (chaincodeId.getName() === '') {
        throw new ProposalError('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
    }
    return chaincodeId.getName();
}

function readSpec(bytes: Uint8Array): UnpackedProposal['spec'] {
    const invocation = decode(peer.ChaincodeInvocationSpec, bytes, 'ChaincodeInvocationSpec', failure);
    const spec = invocation.getChaincodeSpec();
    if (spec === undefined) {
        throw new ProposalError('chaincode invocation spec did not contain chaincode spec');
    }
    const input = spec.getInput();
    if (input === undefined) {
        throw new ProposalError('chaincode input did not contain any input');
    }
    return {
        args: input.getArgsList_asU8(),
        isInit: input.getIsInit(),
        specChaincodeName: spec.getChaincodeId()?.getName() ?? '',
    };
}

function readTransient(payload: peer.ChaincodeProposalPayload): ReadonlyMap<string, Uint8Array> {
    const transient = new Map<string, Uint8Array>();
    payload.getTransientmapMap().forEach((value, name) => {
        transient.set(name, typeof value === 'string' ? Buffer.from(value, 'base64') : value);
    });
    return transient;
}

function failure(message: string): ProposalError {
    return new ProposalError(message);
}
