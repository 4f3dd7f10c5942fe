import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../seams/clock';
import { DialError, type ConnectChaincode } from './connection';
import type { ChaincodeEndpoint } from './endpoint';
import type { ChaincodeExecutor, Invocation, InvocationResult } from './executor';
import { ChaincodeHandler } from './handler';
import { MESSAGE } from './message';
import { errorText } from '../proto/error-text';

export interface ChaincodeExecutorOptions {
    /** Where the service of an installed package listens. @throws when the package is not installed or unusable. */
    readonly endpoint: (packageId: string) => Promise<ChaincodeEndpoint>;
    /** Opens a stream to a service; `connectChaincode` over gRPC. */
    readonly connect: ConnectChaincode;
    readonly clock: Clock;
    readonly fabric: '2.5' | '3.1';
    /** Limit of one execution, calls to other chaincodes included. Default 30 000 (core.yaml chaincode.executetimeout). */
    readonly executeTimeoutMs?: number;
    /** Limit of connecting and registering. Default 10 000. */
    readonly startupTimeoutMs?: number;
    /** Most results of one query. Default 100 000 (core.yaml ledger.state.totalQueryLimit). */
    readonly totalQueryLimit?: number;
}

/** Runs chaincodes as a service for one peer: one stream per package, opened by the first invocation that needs it. */
export function createChaincodeExecutor(options: ChaincodeExecutorOptions): ChaincodeExecutor {
    return new ServiceExecutor(options);
}

class ServiceExecutor implements ChaincodeExecutor {
    readonly #options: ChaincodeExecutorOptions;
    readonly #handlers = new Map<string, Promise<ChaincodeHandler>>();
    #closed = false;

    constructor(options: ChaincodeExecutorOptions) {
        this.#options = options;
    }

    async invoke(invocation: Invocation): Promise<peer.ChaincodeMessage> {
        let handler: ChaincodeHandler;
        try {
            handler = await this.#handler(invocation.packageId);
        } catch (error) {
            throw new Error(`could not launch chaincode ${invocation.packageId}: ${errorText(error)}`, {
                cause: error,
            });
        }
        try {
            return await handler.execute(invocation);
        } catch (error) {
            throw new Error(`error sending: ${errorText(error)}`, { cause: error });
        }
    }

    async execute(invocation: Invocation): Promise<InvocationResult> {
        const { txId, name } = invocation;
        let message: peer.ChaincodeMessage;
        try {
            message = await this.invoke(invocation);
        } catch (error) {
            throw new Error(`failed to execute transaction ${txId}: ${errorText(error)}`, { cause: error });
        }
        return readResult(message, name, txId);
    }

    async close(): Promise<void> {
        this.#closed = true;
        const handlers = await Promise.allSettled(this.#handlers.values());
        this.#handlers.clear();
        for (const handler of handlers) {
            if (handler.status === 'fulfilled') {
                handler.value.close();
            }
        }
    }

    /** The running stream of a package, or a new one. Concurrent invocations share one attempt; nothing is retried. */
    async #handler(packageId: string): Promise<ChaincodeHandler> {
        const current = this.#handlers.get(packageId);
        if (current !== undefined) {
            const handler = await current;
            if (!handler.ended) {
                return handler;
            }
            if (this.#handlers.get(packageId) !== current) {
                return this.#handler(packageId);
            }
        }
        if (this.#closed) {
            throw new Error('the peer is shutting down');
        }
        const launched = this.#launch(packageId);
        this.#handlers.set(packageId, launched);
        try {
            return await launched;
        } catch (error) {
            if (this.#handlers.get(packageId) === launched) {
                this.#handlers.delete(packageId);
            }
            throw error;
        }
    }

    async #launch(packageId: string): Promise<ChaincodeHandler> {
        const { clock, connect, fabric } = this.#options;
        const endpoint = await this.#options.endpoint(packageId);
        const handler = new ChaincodeHandler({
            packageId,
            stream: connect(endpoint),
            clock,
            fabric,
            executeTimeoutMs: this.#options.executeTimeoutMs ?? 30_000,
            totalQueryLimit: this.#options.totalQueryLimit ?? 100_000,
        });
        let cancelTimer: (() => void) | undefined;
        try {
            await new Promise<void>((resolve, reject) => {
                handler.register().then(resolve, reject);
                cancelTimer = clock.after(this.#options.startupTimeoutMs ?? 10_000, () => {
                    reject(new Error(`timeout expired while starting chaincode ${packageId} for transaction`));
                });
            });
            return handler;
        } catch (error) {
            handler.close();
            throw error instanceof DialError ? new Error(dialFailure(packageId, endpoint, error)) : error;
        } finally {
            cancelTimer?.();
        }
    }
}

function dialFailure(packageId: string, endpoint: ChaincodeEndpoint, error: DialError): string {
    return (
        `connection to ${packageId} failed: error cannot create connection for ${packageId}: ` +
        `error creating grpc connection to ${endpoint.address}: failed to create new connection: ${error.message}`
    );
}

/** COMPLETED with any status is a result; ERROR and everything else fails the call. */
export function readResult(message: peer.ChaincodeMessage, name: string, txId: string): InvocationResult {
    switch (message.getType()) {
        case MESSAGE.COMPLETED: {
            const response = peer.Response.deserializeBinary(message.getPayload_asU8());
            const event = message.getChaincodeEvent();
            if (event === undefined) {
                return { response };
            }
            event.setChaincodeId(name);
            event.setTxId(txId);
            return { response, event };
        }
        case MESSAGE.ERROR: {
            const text = Buffer.from(message.getPayload_asU8()).toString();
            throw new Error(`transaction returned with failure: ${text}`);
        }
        default:
            throw new Error(`unexpected response type ${String(message.getType())} for transaction ${txId}`);
    }
}
