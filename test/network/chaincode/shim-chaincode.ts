import { EventEmitter } from 'node:events';
import { peer } from '@hyperledger/fabric-protos';
import { Shim, type ChaincodeInterface, type ChaincodeStub } from 'fabric-shim';
import { ChaincodeMessageHandler } from 'fabric-shim/lib/handler';
import type { ChaincodeStream } from '../../../network/src/chaincode/connection';

export type Invoke = (stub: ChaincodeStub, ...params: string[]) => Promise<string>;

/** A chaincode whose functions are given by name; what they throw becomes a status 500 as in the shim's own contracts. */
export function chaincodeOf(functions: Readonly<Record<string, Invoke>>): ChaincodeInterface {
    const run = async (stub: ChaincodeStub): ReturnType<ChaincodeInterface['Invoke']> => {
        const { fcn, params } = stub.getFunctionAndParameters();
        try {
            return Shim.success(Buffer.from((await functions[fcn]?.(stub, ...params)) ?? ''));
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            return { status: 500, message, payload: Buffer.alloc(0) };
        }
    };
    return { Init: run, Invoke: run };
}

/** The chaincode's end of a stream inside this process, spoken by the real fabric-shim. */
export class ShimStream extends EventEmitter implements ChaincodeStream {
    /** Everything that the chaincode sent, in order. */
    readonly received: peer.ChaincodeMessage[] = [];
    /** Everything that the peer sent, in order. */
    readonly sent: peer.ChaincodeMessage[] = [];
    #onMessage: ((message: peer.ChaincodeMessage) => void) | undefined;
    #onEnd: ((error?: Error) => void) | undefined;
    #ended = false;

    constructor(packageId: string, chaincode: ChaincodeInterface) {
        super();
        const id = new peer.ChaincodeID();
        id.setName(packageId);
        const register = new peer.ChaincodeMessage();
        register.setType(peer.ChaincodeMessage.Type.REGISTER);
        register.setPayload(id.serializeBinary());
        setImmediate(() => {
            new ChaincodeMessageHandler(this, chaincode).chat(register);
        });
    }

    /** The shim writes to the peer. Bytes are copied as on a wire. */
    write(message: peer.ChaincodeMessage): void {
        const copy = peer.ChaincodeMessage.deserializeBinary(message.serializeBinary());
        this.received.push(copy);
        setImmediate(() => this.#onMessage?.(copy));
    }

    /** The shim's end of the stream is over. */
    end(): void {
        this.fail();
    }

    send(message: peer.ChaincodeMessage): void {
        this.sent.push(message);
        setImmediate(() => this.emit('data', peer.ChaincodeMessage.deserializeBinary(message.serializeBinary())));
    }

    onMessage(listener: (message: peer.ChaincodeMessage) => void): void {
        this.#onMessage = listener;
    }

    onEnd(listener: (error?: Error) => void): void {
        this.#onEnd = listener;
    }

    close(): void {
        this.#ended = true;
    }

    /** The stream breaks. */
    fail(error?: Error): void {
        if (!this.#ended) {
            this.#ended = true;
            this.#onEnd?.(error);
        }
    }
}
