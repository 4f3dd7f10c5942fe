import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import type { OrdererEndpoint } from '../../../network/src/backend';
import { CertificateAuthority } from '../../../network/src/ca/certificate-authority';
import { type GrpcStatusError, toServiceStatus } from '../../../network/src/gateway/grpc-status';
import { systemClock } from '../../../network/src/seams/clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';

type DeliverStream = ServerDuplexStream<common.Envelope, peer.DeliverResponse>;

/** What a proposal asked for. */
export interface Invocation {
    readonly channelId: string;
    readonly chaincode: string;
    readonly function: string;
    readonly argument: Uint8Array;
}

export interface Answer {
    readonly status?: number;
    readonly message?: string;
    readonly payload?: Uint8Array;
    /** What endorsers sign; equal for all endorsers unless a test says otherwise. */
    readonly endorsed?: string;
}

/** One process that answers as a peer and an orderer as it is told, and notes what it was asked. */
export class FakeNetwork {
    /** Undefined leaves the call without an answer. */
    answer: (invocation: Invocation) => Answer | undefined = () => ({});
    /** Statuses of the next broadcasts; SUCCESS when used up. Undefined leaves one without an answer. */
    broadcastStatuses: (number | undefined)[] = [];
    /** What becomes of an accepted transaction; undefined commits nothing. */
    validationCode: number | undefined = peer.TxValidationCode.VALID;
    /** Ends block streams with this status. */
    deliverStatus: number | undefined;
    /** Why the gateway cannot endorse for these organisations; undefined where it can. */
    endorsementFailure: (mspIds: readonly string[]) => GrpcStatusError | undefined = () => undefined;
    /** Why the gateway cannot send what it is given. */
    submissionFailure: GrpcStatusError | undefined;
    /** Other peers that commit what this orderer accepts. */
    followers: readonly FakeNetwork[] = [];
    /** Called after each note. */
    onNote: (note: string) => void = () => undefined;

    readonly notes: string[] = [];
    readonly invocations: Invocation[] = [];
    readonly envelopes: Uint8Array[] = [];
    readonly endpoint: OrdererEndpoint;
    readonly #server: Server;
    readonly #streams = new Set<DeliverStream>();

    private constructor(server: Server, endpoint: OrdererEndpoint) {
        this.#server = server;
        this.endpoint = endpoint;
    }

    static async start(): Promise<FakeNetwork> {
        const authority = CertificateAuthority.create({
            crypto: nodeCrypto,
            clock: systemClock,
            random: systemRandom,
            organization: 'org1.example.com',
            commonName: 'tlsca.org1.example.com',
        });
        const { certificatePem, privateKeyPem } = authority.issue({
            commonName: 'peer0.org1.example.com',
            hosts: ['peer0.org1.example.com'],
        });
        const server = new Server();
        const credentials = ServerCredentials.createSsl(null, [
            { cert_chain: Buffer.from(certificatePem), private_key: Buffer.from(privateKeyPem) },
        ]);
        const port = await new Promise<number>((resolve, reject) => {
            server.bindAsync('127.0.0.1:0', credentials, (error, bound) => {
                if (error === null) {
                    resolve(bound);
                } else {
                    reject(error);
                }
            });
        });
        const network = new FakeNetwork(server, {
            mspId: 'OrdererMSP',
            address: `127.0.0.1:${String(port)}`,
            hostAlias: 'peer0.org1.example.com',
            tlsRootCertPem: authority.certificatePem,
        });
        network.#serve();
        return network;
    }

    stop(): void {
        this.#server.forceShutdown();
    }

    #note(note: string): void {
        this.notes.push(note);
        this.onNote(note);
    }

    #serve(): void {
        const endorserServer: peer.IEndorserServer = {
            processProposal: (call, callback) => {
                const invocation = readInvocation(call.request);
                this.invocations.push(invocation);
                this.#note(`propose ${invocation.function}`);
                const answer = this.answer(invocation);
                if (answer !== undefined) {
                    callback(null, toResponse(answer));
                }
            },
        };
        const deliverServer: peer.IDeliverServer = {
            deliver: () => undefined,
            deliverWithPrivateData: () => undefined,
            deliverFiltered: (stream) => {
                this.#deliver(stream);
            },
        };
        const broadcastServer: orderer.IAtomicBroadcastServer = {
            deliver: () => undefined,
            broadcast: (stream) => {
                stream.on('data', (envelope: common.Envelope) => {
                    this.envelopes.push(envelope.serializeBinary());
                    const status = this.broadcastStatuses.length === 0 ? 200 : this.broadcastStatuses.shift();
                    this.#note('broadcast');
                    if (status === undefined) {
                        return;
                    }
                    const response = new orderer.BroadcastResponse();
                    response.setStatus(status as common.StatusMap[keyof common.StatusMap]);
                    stream.write(response);
                    stream.end();
                    if (status === 200) {
                        [this, ...this.followers].forEach((one) => {
                            one.#commit(envelope);
                        });
                    }
                });
            },
        };
        const gatewayServer: gateway.IGatewayServer = {
            endorse: (call, callback) => {
                const mspIds = call.request.getEndorsingOrganizationsList();
                this.#note(`endorse ${mspIds.join(' ')}`);
                const failure = this.endorsementFailure(mspIds);
                if (failure !== undefined) {
                    callback(toServiceStatus(failure));
                    return;
                }
                const envelope = new common.Envelope();
                envelope.setPayload(Buffer.from('prepared'));
                const response = new gateway.EndorseResponse();
                response.setPreparedTransaction(envelope);
                callback(null, response);
            },
            submit: (call, callback) => {
                this.#note('submit');
                if (this.submissionFailure !== undefined) {
                    callback(toServiceStatus(this.submissionFailure));
                    return;
                }
                this.envelopes.push(call.request.getPreparedTransaction()?.serializeBinary() ?? new Uint8Array());
                callback(null, new gateway.SubmitResponse());
            },
            commitStatus: (_call, callback) => {
                this.#note('status');
                if (this.validationCode !== undefined) {
                    const response = new gateway.CommitStatusResponse();
                    response.setResult(this.validationCode as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
                    callback(null, response);
                }
            },
            evaluate: () => undefined,
            chaincodeEvents: () => undefined,
        };
        this.#server.addService(gateway.GatewayService, gatewayServer);
        this.#server.addService(peer.EndorserService, endorserServer);
        this.#server.addService(peer.DeliverService, deliverServer);
        this.#server.addService(orderer.AtomicBroadcastService, broadcastServer);
    }

    #deliver(stream: DeliverStream): void {
        stream.on('data', () => {
            const response = new peer.DeliverResponse();
            if (this.deliverStatus === undefined) {
                response.setFilteredBlock(new peer.FilteredBlock());
                this.#streams.add(stream);
            } else {
                response.setStatus(this.deliverStatus as common.StatusMap[keyof common.StatusMap]);
            }
            this.#note('deliver');
            stream.write(response);
        });
        stream.on('cancelled', () => {
            this.#streams.delete(stream);
        });
    }

    #commit(envelope: common.Envelope): void {
        const code = this.validationCode;
        if (code === undefined) {
            return;
        }
        const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
        const header = common.ChannelHeader.deserializeBinary(
            payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
        );
        const transaction = new peer.FilteredTransaction();
        transaction.setTxid(header.getTxId());
        transaction.setTxValidationCode(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
        const block = new peer.FilteredBlock();
        block.setFilteredTransactionsList([transaction]);
        const response = new peer.DeliverResponse();
        response.setFilteredBlock(block);
        this.#streams.forEach((stream) => stream.write(response));
    }
}

function readInvocation(signed: peer.SignedProposal): Invocation {
    const proposal = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const extension = peer.ChaincodeHeaderExtension.deserializeBinary(channelHeader.getExtension_asU8());
    const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
    const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
    const [name, argument] = invocation.getChaincodeSpec()?.getInput()?.getArgsList_asU8() ?? [];
    return {
        channelId: channelHeader.getChannelId(),
        chaincode: extension.getChaincodeId()?.getName() ?? '',
        function: Buffer.from(name ?? []).toString(),
        argument: argument ?? new Uint8Array(),
    };
}

function toResponse(answer: Answer): peer.ProposalResponse {
    const inner = new peer.Response();
    inner.setStatus(answer.status ?? 200);
    inner.setMessage(answer.message ?? '');
    inner.setPayload(answer.payload ?? new Uint8Array());
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(Buffer.from('endorser'));
    endorsement.setSignature(Buffer.from('signature'));
    const response = new peer.ProposalResponse();
    response.setVersion(1);
    response.setResponse(inner);
    response.setPayload(Buffer.from(answer.endorsed ?? 'endorsed'));
    response.setEndorsement(endorsement);
    return response;
}
