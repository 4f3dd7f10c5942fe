import type { StateView } from '../ledger/ledger';
import type { TxSimulator } from '../ledger/tx-simulator';
import { LIFECYCLE_NAMESPACE } from './state-keys';

/** Values of the lifecycle's keys, of the public state or of one organisation's implicit collection. */
export interface ReadableState {
    get(key: string): Promise<Uint8Array | undefined>;
}

export interface WritableState extends ReadableState {
    put(key: string, value: Uint8Array): void;
    delete(key: string): void;
}

/** SHA-256 of the values in an implicit collection: all that peers of other organisations see. */
export interface HashedState {
    hash(key: string): Promise<Uint8Array | undefined>;
}

export function publicState(simulator: TxSimulator): WritableState {
    return {
        get: (key) => simulator.getState(LIFECYCLE_NAMESPACE, key),
        put: (key, value) => {
            simulator.setState(LIFECYCLE_NAMESPACE, key, value);
        },
        delete: (key) => {
            simulator.deleteState(LIFECYCLE_NAMESPACE, key);
        },
    };
}

export function collectionState(simulator: TxSimulator, collection: string): WritableState {
    return {
        get: (key) => simulator.getPrivate(LIFECYCLE_NAMESPACE, collection, key),
        put: (key, value) => {
            simulator.setPrivate(LIFECYCLE_NAMESPACE, collection, key, value);
        },
        delete: (key) => {
            simulator.deletePrivate(LIFECYCLE_NAMESPACE, collection, key);
        },
    };
}

export function collectionHashes(simulator: TxSimulator, collection: string): HashedState {
    return { hash: (key) => simulator.getPrivateHash(LIFECYCLE_NAMESPACE, collection, key) };
}

/** Committed public state outside a simulation: nothing is recorded. */
export function committedState(view: Pick<StateView, 'get'>): ReadableState {
    return { get: async (key) => (await view.get(LIFECYCLE_NAMESPACE, key))?.value };
}

/** What the peers of an organisation hold of its own implicit collection. */
export function committedCollection(view: StateView, mspId: string, collection: string): ReadableState {
    return {
        get: async (key) => (await view.getPrivate(mspId, LIFECYCLE_NAMESPACE, collection, key))?.value,
    };
}
