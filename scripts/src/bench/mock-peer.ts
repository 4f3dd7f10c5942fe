/**
 * The peer's end of one chaincode stream, with a map for the ledger: it checks nothing and costs the chaincode's process
 * nothing, so that only the chaincode's own work is measured. What is asked of it is counted.
 */
import { credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';

type Type = ReturnType<peer.ChaincodeMessage['getType']>;
const { Type } = peer.ChaincodeMessage;

/** Reads, writes and calls so far. */
export interface AskedOperations {
    readonly reads: number;
    readonly writes: number;
    readonly calls: number;
}

export class MockPeer {
    readonly #client: peer.ChaincodeClient;
    readonly #call: ReturnType<peer.ChaincodeClient['connect']>;
    readonly #running = new Map<string, (message: peer.ChaincodeMessage) => void>();
    readonly #state = new Map<string, Uint8Array>();
    readonly #answerToCalls: Uint8Array;
    #transactions = 0;
    #asked: AskedOperations = { reads: 0, writes: 0, calls: 0 };

    /** Calls of other chaincodes are answered with these bytes. */
    constructor(address: string, answerToCalls: Uint8Array) {
        this.#client = new peer.ChaincodeClient(address, credentials.createInsecure());
        this.#call = this.#client.connect();
        this.#answerToCalls = completed(answerToCalls);
    }

    get asked(): AskedOperations {
        return this.#asked;
    }

    /** Resolves when the chaincode has registered. */
    open(): Promise<void> {
        return new Promise((resolve, reject) => {
            this.#call.on('error', reject);
            this.#call.on('data', (message: peer.ChaincodeMessage) => {
                if (message.getType() === Type.REGISTER) {
                    this.#send(Type.REGISTERED, '', new Uint8Array());
                    this.#send(Type.READY, '', new Uint8Array());
                    resolve();
                } else {
                    this.#receive(message);
                }
            });
        });
    }

    /** One transaction; the proposal may be the same for many. @throws Error with the chaincode's refusal */
    async execute(proposal: peer.SignedProposal, args: readonly string[]): Promise<void> {
        this.#transactions += 1;
        const txId = `tx${String(this.#transactions)}`;
        const input = new peer.ChaincodeInput();
        input.setArgsList(args.map((arg) => Buffer.from(arg)));
        const ended = new Promise<peer.ChaincodeMessage>((resolve) => {
            this.#running.set(txId, resolve);
        });
        this.#send(Type.TRANSACTION, txId, input.serializeBinary(), proposal);
        const message = await ended;
        const response = peer.Response.deserializeBinary(message.getPayload_asU8());
        if (message.getType() !== Type.COMPLETED || response.getStatus() >= 400) {
            throw new Error(`the chaincode refused: ${response.getMessage()}`);
        }
    }

    close(): void {
        this.#call.on('error', () => undefined);
        this.#call.cancel();
        this.#client.close();
    }

    #receive(message: peer.ChaincodeMessage): void {
        const txId = message.getTxid();
        const payload = message.getPayload_asU8();
        const { reads, writes, calls } = this.#asked;
        switch (message.getType()) {
            case Type.GET_STATE: {
                this.#asked = { reads: reads + 1, writes, calls };
                const key = peer.GetState.deserializeBinary(payload).getKey();
                this.#send(Type.RESPONSE, txId, this.#state.get(key) ?? new Uint8Array());
                break;
            }
            case Type.PUT_STATE: {
                this.#asked = { reads, writes: writes + 1, calls };
                const put = peer.PutState.deserializeBinary(payload);
                this.#state.set(put.getKey(), put.getValue_asU8());
                this.#send(Type.RESPONSE, txId, new Uint8Array());
                break;
            }
            case Type.INVOKE_CHAINCODE:
                this.#asked = { reads, writes, calls: calls + 1 };
                this.#send(Type.RESPONSE, txId, this.#answerToCalls);
                break;
            case Type.COMPLETED:
            case Type.ERROR:
                this.#running.get(txId)?.(message);
                this.#running.delete(txId);
                break;
            default:
                throw new Error(`the mock peer does not answer messages of type ${String(message.getType())}`);
        }
    }

    #send(type: Type, txId: string, payload: Uint8Array, proposal?: peer.SignedProposal): void {
        const message = newMessage(type, txId, payload);
        if (proposal !== undefined) {
            message.setProposal(proposal);
        }
        this.#call.write(message);
    }
}

function newMessage(type: Type, txId: string, payload: Uint8Array): peer.ChaincodeMessage {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    message.setTxid(txId);
    message.setChannelId('mychannel');
    message.setPayload(payload);
    return message;
}

/** As a called chaincode's answer comes back. */
function completed(payload: Uint8Array): Uint8Array {
    const response = new peer.Response();
    response.setStatus(200);
    response.setPayload(payload);
    return newMessage(Type.COMPLETED, '', response.serializeBinary()).serializeBinary();
}
