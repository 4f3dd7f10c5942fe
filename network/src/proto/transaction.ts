import { common, peer } from '@hyperledger/fabric-protos';
import type { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { TxRwSet } from '../ledger/read-write-set';
import { decode } from './decode';
import { bytesEqual, sha256 } from './hash';
import { payloadForTransaction } from './proposal';
import type { UnpackedProposal } from './proposal';
import { decodeRwSet } from './rwset';
import { errorText } from './error-text';

const Code = peer.TxValidationCode;

/** Undecodable content; `code` is the `TxValidationCode` that Fabric gives such a transaction. */
export class TransactionError extends Error {
    override readonly name = 'TransactionError';
    readonly code: number;

    constructor(code: number, message: string) {
        super(message);
        this.code = code;
    }
}

/** The outer layers of every kind of envelope. */
export interface ParsedEnvelope {
    readonly envelopeBytes: Uint8Array;
    /** What the creator signed. */
    readonly payloadBytes: Uint8Array;
    readonly signature: Uint8Array;
    readonly channelHeaderBytes: Uint8Array;
    readonly signatureHeaderBytes: Uint8Array;
    /** `common.HeaderType`. */
    readonly type: number;
    readonly version: number;
    readonly channelId: string;
    readonly txId: string;
    readonly epoch: number;
    readonly timestamp: Timestamp | undefined;
    readonly extension: Uint8Array;
    readonly creator: Uint8Array;
    readonly nonce: Uint8Array;
    /** `Payload.data`: a `protos.Transaction`, a `common.ConfigEnvelope`, … */
    readonly data: Uint8Array;
}

/** One action of an endorser transaction. */
export interface TransactionAction {
    /** Signature header bytes; the proposal hash covers these. */
    readonly headerBytes: Uint8Array;
    readonly chaincodeProposalPayload: Uint8Array;
    /** `protos.ProposalResponsePayload` bytes: with each endorser, what endorsements sign. */
    readonly responsePayload: Uint8Array;
    readonly endorsements: readonly { readonly endorser: Uint8Array; readonly signature: Uint8Array }[];
}

/** What the endorsers agreed on. */
export interface EndorsedAction {
    readonly proposalHash: Uint8Array;
    /** `rwset.TxReadWriteSet` bytes. */
    readonly results: Uint8Array;
    /** `protos.ChaincodeEvent` bytes; empty without an event. */
    readonly eventBytes: Uint8Array;
    readonly response: peer.Response | undefined;
    /** '' when absent. */
    readonly chaincodeName: string;
    /** '' when absent. */
    readonly chaincodeVersion: string;
}

/** An endorser transaction with its one action, fully decoded. */
export interface ParsedTransaction {
    readonly envelope: ParsedEnvelope;
    readonly action: TransactionAction;
    readonly endorsed: EndorsedAction;
    readonly rwSet: TxRwSet;
    readonly event: peer.ChaincodeEvent | undefined;
    readonly args: readonly Uint8Array[];
}

/**
 * Decodes only: an unknown type, a non-zero epoch or an empty nonce or creator (all BAD_COMMON_HEADER in Fabric) are
 * for the caller to refuse.
 * @throws TransactionError INVALID_OTHER_REASON, BAD_PAYLOAD or BAD_COMMON_HEADER.
 */
export function parseEnvelope(envelopeBytes: Uint8Array): ParsedEnvelope {
    const envelope = decode(common.Envelope, envelopeBytes, 'Envelope', failure(Code.INVALID_OTHER_REASON));
    const payloadBytes = envelope.getPayload_asU8();
    const payload = decode(common.Payload, payloadBytes, 'Payload', failure(Code.BAD_PAYLOAD));
    const header = payload.getHeader();
    if (header === undefined) {
        throw new TransactionError(Code.BAD_COMMON_HEADER, 'nil header');
    }
    const badHeader = failure(Code.BAD_COMMON_HEADER);
    const channelHeaderBytes = header.getChannelHeader_asU8();
    const channelHeader = decode(common.ChannelHeader, channelHeaderBytes, 'ChannelHeader', badHeader);
    const signatureHeaderBytes = header.getSignatureHeader_asU8();
    const signatureHeader = decode(common.SignatureHeader, signatureHeaderBytes, 'SignatureHeader', badHeader);
    return {
        envelopeBytes,
        payloadBytes,
        signature: envelope.getSignature_asU8(),
        channelHeaderBytes,
        signatureHeaderBytes,
        type: channelHeader.getType(),
        version: channelHeader.getVersion(),
        channelId: channelHeader.getChannelId(),
        txId: channelHeader.getTxId(),
        epoch: channelHeader.getEpoch(),
        timestamp: channelHeader.getTimestamp(),
        extension: channelHeader.getExtension_asU8(),
        creator: signatureHeader.getCreator_asU8(),
        nonce: signatureHeader.getNonce_asU8(),
        data: payload.getData_asU8(),
    };
}

/** All actions; exactly one is valid. @throws TransactionError INVALID_ENDORSER_TRANSACTION. */
export function parseActions(data: Uint8Array): readonly TransactionAction[] {
    const invalid = failure(Code.INVALID_ENDORSER_TRANSACTION);
    const transaction = decode(peer.Transaction, data, 'Transaction', invalid);
    return transaction.getActionsList().map((action) => {
        const payload = decode(
            peer.ChaincodeActionPayload,
            action.getPayload_asU8(),
            'ChaincodeActionPayload',
            invalid,
        );
        const endorsed = payload.getAction();
        if (endorsed === undefined) {
            throw invalid('nil ChaincodeEndorsedAction');
        }
        return {
            headerBytes: action.getHeader_asU8(),
            chaincodeProposalPayload: payload.getChaincodeProposalPayload_asU8(),
            responsePayload: endorsed.getProposalResponsePayload_asU8(),
            endorsements: endorsed.getEndorsementsList().map((endorsement) => ({
                endorser: endorsement.getEndorser_asU8(),
                signature: endorsement.getSignature_asU8(),
            })),
        };
    });
}

/** @throws TransactionError BAD_RESPONSE_PAYLOAD. */
export function parseEndorsedAction(responsePayload: Uint8Array): EndorsedAction {
    const bad = failure(Code.BAD_RESPONSE_PAYLOAD);
    const payload = decode(peer.ProposalResponsePayload, responsePayload, 'ProposalResponsePayload', bad);
    const action = decode(peer.ChaincodeAction, payload.getExtension_asU8(), 'ChaincodeAction', bad);
    return {
        proposalHash: payload.getProposalHash_asU8(),
        results: action.getResults_asU8(),
        eventBytes: action.getEvents_asU8(),
        response: action.getResponse(),
        chaincodeName: action.getChaincodeId()?.getName() ?? '',
        chaincodeVersion: action.getChaincodeId()?.getVersion() ?? '',
    };
}

/** The proposal hash as it must be in the response payload. Fabric: protoutil/proputils.go, GetProposalHash2. */
export function transactionProposalHash(envelope: ParsedEnvelope, action: TransactionAction): Uint8Array {
    return sha256(envelope.channelHeaderBytes, action.headerBytes, action.chaincodeProposalPayload);
}

/** Name in the header extension; undefined without a chaincode id. @throws TransactionError BAD_HEADER_EXTENSION. */
export function extensionChaincodeName(envelope: ParsedEnvelope): string | undefined {
    return decode(
        peer.ChaincodeHeaderExtension,
        envelope.extension,
        'ChaincodeHeaderExtension',
        failure(Code.BAD_HEADER_EXTENSION),
    )
        .getChaincodeId()
        ?.getName();
}

/** All of an endorser transaction. Compares no hashes and verifies no signatures. @throws TransactionError */
export function parseTransaction(envelopeBytes: Uint8Array): ParsedTransaction {
    const envelope = parseEnvelope(envelopeBytes);
    const [action, ...others] = parseActions(envelope.data);
    if (action === undefined || others.length > 0) {
        const count = action === undefined ? 0 : others.length + 1;
        throw new TransactionError(
            Code.INVALID_ENDORSER_TRANSACTION,
            `only one action per transaction is supported, tx contains ${String(count)}`,
        );
    }
    const endorsed = parseEndorsedAction(action.responsePayload);
    return {
        envelope,
        action,
        endorsed,
        rwSet: readRwSet(endorsed.results),
        event: readEvent(endorsed.eventBytes),
        args: readArgs(action.chaincodeProposalPayload),
    };
}

function readRwSet(results: Uint8Array): TxRwSet {
    try {
        return decodeRwSet(results);
    } catch (error) {
        throw new TransactionError(Code.BAD_RWSET, errorText(error));
    }
}

function readEvent(bytes: Uint8Array): peer.ChaincodeEvent | undefined {
    // The misspelling is Fabric's.
    return bytes.length === 0
        ? undefined
        : decode(peer.ChaincodeEvent, bytes, 'ChaicnodeEvent', failure(Code.INVALID_OTHER_REASON));
}

function readArgs(proposalPayload: Uint8Array): readonly Uint8Array[] {
    const invalid = failure(Code.INVALID_OTHER_REASON);
    const payload = decode(peer.ChaincodeProposalPayload, proposalPayload, 'ChaincodeProposalPayload', invalid);
    const spec = decode(peer.ChaincodeInvocationSpec, payload.getInput_asU8(), 'ChaincodeInvocationSpec', invalid);
    return spec.getChaincodeSpec()?.getInput()?.getArgsList_asU8() ?? [];
}

function failure(code: number): (message: string) => TransactionError {
    return (message) => new TransactionError(code, message);
}

/**
 * Envelope payload bytes of the transaction that a proposal and its responses make, to be signed by the proposal's
 * creator. Each endorser counts once; the transient map stays behind. Fabric: protoutil/txutils.go.
 * @throws Error with Fabric's text for failed, different or unendorsed responses.
 */
export function assembleTransaction(
    proposal: UnpackedProposal,
    responses: readonly peer.ProposalResponse[],
): Uint8Array {
    const endorsedAction = new peer.ChaincodeEndorsedAction();
    endorsedAction.setProposalResponsePayload(commonPayload(responses));
    endorsedAction.setEndorsementsList(distinctEndorsements(responses));
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setChaincodeProposalPayload(payloadForTransaction(proposal));
    actionPayload.setAction(endorsedAction);
    const action = new peer.TransactionAction();
    action.setHeader(proposal.signatureHeaderBytes);
    action.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.setActionsList([action]);

    const header = new common.Header();
    header.setChannelHeader(proposal.channelHeaderBytes);
    header.setSignatureHeader(proposal.signatureHeaderBytes);
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(transaction.serializeBinary());
    return payload.serializeBinary();
}

function commonPayload(responses: readonly peer.ProposalResponse[]): Uint8Array {
    const first = responses[0];
    if (first === undefined) {
        throw new Error('at least one proposal response is required');
    }
    const payload = first.getPayload_asU8();
    for (const response of responses) {
        const status = response.getResponse()?.getStatus() ?? 0;
        if (status < 200 || status >= 400) {
            const message = response.getResponse()?.getMessage() ?? '';
            throw new Error(`proposal response was not successful, error code ${String(status)}, msg ${message}`);
        }
        if (!bytesEqual(payload, response.getPayload_asU8())) {
            throw new Error(
                `ProposalResponsePayloads do not match (base64): '${response.getPayload_asB64()}' vs '${first.getPayload_asB64()}'`,
            );
        }
    }
    return payload;
}

function distinctEndorsements(responses: readonly peer.ProposalResponse[]): peer.Endorsement[] {
    const byEndorser = new Map<string, peer.Endorsement>();
    for (const response of responses) {
        const endorsement = response.getEndorsement();
        if (endorsement !== undefined && !byEndorser.has(endorsement.getEndorser_asB64())) {
            byEndorser.set(endorsement.getEndorser_asB64(), endorsement);
        }
    }
    if (byEndorser.size === 0) {
        throw new Error('no endorsements');
    }
    return [...byEndorser.values()];
}
