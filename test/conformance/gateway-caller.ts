import { credentials, Metadata, type ServiceError, type status } from '@grpc/grpc-js';
import { common, gateway as protos, google, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { PeerEndpoint } from '../../network/src/backend';
import type { SigningIdentity } from '../../network/src/msp/identity';
import { computeTxId, createSignedProposal } from '../../network/src/proto/proposal';
import { systemClock } from '../../network/src/seams/clock';
import { systemRandom } from '../../network/src/seams/random';

const CHANNEL = 'mychannel';
const DEADLINE_MS = 15_000;

/** What a client sees of a failed call: code, text and the texts of the details. */
export interface Failure {
    readonly code: status | undefined;
    readonly text: string;
    readonly details: readonly string[];
}

export interface Proposed {
    readonly chaincode?: string;
    readonly channelId?: string;
    readonly args: readonly string[];
    readonly signer: SigningIdentity;
    readonly transient?: Readonly<Record<string, Uint8Array>>;
    readonly isInit?: boolean;
    /** Changes the headers; the transaction id is calculated again unless this sets it. */
    readonly change?: (channelHeader: common.ChannelHeader, signatureHeader: common.SignatureHeader) => void;
    /** Who signs, if not `signer`, who stays the creator. */
    readonly signedBy?: SigningIdentity;
}

export interface Proposal {
    readonly txId: string;
    readonly signed: peer.SignedProposal;
}

export function propose(proposed: Proposed): Proposal {
    const { signedProposal, txId } = createSignedProposal({
        channelId: proposed.channelId ?? CHANNEL,
        chaincodeName: proposed.chaincode ?? 'probe',
        args: proposed.args,
        signer: proposed.signer,
        random: systemRandom,
        clock: systemClock,
        ...(proposed.transient === undefined ? {} : { transient: proposed.transient }),
        ...(proposed.isInit === undefined ? {} : { isInit: proposed.isInit }),
    });
    const proposal = peer.Proposal.deserializeBinary(signedProposal.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    proposed.change?.(channelHeader, signatureHeader);
    if (channelHeader.getTxId() === txId) {
        channelHeader.setTxId(computeTxId(signatureHeader.getNonce_asU8(), signatureHeader.getCreator_asU8()));
    }
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    proposal.setHeader(header.serializeBinary());
    signedProposal.setProposalBytes(proposal.serializeBinary());
    signedProposal.setSignature((proposed.signedBy ?? proposed.signer).sign(signedProposal.getProposalBytes_asU8()));
    return { txId: channelHeader.getTxId(), signed: signedProposal };
}

/** For changes of a header. */
export function timestampOf(date: Date): Timestamp {
    const timestamp = new Timestamp();
    timestamp.fromDate(date);
    return timestamp;
}

/** Signs an envelope's payload. */
export function sign(envelope: common.Envelope, signer: SigningIdentity): common.Envelope {
    const signed = envelope.clone();
    signed.setSignature(signer.sign(envelope.getPayload_asU8()));
    return signed;
}

/** Calls one peer's gateway without a client library, which would not let wrong requests through. */
export class GatewayCaller {
    readonly #client: protos.GatewayClient;

    constructor({ address, hostAlias, tlsRootCertPem }: PeerEndpoint) {
        const options = { 'grpc.ssl_target_name_override': hostAlias };
        const tls = credentials.createSsl(Buffer.from(tlsRootCertPem));
        this.#client = new protos.GatewayClient(address, tls, options);
    }

    close(): void {
        this.#client.close();
    }

    async evaluate({ signed }: Proposal): Promise<string | Failure> {
        const request = new protos.EvaluateRequest();
        request.setProposedTransaction(signed);
        const answer = await this.#call<protos.EvaluateResponse>((metadata, options, callback) =>
            this.#client.evaluate(request, metadata, options, callback),
        );
        return isFailure(answer) ? answer : Buffer.from(answer.getResult()?.getPayload_asU8() ?? []).toString();
    }

    async endorse({ signed }: Proposal, organizations: readonly string[] = []): Promise<common.Envelope | Failure> {
        const request = new protos.EndorseRequest();
        request.setProposedTransaction(signed);
        request.setEndorsingOrganizationsList([...organizations]);
        const answer = await this.#call<protos.EndorseResponse>((metadata, options, callback) =>
            this.#client.endorse(request, metadata, options, callback),
        );
        return isFailure(answer) ? answer : (answer.getPreparedTransaction() ?? new common.Envelope());
    }

    /** Undefined when the orderer took it. */
    async submit(envelope: common.Envelope, channelId = CHANNEL): Promise<Failure | undefined> {
        const request = new protos.SubmitRequest();
        request.setPreparedTransaction(envelope);
        request.setChannelId(channelId);
        const answer = await this.#call<protos.SubmitResponse>((metadata, options, callback) =>
            this.#client.submit(request, metadata, options, callback),
        );
        return isFailure(answer) ? answer : undefined;
    }

    /** Validation code and block number. */
    async commitStatus(
        txId: string,
        by: { readonly identity: SigningIdentity; readonly signer?: SigningIdentity },
        channelId = CHANNEL,
    ): Promise<{ readonly code: number; readonly block: number } | Failure> {
        const request = new protos.CommitStatusRequest();
        request.setTransactionId(txId);
        request.setChannelId(channelId);
        request.setIdentity(by.identity.serialized);
        const signed = new protos.SignedCommitStatusRequest();
        signed.setRequest(request.serializeBinary());
        signed.setSignature((by.signer ?? by.identity).sign(request.serializeBinary()));
        const answer = await this.#call<protos.CommitStatusResponse>((metadata, options, callback) =>
            this.#client.commitStatus(signed, metadata, options, callback),
        );
        return isFailure(answer) ? answer : { code: answer.getResult(), block: answer.getBlockNumber() };
    }

    /** The first events since block 0, as `name payload`; or why there are none. */
    events(identity: SigningIdentity, count: number, channelId = CHANNEL): Promise<readonly string[] | Failure> {
        const request = new protos.ChaincodeEventsRequest();
        request.setChannelId(channelId);
        request.setChaincodeId('probe');
        request.setIdentity(identity.serialized);
        const position = new orderer.SeekPosition();
        const specified = new orderer.SeekSpecified();
        specified.setNumber(0);
        position.setSpecified(specified);
        request.setStartPosition(position);
        const signed = new protos.SignedChaincodeEventsRequest();
        signed.setRequest(request.serializeBinary());
        signed.setSignature(identity.sign(request.serializeBinary()));
        const found: string[] = [];
        return new Promise((resolve) => {
            const stream = this.#client.chaincodeEvents(signed, { deadline: Date.now() + DEADLINE_MS });
            stream.on('data', (response: protos.ChaincodeEventsResponse) => {
                const events = response.getEventsList();
                found.push(...events.map((each) => `${each.getEventName()} ${text(each.getPayload_asU8())}`));
                if (found.length >= count) {
                    resolve(found);
                    stream.cancel();
                }
            });
            stream.on('error', (error: ServiceError) => {
                resolve(failure(error));
            });
        });
    }

    #call<Response>(
        start: (
            metadata: Metadata,
            options: { readonly deadline: number },
            callback: (error: ServiceError | null, response?: Response) => void,
        ) => unknown,
    ): Promise<Response | Failure> {
        return new Promise((resolve, reject) => {
            start(new Metadata(), { deadline: Date.now() + DEADLINE_MS }, (error, response) => {
                if (error !== null) {
                    resolve(failure(error));
                } else if (response === undefined) {
                    reject(new Error('neither an answer nor an error'));
                } else {
                    resolve(response);
                }
            });
        });
    }
}

function isFailure(answer: unknown): answer is Failure {
    return typeof answer === 'object' && answer !== null && 'text' in answer && 'details' in answer;
}

function failure(error: ServiceError): Failure {
    const [encoded] = error.metadata.get('grpc-status-details-bin');
    const details = typeof encoded === 'object' ? google.rpc.Status.deserializeBinary(encoded).getDetailsList() : [];
    return {
        code: error.code,
        text: error.details,
        details: details.map((any) => protos.ErrorDetail.deserializeBinary(any.getValue_asU8()).getMessage()),
    };
}

function text(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString();
}
