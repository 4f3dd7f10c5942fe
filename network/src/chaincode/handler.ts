import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../seams/clock';
import type { ChaincodeStream } from './connection';
import type { Invocation } from './executor';
import { MESSAGE, messageName, newMessage } from './message';
import { getHistoryForKey, getQueryResult, getStateByRange, queryStateClose, queryStateNext } from './query-requests';
import {
    delState,
    getPrivateDataHash,
    getState,
    getStateMetadata,
    getStateMultiple,
    purgePrivateData,
    putState,
    putStateMetadata,
    writeBatchState,
    type RequestHandler,
} from './state-requests';
import { TransactionContext } from './transaction-context';
import { errorText } from '../proto/error-text';

export interface HandlerOptions {
    readonly packageId: string;
    readonly stream: ChaincodeStream;
    readonly clock: Clock;
    readonly fabric: '2.5' | '3.1';
    readonly executeTimeoutMs: number;
    readonly totalQueryLimit: number;
}

/** The peer's end of one stream: registration, running transactions and their requests. Fabric: core/chaincode/handler.go. */
export class ChaincodeHandler {
    readonly #options: HandlerOptions;
    readonly #requests: ReadonlyMap<number, RequestHandler>;
    readonly #contexts = new Map<string, TransactionContext>();
    readonly #endListeners = new Set<() => void>();
    #state: 'created' | 'ready' | 'ended' = 'created';
    #registered: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

    constructor(options: HandlerOptions) {
        this.#options = options;
        this.#requests = requestTable(options);
    }

    get ended(): boolean {
        return this.#state === 'ended';
    }

    /** Resolves when the chaincode has registered under the expected package id. @throws the stream's own failure. */
    register(): Promise<void> {
        const registered = new Promise<void>((resolve, reject) => {
            this.#registered = { resolve, reject };
        });
        this.#options.stream.onMessage((message) => {
            this.#receive(message);
        });
        this.#options.stream.onEnd((error) => {
            this.#end(error);
        });
        return registered;
    }

    /** Runs one transaction and answers with the chaincode's COMPLETED or ERROR message. @throws Error */
    async execute(invocation: Invocation): Promise<peer.ChaincodeMessage> {
        const { channelId, txId } = invocation;
        const key = contextKey(channelId, txId);
        if (this.#contexts.has(key)) {
            throw new Error(`txid: ${txId}(${channelId}) exists`);
        }
        let cancelTimer: (() => void) | undefined;
        let terminated: (() => void) | undefined;
        let context: TransactionContext | undefined;
        try {
            return await new Promise<peer.ChaincodeMessage>((resolve, reject) => {
                context = new TransactionContext(invocation, resolve);
                this.#contexts.set(key, context);
                terminated = (): void => {
                    reject(new Error('chaincode stream terminated'));
                };
                if (this.ended) {
                    terminated();
                    return;
                }
                this.#endListeners.add(terminated);
                cancelTimer = this.#options.clock.after(this.#options.executeTimeoutMs, () => {
                    reject(new Error('timeout expired while executing transaction'));
                });
                this.#options.stream.send(transactionMessage(invocation));
            });
        } finally {
            cancelTimer?.();
            if (terminated !== undefined) {
                this.#endListeners.delete(terminated);
            }
            this.#contexts.delete(key);
            await context?.closeQueries();
        }
    }

    close(): void {
        this.#options.stream.close();
        this.#end();
    }

    #receive(message: peer.ChaincodeMessage): void {
        const type = message.getType();
        if (this.#state === 'ended' || type === MESSAGE.KEEPALIVE) {
            return;
        }
        if (this.#state === 'created') {
            if (type === MESSAGE.REGISTER) {
                this.#acceptRegistration(message.getPayload_asU8());
            } else {
                this.#refuse(message, 'created');
            }
            return;
        }
        if (type === MESSAGE.COMPLETED || type === MESSAGE.ERROR) {
            this.#contexts.get(contextKey(message.getChannelId(), message.getTxid()))?.complete(message);
            return;
        }
        const request = this.#requests.get(type);
        if (request === undefined) {
            this.#refuse(message, 'ready');
            return;
        }
        void this.#answer(message, request);
    }

    #acceptRegistration(payload: Uint8Array): void {
        const { packageId, stream } = this.#options;
        const name = peer.ChaincodeID.deserializeBinary(payload).getName();
        if (name !== packageId) {
            // A peer gives no answer here and waits for its start-up time to pass; the outcome is known already.
            this.#end(new Error(`timeout expired while starting chaincode ${packageId} for transaction`));
            stream.close();
            return;
        }
        stream.send(newMessage(MESSAGE.REGISTERED));
        stream.send(newMessage(MESSAGE.READY, { payload: readyPayload(this.#options.fabric) }));
        this.#state = 'ready';
        this.#registered?.resolve();
    }

    async #answer(message: peer.ChaincodeMessage, request: RequestHandler): Promise<void> {
        const channelId = message.getChannelId();
        const txId = message.getTxid();
        const type = message.getType();
        const context = this.#contexts.get(contextKey(channelId, txId));
        if (context?.busy === true) {
            return;
        }
        try {
            if (context === undefined) {
                throw new Error(
                    type === MESSAGE.INVOKE_CHAINCODE ? 'could not get valid transaction' : 'no ledger context',
                );
            }
            context.busy = true;
            const payload = await request(message.getPayload_asU8(), context);
            context.busy = false;
            this.#options.stream.send(newMessage(MESSAGE.RESPONSE, { channelId, txId, payload }));
        } catch (error) {
            if (context !== undefined) {
                context.busy = false;
            }
            const text = `${messageName(type)} failed: transaction ID: ${txId}: ${errorText(error)}`;
            this.#options.stream.send(newMessage(MESSAGE.ERROR, { channelId, txId, payload: Buffer.from(text) }));
        }
    }

    /** A message that has no place in this state ends the stream. */
    #refuse(message: peer.ChaincodeMessage, state: string): void {
        const type = messageName(message.getType());
        const text = `[${message.getTxid()}] Fabric side handler cannot handle message (${type}) while in ${state} state`;
        this.#options.stream.close();
        this.#end(new Error(text));
    }

    #end(error?: Error): void {
        if (this.#state === 'ended') {
            return;
        }
        this.#state = 'ended';
        const { packageId } = this.#options;
        this.#registered?.reject(
            error ?? new Error(`chaincode registration failed: connection to ${packageId} terminated`),
        );
        [...this.#endListeners].forEach((listener) => {
            listener();
        });
    }
}

function contextKey(channelId: string, txId: string): string {
    return `${channelId}\0${txId}`;
}

function transactionMessage(invocation: Invocation): peer.ChaincodeMessage {
    const input = new peer.ChaincodeInput();
    input.setArgsList([...invocation.args]);
    input.setIsInit(invocation.isInit);
    const message = newMessage(invocation.isInit ? MESSAGE.INIT : MESSAGE.TRANSACTION, {
        channelId: invocation.channelId,
        txId: invocation.txId,
        payload: input.serializeBinary(),
    });
    message.setProposal(invocation.signedProposal);
    return message;
}

/** Fabric 3.1 announces that it takes batches; core.yaml chaincode.runtimeParams. */
function readyPayload(fabric: '2.5' | '3.1'): Uint8Array {
    const params = new peer.ChaincodeAdditionalParams();
    if (fabric === '3.1') {
        params.setUseWriteBatch(true);
        params.setMaxSizeWriteBatch(1000);
        params.setUseGetMultipleKeys(true);
        params.setMaxSizeGetMultipleKeys(1000);
    }
    return params.serializeBinary();
}

const invokeChaincode: RequestHandler = async (payload, context) => {
    const spec = peer.ChaincodeSpec.deserializeBinary(payload);
    const input = spec.getInput();
    const target = spec.getChaincodeId()?.getName() ?? '';
    const args = input?.getArgsList_asU8() ?? [];
    const answer = await context.invocation.services.call(target, args, input?.getIsInit() ?? false);
    return answer.serializeBinary();
};

function requestTable(options: HandlerOptions): ReadonlyMap<number, RequestHandler> {
    const table = new Map<number, RequestHandler>([
        [MESSAGE.GET_STATE, getState],
        [MESSAGE.PUT_STATE, putState],
        [MESSAGE.DEL_STATE, delState],
        [MESSAGE.PURGE_PRIVATE_DATA, purgePrivateData],
        [MESSAGE.GET_PRIVATE_DATA_HASH, getPrivateDataHash],
        [MESSAGE.GET_STATE_METADATA, getStateMetadata],
        [MESSAGE.PUT_STATE_METADATA, putStateMetadata],
        [MESSAGE.GET_STATE_BY_RANGE, getStateByRange(options.totalQueryLimit)],
        [MESSAGE.GET_QUERY_RESULT, getQueryResult],
        [MESSAGE.GET_HISTORY_FOR_KEY, getHistoryForKey(options.totalQueryLimit)],
        [MESSAGE.QUERY_STATE_NEXT, queryStateNext],
        [MESSAGE.QUERY_STATE_CLOSE, queryStateClose],
        [MESSAGE.INVOKE_CHAINCODE, invokeChaincode],
    ]);
    if (options.fabric === '3.1') {
        table.set(MESSAGE.WRITE_BATCH_STATE, writeBatchState);
        table.set(MESSAGE.GET_STATE_MULTIPLE, getStateMultiple);
    }
    return table;
}
