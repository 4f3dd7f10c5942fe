import type { ServiceError } from '@grpc/grpc-js';
import { common, gateway, google } from '@hyperledger/fabric-protos';
import type { PeerEndpoint } from '../backend';
import type { SigningIdentity } from '../msp/identity';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import type { ChaincodeDefinition } from './definition';
import type { LifecycleTimeouts } from './lifecycle';
import { PeerConnection } from './peer-connection';
import { assertValid, type LifecycleCall, PeerLifecycle, unlessUnchanged } from './peer-lifecycle';
import { broadcastFailure, endorsementFailure, type NodeFailure, peerFailure } from './refusal';

export interface GatewayLifecycleOptions {
    /** The organisation's own peer: nothing else is dialled. */
    readonly peer: PeerEndpoint;
    readonly admin: SigningIdentity;
    readonly channelId: string;
    readonly clock: Clock;
    readonly random: Random;
    readonly timeouts?: Partial<LifecycleTimeouts>;
}

type Unary<Response> = (
    options: { readonly deadline: Date },
    callback: (error: ServiceError | null, response?: Response) => void,
) => unknown;

/** The chaincode lifecycle of one organisation through its own peer's gateway, which finds other peers and the orderer. */
export class GatewayLifecycle extends PeerLifecycle {
    readonly #admin: SigningIdentity;
    readonly #channelId: string;
    readonly #clock: Clock;
    readonly #gateway: gateway.GatewayClient;

    constructor(options: GatewayLifecycleOptions) {
        const connection = new PeerConnection(options.peer, options.clock);
        super({ ...options, peer: connection });
        this.#admin = options.admin;
        this.#channelId = options.channelId;
        this.#clock = options.clock;
        this.#gateway = connection.gateway;
    }

    /** Resolves when the own peer has committed the approval; false when exactly this was approved before. */
    approve(definition: ChaincodeDefinition, packageId: string): Promise<boolean> {
        return unlessUnchanged(this.#submit(this.approval(definition, packageId), [this.#admin.mspId]));
    }

    /**
     * With the endorsements of one peer of each of these organisations; resolves when the own peer has committed it.
     * @throws DeployError DEFINITION_NOT_AGREED, SEQUENCE_MISMATCH, ENDORSEMENTS_DIFFER, TRANSACTION_INVALID,
     * PEER_UNREACHABLE also for another organisation's.
     */
    commit(definition: ChaincodeDefinition, mspIds: readonly string[]): Promise<void> {
        return this.#submit(this.commitment(definition), mspIds);
    }

    close(): void {
        this.peer.close();
    }

    async #submit(call: LifecycleCall, mspIds: readonly string[]): Promise<void> {
        const { txId, signedProposal } = this.proposal(call);
        const request = new gateway.EndorseRequest();
        request.setTransactionId(txId);
        request.setChannelId(this.#channelId);
        request.setProposedTransaction(signedProposal);
        request.setEndorsingOrganizationsList([...mspIds]);
        const { endorse, broadcast, commit } = this.timeouts;
        const endorsed = await this.#call<gateway.EndorseResponse>(call.action, endorse, (options, callback) =>
            this.#gateway.endorse(request, options, callback),
        );
        const envelope = endorsed.getPreparedTransaction() ?? new common.Envelope();
        envelope.setSignature(this.#admin.sign(envelope.getPayload_asU8()));

        const submission = new gateway.SubmitRequest();
        submission.setTransactionId(txId);
        submission.setChannelId(this.#channelId);
        submission.setPreparedTransaction(envelope);
        await this.#call<gateway.SubmitResponse>(
            call.action,
            broadcast,
            (options, callback) => this.#gateway.submit(submission, options, callback),
            broadcastFailure,
        );
        const outcome = await this.#call<gateway.CommitStatusResponse>(call.action, commit, (options, callback) =>
            this.#gateway.commitStatus(this.#statusRequest(txId), options, callback),
        );
        assertValid(call.action, txId, outcome.getResult());
    }

    #statusRequest(txId: string): gateway.SignedCommitStatusRequest {
        const request = new gateway.CommitStatusRequest();
        request.setTransactionId(txId);
        request.setChannelId(this.#channelId);
        request.setIdentity(this.#admin.serialized);
        const signed = new gateway.SignedCommitStatusRequest();
        signed.setRequest(request.serializeBinary());
        signed.setSignature(this.#admin.sign(request.serializeBinary()));
        return signed;
    }

    #call<Response>(
        action: string,
        timeoutMs: number,
        call: Unary<Response>,
        failure = endorsementFailure,
    ): Promise<Response> {
        const told = `${action} through ${this.peer.address}`;
        return new Promise((resolve, reject) => {
            call({ deadline: new Date(this.#clock.now().getTime() + timeoutMs) }, (error, response) => {
                if (error === null && response !== undefined) {
                    resolve(response);
                } else if (error !== null) {
                    const nodes = nodeFailures(error);
                    reject(nodes.length > 0 ? failure(told, error, nodes) : peerFailure(told, error));
                }
            });
        });
    }
}

/** What the gateway tells of each node that failed. */
function nodeFailures(error: ServiceError): readonly NodeFailure[] {
    const [bytes] = error.metadata.get('grpc-status-details-bin');
    if (bytes === undefined || typeof bytes === 'string') {
        return [];
    }
    const details = google.rpc.Status.deserializeBinary(bytes).getDetailsList();
    return details.map((detail) => {
        const { mspId, address, message } = gateway.ErrorDetail.deserializeBinary(detail.getValue_asU8()).toObject();
        return { mspId, address, message };
    });
}
