/**
 * What a simulation asks of the peer, counted message by message as it comes from the chaincode, called registers
 * included. An endorser pays for each of them; a cache that fails or a key that is read twice shows here.
 */
import { peer } from '@hyperledger/fabric-protos';

/** Absent where there are none. */
export interface StateOperations {
    readonly reads?: number;
    readonly writes?: number;
    /** Key-level policies, asked for or set. */
    readonly policies?: number;
    /** Of private values and of their hashes. */
    readonly privateReads?: number;
    readonly privateWrites?: number;
    /** Of other registers. */
    readonly calls?: number;
    /** Ranges, queries and histories. */
    readonly ranges?: number;
    /** Of written keys and values, private ones among them. */
    readonly bytes?: number;
}

type Mutable = { -readonly [Name in keyof StateOperations]: number };

const { Type } = peer.ChaincodeMessage;

export class OperationCounter {
    readonly #counted: Mutable = {};

    get operations(): StateOperations {
        return { ...this.#counted };
    }

    count(message: peer.ChaincodeMessage): void {
        const payload = message.getPayload_asU8();
        switch (message.getType()) {
            case Type.GET_STATE:
                this.#add(peer.GetState.deserializeBinary(payload).getCollection() === '' ? 'reads' : 'privateReads');
                break;
            case Type.GET_PRIVATE_DATA_HASH:
                this.#add('privateReads');
                break;
            case Type.PUT_STATE: {
                const put = peer.PutState.deserializeBinary(payload);
                this.#add(put.getCollection() === '' ? 'writes' : 'privateWrites');
                this.#add('bytes', Buffer.byteLength(put.getKey()) + put.getValue_asU8().length);
                break;
            }
            case Type.DEL_STATE: {
                const del = peer.DelState.deserializeBinary(payload);
                this.#add(del.getCollection() === '' ? 'writes' : 'privateWrites');
                this.#add('bytes', Buffer.byteLength(del.getKey()));
                break;
            }
            case Type.PURGE_PRIVATE_DATA:
                this.#add('privateWrites');
                this.#add('bytes', Buffer.byteLength(peer.PurgePrivateState.deserializeBinary(payload).getKey()));
                break;
            case Type.GET_STATE_METADATA:
            case Type.PUT_STATE_METADATA:
                this.#add('policies');
                break;
            case Type.INVOKE_CHAINCODE:
                this.#add('calls');
                break;
            case Type.GET_STATE_BY_RANGE:
            case Type.GET_QUERY_RESULT:
            case Type.GET_HISTORY_FOR_KEY:
            case Type.QUERY_STATE_NEXT:
                this.#add('ranges');
                break;
            default:
        }
    }

    #add(name: keyof StateOperations, count = 1): void {
        this.#counted[name] = (this.#counted[name] ?? 0) + count;
    }
}
