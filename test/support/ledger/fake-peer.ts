/**
 * The peer's side of the chaincode protocol over an in-process stream, so that contracts are tested through the real
 * fabric-shim. As in Fabric: reads answer committed state, calls of other chaincodes share the simulation, a chaincode
 * cannot call itself, writes beside a paginated query are refused, collections ask whose member the creator is.
 */
import { EventEmitter } from 'node:events';
import { ledger, peer } from '@hyperledger/fabric-protos';
import type { ChaincodeInterface } from 'fabric-shim';
import { ChaincodeMessageHandler } from 'fabric-shim/lib/handler';
import { setLevel } from 'fabric-shim/lib/logger';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { CollectionConfig } from '../../../chaincode/src/runtime/collections';
import { CHANNEL } from './proposals';
import { membersOf, placeOf, type PrivateWrite } from './private-state';
import { readKey, type Simulation, type WorldState } from './world-state';

export interface Execution {
    readonly status: number;
    readonly message: string;
    readonly payload: Uint8Array;
    readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
}

interface Running {
    readonly simulation: Simulation;
    readonly signedProposal: peer.SignedProposal;
    readonly done: (execution: Execution) => void;
}

// Refusals are what many tests are about; the shim logs each of them twice as an error.
setLevel('CRITICAL');
// setLevel leaves a word in the environment that loggers made later do not understand.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] = 'CRITICAL';

type Answer = Uint8Array | Promise<Uint8Array>;
const { Type } = peer.ChaincodeMessage;

export class FakePeer {
    readonly #state: WorldState;
    readonly #streams = new Map<string, ShimStream>();

    constructor(state: WorldState) {
        this.#state = state;
    }

    /** Connects a chaincode under its name; READY at once. */
    register(name: string, chaincode: ChaincodeInterface): void {
        const stream = new ShimStream((message) => {
            this.#received(name, message);
        });
        this.#streams.set(name, stream);
        new ChaincodeMessageHandler(stream, chaincode).chat(messageOf(Type.REGISTER, '', new Uint8Array()));
        stream.emit('data', messageOf(Type.REGISTERED, '', new Uint8Array()));
        stream.emit('data', messageOf(Type.READY, '', new Uint8Array()));
    }

    execute(
        name: string,
        simulation: Simulation,
        args: readonly Uint8Array[],
        signedProposal: peer.SignedProposal,
    ): Promise<Execution> {
        const stream = this.#streams.get(name);
        if (stream === undefined) {
            return Promise.reject(new Error(`could not get chaincode definition for ${name}`));
        }
        if (stream.running.has(simulation.txId)) {
            return Promise.reject(new Error(`txid: ${simulation.txId}(${CHANNEL}) exists`));
        }
        return new Promise((resolve) => {
            stream.running.set(simulation.txId, { simulation, signedProposal, done: resolve });
            const input = new peer.ChaincodeInput();
            input.setArgsList([...args]);
            const message = messageOf(Type.TRANSACTION, simulation.txId, input.serializeBinary());
            message.setProposal(signedProposal);
            stream.emit('data', message);
        });
    }

    #received(name: string, message: peer.ChaincodeMessage): void {
        const stream = this.#streams.get(name);
        const running = stream?.running.get(message.getTxid());
        if (stream === undefined || running === undefined) {
            return;
        }
        if (message.getType() === Type.COMPLETED || message.getType() === Type.ERROR) {
            stream.running.delete(message.getTxid());
            running.done(executionOf(message));
            return;
        }
        // Answers come in a later turn, as they do over a wire.
        setImmediate(() => {
            void this.#answer(name, running, message).then((answer) => stream.emit('data', answer));
        });
    }

    async #answer(name: string, running: Running, message: peer.ChaincodeMessage): Promise<peer.ChaincodeMessage> {
        try {
            const payload = await this.#handle(name, running, message);
            return messageOf(Type.RESPONSE, message.getTxid(), payload);
        } catch (error) {
            const text = error instanceof Error ? error.message : String(error);
            return messageOf(Type.ERROR, message.getTxid(), Buffer.from(text));
        }
    }

    #handle(name: string, running: Running, message: peer.ChaincodeMessage): Answer {
        const { simulation } = running;
        simulation.counter.count(message);
        const bytes = message.getPayload_asU8();
        switch (message.getType()) {
            case Type.GET_STATE: {
                const get = peer.GetState.deserializeBinary(bytes);
                return get.getCollection() === ''
                    ? (this.#read(name, get.getKey(), simulation)?.value ?? nothing)
                    : this.#inMessage('GET_STATE', simulation, () =>
                          this.#readPrivate(name, get.getCollection(), get.getKey(), simulation),
                      );
            }
            case Type.GET_PRIVATE_DATA_HASH: {
                const get = peer.GetState.deserializeBinary(bytes);
                return this.#inMessage('GET_PRIVATE_DATA_HASH', simulation, () =>
                    this.#readHash(name, get.getCollection(), get.getKey(), simulation),
                );
            }
            case Type.GET_STATE_METADATA:
                return this.#metadata(name, peer.GetStateMetadata.deserializeBinary(bytes).getKey(), simulation);
            case Type.PUT_STATE: {
                const put = peer.PutState.deserializeBinary(bytes);
                const value = put.getValue_asU8();
                return put.getCollection() === ''
                    ? write(simulation, name, put.getKey(), value)
                    : this.#inMessage('PUT_STATE', simulation, () =>
                          this.#writePrivate(name, put.getCollection(), put.getKey(), simulation, {
                              kind: 'put',
                              value,
                          }),
                      );
            }
            case Type.DEL_STATE: {
                const del = peer.DelState.deserializeBinary(bytes);
                return del.getCollection() === ''
                    ? write(simulation, name, del.getKey(), undefined)
                    : this.#inMessage('DEL_STATE', simulation, () =>
                          this.#writePrivate(name, del.getCollection(), del.getKey(), simulation, { kind: 'delete' }),
                      );
            }
            case Type.PURGE_PRIVATE_DATA: {
                const purge = peer.PurgePrivateState.deserializeBinary(bytes);
                return this.#inMessage('PURGE_PRIVATE_DATA', simulation, () =>
                    this.#writePrivate(name, purge.getCollection(), purge.getKey(), simulation, { kind: 'purge' }),
                );
            }
            case Type.PUT_STATE_METADATA: {
                const put = peer.PutStateMetadata.deserializeBinary(bytes);
                const policy = put.getMetadata()?.getValue_asU8() ?? nothing;
                mapOf(simulation.policies, name).set(put.getKey(), policy);
                return nothing;
            }
            case Type.GET_STATE_BY_RANGE:
                return this.#range(name, peer.GetStateByRange.deserializeBinary(bytes), simulation);
            case Type.GET_HISTORY_FOR_KEY:
                return this.#history(name, peer.GetHistoryForKey.deserializeBinary(bytes).getKey());
            case Type.QUERY_STATE_CLOSE:
                return new peer.QueryResponse().serializeBinary();
            case Type.INVOKE_CHAINCODE:
                return this.#invoke(running, peer.ChaincodeSpec.deserializeBinary(bytes));
            default:
                throw new Error(`the fake peer does not answer message type ${String(message.getType())}`);
        }
    }

    #read(
        name: string,
        key: string,
        simulation: Simulation,
    ): { value: Uint8Array; policy: Uint8Array | undefined } | undefined {
        const committed = this.#state.get(name, key);
        simulation.reads.set(readKey(name, key), committed?.version ?? 0);
        return committed;
    }

    /** core/chaincode/handler.go: what fails comes back behind the message's name. */
    #inMessage(type: string, { txId }: Simulation, handle: () => Uint8Array): Uint8Array {
        try {
            return handle();
        } catch (error) {
            const text = error instanceof Error ? error.message : String(error);
            throw new Error(`${type} failed: transaction ID: ${txId}: ${text}`, { cause: error });
        }
    }

    #readPrivate(name: string, collection: string, key: string, simulation: Simulation): Uint8Array {
        this.#requireAccess('read', name, collection, simulation);
        const place = placeOf(name, collection, key);
        simulation.privateReads.set(place, this.#state.private.version(place));
        return this.#state.private.value(place, simulation.peerMspId) ?? nothing;
    }

    /** Asks nobody whose member they are. */
    #readHash(name: string, collection: string, key: string, simulation: Simulation): Uint8Array {
        this.#collection(name, collection);
        const place = placeOf(name, collection, key);
        simulation.privateReads.set(place, this.#state.private.version(place));
        return this.#state.private.hash(place) ?? nothing;
    }

    #writePrivate(
        name: string,
        collection: string,
        key: string,
        simulation: Simulation,
        change: PrivateWrite,
    ): Uint8Array {
        this.#requireAccess('write', name, collection, simulation);
        assertNotPaginated(simulation);
        simulation.privateWrites.push({ namespace: name, collection, key, write: change });
        return nothing;
    }

    #collection(name: string, collection: string): CollectionConfig {
        const config = this.#state.private.collection(name, collection);
        if (config === undefined) {
            throw new Error(`collection ${CHANNEL}/${name}/${collection} could not be found`);
        }
        return config;
    }

    #requireAccess(kind: 'read' | 'write', name: string, collection: string, simulation: Simulation): void {
        const config = this.#collection(name, collection);
        const restricted = kind === 'read' ? config.memberOnlyRead : config.memberOnlyWrite;
        if (restricted && !membersOf(config).includes(simulation.creatorMspId)) {
            throw new Error(
                `tx creator does not have ${kind} access permission on privatedata in chaincodeName:${name} collectionName: ${collection}`,
            );
        }
    }

    #metadata(name: string, key: string, simulation: Simulation): Uint8Array {
        const result = new peer.StateMetadataResult();
        const policy = this.#read(name, key, simulation)?.policy;
        if (policy !== undefined) {
            const entry = new peer.StateMetadata();
            entry.setMetakey('VALIDATION_PARAMETER');
            entry.setValue(policy);
            result.setEntriesList([entry]);
        }
        return result.serializeBinary();
    }

    #range(name: string, asked: peer.GetStateByRange, simulation: Simulation): Uint8Array {
        const paging = peer.QueryMetadata.deserializeBinary(asked.getMetadata_asU8());
        const start = paging.getBookmark() === '' ? asked.getStartkey() : paging.getBookmark();
        const found = this.#state.range(name, start, asked.getEndkey());
        const size = paging.getPagesize();
        simulation.paginated ||= size > 0;
        const page = size > 0 ? found.slice(0, size) : found;
        const metadata = new peer.QueryResponseMetadata();
        metadata.setFetchedRecordsCount(page.length);
        metadata.setBookmark(found[page.length]?.[0] ?? '');
        const response = queryResponse(
            page.map(([key, { value }]) => {
                const pair = new ledger.queryresult.KV();
                pair.setNamespace(name);
                pair.setKey(key);
                pair.setValue(value);
                return pair.serializeBinary();
            }),
        );
        response.setMetadata(metadata.serializeBinary());
        return response.serializeBinary();
    }

    #history(name: string, key: string): Uint8Array {
        const items = this.#state.history(name, key).map((item) => {
            const change = new ledger.queryresult.KeyModification();
            change.setTxId(item.txId);
            change.setTimestamp(Timestamp.fromDate(item.at));
            change.setIsDelete(item.value === undefined);
            change.setValue(item.value ?? nothing);
            return change.serializeBinary();
        });
        return queryResponse(items).serializeBinary();
    }

    async #invoke(running: Running, spec: peer.ChaincodeSpec): Promise<Uint8Array> {
        const name = spec.getChaincodeId()?.getName() ?? '';
        const args = spec.getInput()?.getArgsList_asU8() ?? [];
        const { simulation, signedProposal } = running;
        const execution = await this.execute(name, simulation, args, signedProposal).catch((error: unknown) => {
            const text = error instanceof Error ? error.message : String(error);
            throw new Error(`INVOKE_CHAINCODE failed: transaction ID: ${simulation.txId}: ${text}`);
        });
        const response = new peer.Response();
        response.setStatus(execution.status);
        response.setMessage(execution.message);
        response.setPayload(execution.payload);
        return messageOf(Type.COMPLETED, simulation.txId, response.serializeBinary()).serializeBinary();
    }
}

const nothing = new Uint8Array();

/** What the shim takes for a gRPC stream: 'data' goes in, written messages come out. */
class ShimStream extends EventEmitter {
    readonly running = new Map<string, Running>();
    readonly #written: (message: peer.ChaincodeMessage) => void;

    constructor(written: (message: peer.ChaincodeMessage) => void) {
        super();
        this.#written = written;
    }

    write(message: peer.ChaincodeMessage): void {
        this.#written(message);
    }

    end(): void {
        this.removeAllListeners();
    }
}

function write(simulation: Simulation, name: string, key: string, value: Uint8Array | undefined): Uint8Array {
    assertNotPaginated(simulation);
    mapOf(simulation.writes, name).set(key, value);
    return nothing;
}

function assertNotPaginated({ txId, paginated }: Simulation): void {
    if (paginated) {
        throw new Error(
            `txid [${txId}]: unsuppored transaction. Transaction has already performed a paginated query. Writes are not allowed`,
        );
    }
}

function mapOf<Value>(maps: Map<string, Map<string, Value>>, name: string): Map<string, Value> {
    const map = maps.get(name) ?? new Map<string, Value>();
    maps.set(name, map);
    return map;
}

function queryResponse(results: readonly Uint8Array[]): peer.QueryResponse {
    const response = new peer.QueryResponse();
    response.setId('query');
    response.setHasMore(false);
    response.setResultsList(
        results.map((bytes) => {
            const result = new peer.QueryResultBytes();
            result.setResultbytes(bytes);
            return result;
        }),
    );
    return response;
}

function executionOf(message: peer.ChaincodeMessage): Execution {
    if (message.getType() === Type.ERROR) {
        const text = Buffer.from(message.getPayload_asU8()).toString('utf8');
        return { status: 500, message: text, payload: nothing, event: undefined };
    }
    const response = peer.Response.deserializeBinary(message.getPayload_asU8());
    const event = message.getChaincodeEvent();
    return {
        status: response.getStatus(),
        message: response.getMessage(),
        payload: response.getPayload_asU8(),
        event: event && { name: event.getEventName(), payload: event.getPayload_asU8() },
    };
}

function messageOf(
    type: peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap],
    txId: string,
    payload: Uint8Array,
): peer.ChaincodeMessage {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    message.setTxid(txId);
    message.setChannelId(CHANNEL);
    message.setPayload(payload);
    return message;
}
