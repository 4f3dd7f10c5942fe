/**
 * Where contract tests bring their commands: registers behind the real shim, a committed state, and for each command
 * the answer or refusal with the exact writes, policies and events. A refused command must leave no write. Private values
 * reach the peers of a collection's members.
 */
import type { ChaincodeInterface } from 'fabric-shim';
import type { EventEnvelope } from '../../../chaincode/src/api';
import type { CollectionConfig } from '../../../chaincode/src/runtime/collections';
import type { WireError } from '../../../chaincode/src/runtime/errors';
import { FakePeer } from './fake-peer';
import { createProposal } from './proposals';
import type { Signer } from './signers';
import { newSimulation, type Simulation, WorldState } from './world-state';

export interface Written {
    readonly register: string;
    /** Parts of the composite key, object type first, joined with '/'. */
    readonly key: string;
    /** Parsed JSON, the text of other values, or undefined for a deletion. */
    readonly value: unknown;
}

export interface PrivateWritten {
    readonly register: string;
    readonly collection: string;
    readonly key: string;
    readonly kind: 'put' | 'delete' | 'purge';
    /** Parsed JSON of a put. */
    readonly value?: unknown;
}

export interface Outcome {
    readonly status: number;
    /** Parsed answer; undefined for a refusal. */
    readonly result: unknown;
    /** Undefined when the command passed. */
    readonly refusal: WireError | undefined;
    /** Message of the response as it came. */
    readonly message: string;
    /** Sorted by register and key. */
    readonly writes: readonly Written[];
    /** As they came, the public ones not among them. */
    readonly privateWrites: readonly PrivateWritten[];
    /** Key → bytes of the key-level policy that the command sets. */
    readonly policies: Readonly<Record<string, Uint8Array>>;
    readonly event: EventEnvelope | undefined;
    readonly simulation: Simulation;
    readonly txId: string;
}

export interface CallOptions {
    readonly commandId?: string;
    /** The transaction's timestamp; by default the desk's clock. */
    readonly at?: string;
    readonly specChaincode?: string;
    /** The transient entry of private input, written as JSON. */
    readonly private?: unknown;
    /** Transient entries as they are. */
    readonly transient?: Readonly<Record<string, string | Uint8Array>>;
    /** Whose peer simulates; by default that of the signer's own organisation. */
    readonly peer?: string;
}

export class LedgerDesk {
    readonly state = new WorldState();
    /** The desk's clock; the timestamp of every proposal that does not bring its own. */
    now = '2026-03-01T08:00:00.000Z';
    readonly #peer = new FakePeer(this.state);
    #proposals = 0;

    /** Installs a chaincode under a name, as `createChaincode` of the host makes them. */
    install(name: string, chaincode: ChaincodeInterface, collections: readonly CollectionConfig[] = []): void {
        this.state.private.define(name, collections);
        this.#peer.register(name, chaincode);
    }

    /** Endorses and, when it passes, commits. Command ids are `cmd-1`, `cmd-2`, … unless given. */
    async submit(
        signer: Signer,
        register: string,
        transaction: string,
        input: unknown,
        options: CallOptions = {},
    ): Promise<Outcome> {
        const outcome = await this.endorse(signer, register, transaction, input, options);
        if (outcome.status === 200 && this.commit(outcome) !== 'VALID') {
            throw new Error('a lone transaction cannot conflict');
        }
        return outcome;
    }

    /** Simulates a submit without committing it. */
    endorse(
        signer: Signer,
        register: string,
        transaction: string,
        input: unknown,
        options: CallOptions = {},
    ): Promise<Outcome> {
        const commandId = options.commandId ?? `cmd-${String(this.#proposals + 1)}`;
        return this.send(signer, register, [transaction, JSON.stringify({ commandId, input })], options);
    }

    evaluate(
        signer: Signer,
        register: string,
        transaction: string,
        input: unknown,
        options: CallOptions = {},
    ): Promise<Outcome> {
        return this.send(signer, register, [transaction, JSON.stringify({ input })], options);
    }

    commit(outcome: Outcome): 'VALID' | 'MVCC_READ_CONFLICT' {
        return this.state.commit(outcome.simulation);
    }

    /** Sends arguments as they are. */
    async send(
        signer: Signer,
        register: string,
        args: readonly (string | Uint8Array)[],
        options: CallOptions = {},
    ): Promise<Outcome> {
        this.#proposals += 1;
        const at = new Date(options.at ?? this.now);
        const bytes = args.map((arg) => Buffer.from(arg));
        const { txId, signedProposal } = createProposal({
            signer,
            chaincode: register,
            ...(options.specChaincode === undefined ? {} : { specChaincode: options.specChaincode }),
            args: bytes,
            transient: transientOf(options),
            at,
            nonce: `nonce-${String(this.#proposals)}`,
        });
        const creatorMspId = signer.mspId;
        const simulation = newSimulation(txId, at, { creatorMspId, peerMspId: options.peer ?? creatorMspId });
        const { status, message, payload, event } = await this.#peer.execute(
            register,
            simulation,
            bytes,
            signedProposal,
        );
        const passed = status < 400;
        return {
            status,
            message,
            result: passed ? parsed(payload) : undefined,
            refusal: passed ? undefined : refusalOf(message),
            writes: writesOf(simulation),
            privateWrites: privateWritesOf(simulation),
            policies: policiesOf(simulation),
            event: event && (parsed(event.payload) as EventEnvelope),
            simulation,
            txId,
        };
    }
}

/** The composite key's parts, object type first, joined with '/'. */
export function readableKey(key: string): string {
    return key.split('\u0000').filter(Boolean).join('/');
}

function writesOf(simulation: Simulation): readonly Written[] {
    return [...simulation.writes]
        .flatMap(([register, writes]) =>
            [...writes].map(([key, value]) => ({ register, key: readableKey(key), value: value && parsed(value) })),
        )
        .sort((left, right) => (`${left.register} ${left.key}` < `${right.register} ${right.key}` ? -1 : 1));
}

function privateWritesOf({ privateWrites }: Simulation): readonly PrivateWritten[] {
    return privateWrites.map(({ namespace, collection, key, write: { kind, value } }) => ({
        register: namespace,
        collection,
        key: readableKey(key),
        kind,
        ...(value === undefined ? {} : { value: parsed(value) }),
    }));
}

function transientOf(options: CallOptions): Readonly<Record<string, Uint8Array>> {
    const secret = options.private === undefined ? {} : { private: JSON.stringify(options.private) };
    const entries = Object.entries({ ...secret, ...options.transient });
    return Object.fromEntries(entries.map(([name, value]) => [name, Buffer.from(value)]));
}

function policiesOf(simulation: Simulation): Readonly<Record<string, Uint8Array>> {
    const entries = [...simulation.policies.values()].flatMap((policies) => [...policies]);
    return Object.fromEntries(entries.map(([key, policy]) => [readableKey(key), policy]));
}

function parsed(bytes: Uint8Array): unknown {
    const text = Buffer.from(bytes).toString('utf8');
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

function refusalOf(message: string): WireError | undefined {
    try {
        return JSON.parse(message) as WireError;
    } catch {
        return undefined;
    }
}
