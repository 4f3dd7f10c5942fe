/**
 * Committed state as contract tests need it: values, key-level policies, versions and history per namespace, in Fabric's
 * key order. Nothing here is written by a simulation; only `commit` changes it, after Fabric's check of read versions.
 */
import { PrivateState, type PrivateWrite } from './private-state';
import { OperationCounter } from './state-operations';

export interface CommittedKey {
    readonly value: Uint8Array;
    readonly policy: Uint8Array | undefined;
    /** Number of the commit that wrote it. */
    readonly version: number;
}

export interface HistoryItem {
    readonly txId: string;
    readonly at: Date;
    readonly value: Uint8Array | undefined;
}

/** Whose peer simulates, and whose member signed the proposal. */
export interface Parties {
    readonly peerMspId: string;
    readonly creatorMspId: string;
}

/** What one simulation read and would write. */
export interface Simulation extends Parties {
    readonly txId: string;
    readonly at: Date;
    /** `namespace key` → version read, 0 for an absent key. */
    readonly reads: Map<string, number>;
    readonly writes: Map<string, Map<string, Uint8Array | undefined>>;
    readonly policies: Map<string, Map<string, Uint8Array>>;
    /** Place of a private key → version of the hash read. */
    readonly privateReads: Map<string, number>;
    /** In the order in which they came; the last one of a key counts. */
    readonly privateWrites: {
        readonly namespace: string;
        readonly collection: string;
        readonly key: string;
        readonly write: PrivateWrite;
    }[];
    readonly counter: OperationCounter;
    paginated: boolean;
}

export function newSimulation(
    txId: string,
    at: Date,
    { peerMspId, creatorMspId }: Parties = { peerMspId: '', creatorMspId: '' },
): Simulation {
    return {
        txId,
        at,
        peerMspId,
        creatorMspId,
        reads: new Map(),
        writes: new Map(),
        policies: new Map(),
        privateReads: new Map(),
        privateWrites: [],
        counter: new OperationCounter(),
        paginated: false,
    };
}

export class WorldState {
    readonly private = new PrivateState();
    readonly #namespaces = new Map<string, Map<string, CommittedKey>>();
    readonly #history = new Map<string, HistoryItem[]>();
    #height = 0;

    get(namespace: string, key: string): CommittedKey | undefined {
        return this.#namespaces.get(namespace)?.get(key);
    }

    /** Keys from `start` inclusive to `end` exclusive, by their UTF-8 bytes. */
    range(namespace: string, start: string, end: string): readonly (readonly [string, CommittedKey])[] {
        const state = this.#namespaces.get(namespace) ?? new Map<string, CommittedKey>();
        return [...state]
            .filter(([key]) => compare(start, key) <= 0 && compare(key, end) < 0)
            .sort(([left], [right]) => compare(left, right));
    }

    /** Newest first. */
    history(namespace: string, key: string): readonly HistoryItem[] {
        return [...(this.#history.get(readKey(namespace, key)) ?? [])].reverse();
    }

    commit(simulation: Simulation): 'VALID' | 'MVCC_READ_CONFLICT' {
        for (const [readKeyText, version] of simulation.reads) {
            const [namespace = '', ...rest] = readKeyText.split(' ');
            if ((this.get(namespace, rest.join(' '))?.version ?? 0) !== version) {
                return 'MVCC_READ_CONFLICT';
            }
        }
        for (const [place, version] of simulation.privateReads) {
            if (this.private.version(place) !== version) {
                return 'MVCC_READ_CONFLICT';
            }
        }
        this.#height += 1;
        for (const { namespace, collection, key, write } of simulation.privateWrites) {
            this.private.commit(namespace, collection, key, write, this.#height);
        }
        for (const [namespace, writes] of simulation.writes) {
            const state = this.#namespaces.get(namespace) ?? new Map<string, CommittedKey>();
            this.#namespaces.set(namespace, state);
            for (const [key, value] of writes) {
                const policy = simulation.policies.get(namespace)?.get(key) ?? state.get(key)?.policy;
                if (value === undefined) {
                    state.delete(key);
                } else {
                    state.set(key, { value, policy, version: this.#height });
                }
                const items = this.#history.get(readKey(namespace, key)) ?? [];
                this.#history.set(readKey(namespace, key), items);
                items.push({ txId: simulation.txId, at: simulation.at, value });
            }
        }
        return 'VALID';
    }
}

export function readKey(namespace: string, key: string): string {
    return `${namespace} ${key}`;
}

function compare(left: string, right: string): number {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
