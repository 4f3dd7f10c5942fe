/** A program: a gateway that answers at once and checks nothing, so that only the client's own work is measured. */
import { type handleUnaryCall, Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { common, gateway, msp, peer } from '@hyperledger/fabric-protos';
import { ready } from './child';

/** A busy network's blocks come closer together than this, in milliseconds; the embedded one cuts at once. */
const BLOCK_MS = 5;

export interface StubTold {
    readonly address: string;
}

const answers = {
    endorsers: { namespaces: ['land'], keyPolicies: [], plainKeys: true, guarded: ['land.mortgage'] },
    openCase: { caseId: '0'.repeat(32), status: 'LODGED', caseDigest: '0'.repeat(64) },
};

function proposal(signed: peer.SignedProposal | undefined): peer.Proposal {
    return peer.Proposal.deserializeBinary(signed?.getProposalBytes_asU8() ?? new Uint8Array());
}

function calledChaincode(signed: peer.SignedProposal | undefined): string {
    const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal(signed).getPayload_asU8());
    const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
    return invocation.getChaincodeSpec()?.getChaincodeId()?.getName() ?? '';
}

/** What `_lifecycle` answers: two organisations have to endorse. */
function definition(): Uint8Array {
    const gate = new common.SignaturePolicy.NOutOf();
    gate.setN(2);
    gate.setRulesList(
        [0, 1].map((index) => {
            const rule = new common.SignaturePolicy();
            rule.setSignedBy(index);
            return rule;
        }),
    );
    const rule = new common.SignaturePolicy();
    rule.setNOutOf(gate);
    const envelope = new common.SignaturePolicyEnvelope();
    envelope.setRule(rule);
    envelope.setIdentitiesList(
        ['Org1MSP', 'Org2MSP'].map((mspId) => {
            const role = new msp.MSPRole();
            role.setMspIdentifier(mspId);
            role.setRole(msp.MSPRole.MSPRoleType.PEER);
            const principal = new msp.MSPPrincipal();
            principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
            principal.setPrincipal(role.serializeBinary());
            return principal;
        }),
    );
    const application = new peer.ApplicationPolicy();
    application.setSignaturePolicy(envelope);
    const result = new peer.lifecycle.QueryChaincodeDefinitionResult();
    result.setSequence(1);
    result.setValidationParameter(application.serializeBinary());
    return result.serializeBinary();
}

function response(payload: Uint8Array): peer.Response {
    const result = new peer.Response();
    result.setStatus(200);
    result.setPayload(payload);
    return result;
}

/** The transaction of a proposal, as a gateway assembles it. */
function transaction(signed: peer.SignedProposal | undefined): common.Envelope {
    const action = new peer.ChaincodeAction();
    action.setResponse(response(Buffer.from(JSON.stringify(answers.openCase))));
    const responsePayload = new peer.ProposalResponsePayload();
    responsePayload.setExtension$(action.serializeBinary());
    const endorsed = new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(responsePayload.serializeBinary());
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setChaincodeProposalPayload(proposal(signed).getPayload_asU8());
    actionPayload.setAction(endorsed);
    const transactionAction = new peer.TransactionAction();
    transactionAction.setPayload(actionPayload.serializeBinary());
    const body = new peer.Transaction();
    body.setActionsList([transactionAction]);
    const payload = new common.Payload();
    payload.setHeader(common.Header.deserializeBinary(proposal(signed).getHeader_asU8()));
    payload.setData(body.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope;
}

/** Blocks of what was submitted, told only to those who follow. */
class Blocks {
    readonly #followers = new Set<ServerDuplexStream<common.Envelope, peer.DeliverResponse>>();
    #waiting: string[] = [];
    #number = 7;

    follow(stream: ServerDuplexStream<common.Envelope, peer.DeliverResponse>): void {
        this.#followers.add(stream);
        stream.once('cancelled', () => this.#followers.delete(stream));
        stream.write(this.#block([]));
    }

    add(transactionId: string): void {
        if (this.#followers.size === 0) {
            return;
        }
        this.#waiting.push(transactionId);
        if (this.#waiting.length === 1) {
            setTimeout(() => {
                const block = this.#block(this.#waiting);
                this.#waiting = [];
                this.#followers.forEach((stream) => stream.write(block));
            }, BLOCK_MS);
        }
    }

    #block(transactionIds: readonly string[]): peer.DeliverResponse {
        this.#number += 1;
        const block = new peer.FilteredBlock();
        block.setChannelId('mychannel');
        block.setNumber(this.#number);
        block.setFilteredTransactionsList(
            transactionIds.map((transactionId) => {
                const transaction = new peer.FilteredTransaction();
                transaction.setTxid(transactionId);
                return transaction;
            }),
        );
        const response = new peer.DeliverResponse();
        response.setFilteredBlock(block);
        return response;
    }
}

function unary<Request, Response>(answer: (request: Request) => Response): handleUnaryCall<Request, Response> {
    return (call, callback) => {
        callback(null, answer(call.request));
    };
}

function main(): void {
    const server = new Server();
    const blocks = new Blocks();
    // The generated types leave out the service definitions that the generated code has.
    const { GatewayService } = gateway as unknown as { GatewayService: Parameters<Server['addService']>[0] };
    server.addService(GatewayService, {
        evaluate: unary<gateway.EvaluateRequest, gateway.EvaluateResponse>((request) => {
            const asksLifecycle = calledChaincode(request.getProposedTransaction()) === '_lifecycle';
            const result = new gateway.EvaluateResponse();
            result.setResult(response(asksLifecycle ? definition() : Buffer.from(JSON.stringify(answers.endorsers))));
            return result;
        }),
        endorse: unary<gateway.EndorseRequest, gateway.EndorseResponse>((request) => {
            const result = new gateway.EndorseResponse();
            result.setPreparedTransaction(transaction(request.getProposedTransaction()));
            return result;
        }),
        submit: unary<gateway.SubmitRequest, gateway.SubmitResponse>((request) => {
            blocks.add(request.getTransactionId());
            return new gateway.SubmitResponse();
        }),
        commitStatus: unary(() => {
            const result = new gateway.CommitStatusResponse();
            result.setResult(peer.TxValidationCode.VALID);
            result.setBlockNumber(7);
            return result;
        }),
    });
    const { DeliverService } = peer as unknown as { DeliverService: Parameters<Server['addService']>[0] };
    server.addService(DeliverService, {
        deliverFiltered: (stream: ServerDuplexStream<common.Envelope, peer.DeliverResponse>) => {
            stream.once('data', () => {
                blocks.follow(stream);
            });
        },
    });
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
        if (error !== null) {
            throw error;
        }
        ready({ address: `127.0.0.1:${String(port)}` }, () => {
            server.forceShutdown();
            return Promise.resolve();
        });
    });
}

main();
