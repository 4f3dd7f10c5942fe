/** A peer's gateway and Deliver service with real protobufs and real gRPC, whose every answer a test decides. */
import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import {
    type handleUnaryCall,
    Metadata,
    type sendUnaryData,
    Server,
    ServerCredentials,
    type ServerDuplexStream,
    type ServerUnaryCall,
    status,
    type StatusObject,
} from '@grpc/grpc-js';
import { common, gateway, google, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { type Collection, definitionResult, outOfPeers } from './policies';

export interface Detail {
    readonly mspId: string;
    readonly message: string;
    readonly address?: string;
}

export class Failure {
    readonly code: status;
    readonly message: string;
    readonly details: readonly Detail[];

    constructor(code: status, message: string, details: readonly Detail[] = []) {
        this.code = code;
        this.message = message;
        this.details = details;
    }
}

/** No answer at all. */
export const silence: unique symbol = Symbol('silence');

export interface Call {
    readonly step: 'evaluate' | 'endorse' | 'submit' | 'commitStatus';
    readonly transactionId: string;
    readonly chaincode: string;
    readonly transaction: string;
    /** The JSON argument, where the call carries one. */
    readonly argument: unknown;
    readonly organizations: readonly string[];
    /** Entries of the transient data, as text. */
    readonly transient: Readonly<Record<string, string>>;
    readonly timestampMs: number;
}

type Reply<Value> = Value | Failure | typeof silence;
export type Status = { readonly code: number; readonly block: number };

export class FakeGateway {
    readonly calls: Call[] = [];
    /** Bytes of every envelope that was handed in. */
    readonly envelopes: Buffer[] = [];
    address = '';
    /** Streams of filtered blocks that are open. */
    filteredStreams = 0;
    policies: Record<string, common.SignaturePolicyEnvelope | string> = { note: outOfPeers(2, 'Org1MSP', 'Org2MSP') };
    collections: readonly Collection[] = [];
    endorsers: (call: Call) => Reply<unknown> = (call) => ({
        namespaces: [call.chaincode],
        keyPolicies: [],
        plainKeys: true,
        guarded: ['note.lock'],
    });
    evaluate: (call: Call) => Reply<unknown> = () => ({ text: 'hello' });
    endorse: (call: Call) => Reply<unknown> = () => ({ noteId: 'n1' });
    submit: (call: Call) => Reply<undefined> = () => undefined;
    /** `TxReadWriteSet` of what is endorsed. */
    writes: (call: Call) => Uint8Array = () => new Uint8Array();
    commitStatus: (call: Call) => Reply<Status> = () => ({ code: 0, block: 7 });
    deliverFiltered: (stream: ServerDuplexStream<common.Envelope, peer.DeliverResponse>) => void = () => {
        // Waits for blocks that never come.
    };
    deliver: (stream: ServerDuplexStream<common.Envelope, peer.DeliverResponse>, seek: orderer.SeekInfo) => void =
        () => {
            // Waits for blocks that never come.
        };
    readonly #server = new Server();

    static async start(): Promise<FakeGateway> {
        const fake = new FakeGateway();
        await fake.#listen();
        return fake;
    }

    stop(): void {
        this.#server.forceShutdown();
    }

    count(step: Call['step'], transaction?: string): number {
        return this.calls.filter((call) => call.step === step && (transaction ?? call.transaction) === call.transaction)
            .length;
    }

    async #listen(): Promise<void> {
        const { GatewayService } = gateway as unknown as { GatewayService: Parameters<Server['addService']>[0] };
        const { DeliverService } = peer as unknown as { DeliverService: Parameters<Server['addService']>[0] };
        this.#server.addService(GatewayService, {
            evaluate: unary<gateway.EvaluateRequest, gateway.EvaluateResponse>((request) => {
                const call = callOf('evaluate', request.getProposedTransaction(), request.getTargetOrganizationsList());
                this.calls.push(call);
                return answered(this.#evaluated(call), (value) => {
                    const result = new peer.Response();
                    result.setStatus(200);
                    result.setPayload(value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value)));
                    const response = new gateway.EvaluateResponse();
                    response.setResult(result);
                    return response;
                });
            }),
            endorse: unary<gateway.EndorseRequest, gateway.EndorseResponse>((request) => {
                const signed = request.getProposedTransaction();
                const call = callOf('endorse', signed, request.getEndorsingOrganizationsList());
                this.calls.push(call);
                return answered(this.endorse(call), (value) => {
                    const response = new gateway.EndorseResponse();
                    const results = this.writes(call);
                    response.setPreparedTransaction(
                        prepared(signed, { chaincode: call.chaincode, result: value, results }),
                    );
                    return response;
                });
            }),
            submit: unary<gateway.SubmitRequest, gateway.SubmitResponse>((request) => {
                const envelope = request.getPreparedTransaction() ?? new common.Envelope();
                this.envelopes.push(Buffer.from(envelope.serializeBinary()));
                const call = { ...noCall, step: 'submit', transactionId: request.getTransactionId() } as const;
                this.calls.push(call);
                assertSigned(envelope.getPayload_asU8(), creatorOf(envelope), envelope.getSignature_asU8());
                return answered(this.submit(call), () => new gateway.SubmitResponse());
            }),
            commitStatus: unary<gateway.SignedCommitStatusRequest, gateway.CommitStatusResponse>((signed) => {
                const bytes = signed.getRequest_asU8();
                const request = gateway.CommitStatusRequest.deserializeBinary(bytes);
                assertSigned(bytes, request.getIdentity_asU8(), signed.getSignature_asU8());
                const call = { ...noCall, step: 'commitStatus', transactionId: request.getTransactionId() } as const;
                this.calls.push(call);
                return answered(this.commitStatus(call), ({ code, block }) => {
                    const response = new gateway.CommitStatusResponse();
                    response.setResult(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
                    response.setBlockNumber(block);
                    return response;
                });
            }),
        });
        const deliver = (stream: ServerDuplexStream<common.Envelope, peer.DeliverResponse>): void => {
            stream.on('data', (envelope: common.Envelope) => {
                const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
                assertSigned(envelope.getPayload_asU8(), creatorOf(envelope), envelope.getSignature_asU8());
                this.deliver(stream, orderer.SeekInfo.deserializeBinary(payload.getData_asU8()));
            });
            stream.on('error', () => {
                // The client went away.
            });
        };
        const deliverFiltered = (stream: ServerDuplexStream<common.Envelope, peer.DeliverResponse>): void => {
            this.filteredStreams += 1;
            stream.on('data', (envelope: common.Envelope) => {
                assertSigned(envelope.getPayload_asU8(), creatorOf(envelope), envelope.getSignature_asU8());
                this.deliverFiltered(stream);
            });
            stream.on('cancelled', () => {
                this.filteredStreams -= 1;
            });
            stream.on('error', () => {
                // The client went away.
            });
        };
        this.#server.addService(DeliverService, { deliver, deliverFiltered });
        const port = await new Promise<number>((resolve, reject) => {
            this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
                if (error === null) {
                    resolve(bound);
                } else {
                    reject(error);
                }
            });
        });
        this.address = `127.0.0.1:${String(port)}`;
    }

    #evaluated(call: Call): Reply<unknown> {
        if (call.chaincode === '_lifecycle') {
            const policy = this.policies[String(call.argument)];
            return policy === undefined
                ? new Failure(
                      status.UNKNOWN,
                      `evaluate call to endorser returned error: chaincode response 404, namespace ${String(call.argument)} is not defined`,
                  )
                : definitionResult(policy, this.collections);
        }
        return call.transaction === 'endorsers' ? this.endorsers(call) : this.evaluate(call);
    }
}

const noCall = {
    chaincode: '',
    transaction: '',
    argument: undefined,
    organizations: [],
    transient: {},
    timestampMs: 0,
};

function unary<Request, Response>(
    answer: (request: Request) => Response | Failure | typeof silence,
): handleUnaryCall<Request, Response> {
    return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
        const reply = answer(call.request);
        if (reply === silence) {
            return;
        }
        if (reply instanceof Failure) {
            callback(statusOf(reply), null);
        } else {
            callback(null, reply);
        }
    };
}

function answered<Value, Response>(reply: Reply<Value>, toResponse: (value: Value) => Response): Reply<Response> {
    if (reply instanceof Failure) {
        return reply;
    }
    return reply === silence ? silence : toResponse(reply);
}

function statusOf({ code, message, details }: Failure): Partial<StatusObject> {
    const metadata = new Metadata();
    if (details.length > 0) {
        const rich = new google.rpc.Status();
        rich.setCode(code);
        rich.setMessage(message);
        rich.setDetailsList(
            details.map((detail) => {
                const body = new gateway.ErrorDetail();
                body.setMspId(detail.mspId);
                body.setAddress(detail.address ?? `peer0.${detail.mspId.toLowerCase()}:7051`);
                body.setMessage(detail.message);
                const any = new Any();
                any.setTypeUrl('type.googleapis.com/gateway.ErrorDetail');
                any.setValue(body.serializeBinary());
                return any;
            }),
        );
        metadata.set('grpc-status-details-bin', Buffer.from(rich.serializeBinary()));
    }
    return { code, details: message, metadata };
}

interface Unpacked {
    readonly header: common.Header;
    readonly channelHeader: common.ChannelHeader;
    readonly creator: Uint8Array;
    readonly payload: Uint8Array;
}

function unpack(signed: peer.SignedProposal): Unpacked {
    const proposal = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const creator = signatureHeader.getCreator_asU8();
    const expected = createHash('sha256').update(signatureHeader.getNonce_asU8()).update(creator).digest('hex');
    if (channelHeader.getTxId() !== expected) {
        throw new Error(`incorrectly computed txid '${channelHeader.getTxId()}' -- expected '${expected}'`);
    }
    return { header, channelHeader, creator, payload: proposal.getPayload_asU8() };
}

function callOf(
    step: 'evaluate' | 'endorse',
    signed: peer.SignedProposal | undefined,
    organizations: readonly string[],
): Call {
    if (signed === undefined) {
        throw new Error('no proposal');
    }
    const { channelHeader, creator, payload } = unpack(signed);
    assertSigned(signed.getProposalBytes_asU8(), creator, signed.getSignature_asU8());
    const proposal = peer.ChaincodeProposalPayload.deserializeBinary(payload);
    const spec = peer.ChaincodeInvocationSpec.deserializeBinary(proposal.getInput_asU8()).getChaincodeSpec();
    const [name, argument] = spec?.getInput()?.getArgsList_asU8() ?? [];
    const chaincode = spec?.getChaincodeId()?.getName() ?? '';
    return {
        step,
        transactionId: channelHeader.getTxId(),
        chaincode,
        transaction: Buffer.from(name ?? []).toString(),
        argument:
            chaincode === '_lifecycle'
                ? peer.lifecycle.QueryChaincodeDefinitionArgs.deserializeBinary(argument ?? new Uint8Array()).getName()
                : (JSON.parse(Buffer.from(argument ?? []).toString()) as unknown),
        organizations,
        transient: Object.fromEntries(
            proposal
                .getTransientmapMap()
                .getEntryList()
                .map(([key, value]) => [key, Buffer.from(value).toString()]),
        ),
        timestampMs: channelHeader.getTimestamp()?.toDate().getTime() ?? 0,
    };
}

function prepared(
    signed: peer.SignedProposal | undefined,
    { result, ...action }: Pick<ActionParts, 'chaincode' | 'results'> & { readonly result: unknown },
): common.Envelope {
    const { header } = unpack(signed ?? new peer.SignedProposal());
    return envelopeOf(header, { ...action, result: Buffer.from(JSON.stringify(result)) });
}

export interface ActionParts {
    readonly chaincode: string;
    readonly result?: Uint8Array;
    readonly event?: { readonly name: string; readonly payload: Uint8Array };
    readonly results?: Uint8Array;
}

/** An envelope as a gateway assembles it, without its signature. */
export function envelopeOf(header: common.Header, { chaincode, result, event, results }: ActionParts): common.Envelope {
    const response = new peer.Response();
    response.setStatus(200);
    response.setPayload(result ?? new Uint8Array());
    const chaincodeId = new peer.ChaincodeID();
    chaincodeId.setName(chaincode);
    const action = new peer.ChaincodeAction();
    action.setResponse(response);
    action.setChaincodeId(chaincodeId);
    action.setResults(results ?? new Uint8Array());
    if (event !== undefined) {
        const chaincodeEvent = new peer.ChaincodeEvent();
        chaincodeEvent.setChaincodeId(chaincode);
        chaincodeEvent.setEventName(event.name);
        chaincodeEvent.setPayload(event.payload);
        action.setEvents(chaincodeEvent.serializeBinary());
    }
    const responsePayload = new peer.ProposalResponsePayload();
    responsePayload.setExtension$(action.serializeBinary());
    const endorsedAction = new peer.ChaincodeEndorsedAction();
    endorsedAction.setProposalResponsePayload(responsePayload.serializeBinary());
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setAction(endorsedAction);
    const transactionAction = new peer.TransactionAction();
    transactionAction.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.setActionsList([transactionAction]);
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(transaction.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope;
}

function creatorOf(envelope: common.Envelope): Uint8Array {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array();
    return common.SignatureHeader.deserializeBinary(header).getCreator_asU8();
}

const halfOrder = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

/** As a peer checks it: ECDSA over SHA-256, low-S. */
export function assertSigned(message: Uint8Array, creator: Uint8Array, signature: Uint8Array): void {
    const identity = msp.SerializedIdentity.deserializeBinary(creator);
    const certificate = new X509Certificate(Buffer.from(identity.getIdBytes_asU8()));
    const publicKey = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }));
    if (!verify('sha256', message, publicKey, signature) || sOf(signature) > halfOrder) {
        throw new Error('the signature is not acceptable');
    }
}

/** The second INTEGER of a DER signature with one-byte lengths. */
export function sOf(signature: Uint8Array): bigint {
    const lengthOfR = signature[3] ?? 0;
    return BigInt(`0x${Buffer.from(signature.subarray(6 + lengthOfR)).toString('hex')}`);
}
