import {
    canonicalJson,
    type ContractDefinition,
    type InputOf,
    type OutputOf,
    type PrivateInputOf,
    type TransactionDefinition,
    type TransactionName,
} from '@tabularium/chaincode/api';
import { ConfigurationError } from '../errors/tabularium-error';
import { Availability } from '../endorsers/availability';
import { ChaincodePolicies } from '../endorsers/chaincode-policies';
import { EndorserPlanner } from '../endorsers/endorser-planner';
import { type Clock, type Random, systemClock, systemRandom } from '../seams';
import { type Deadlines, deadlinesFrom } from '../transport/deadlines';
import type { Transport } from '../transport/transport';
import { CommitStream } from './commit-stream';
import { Evaluator } from './evaluator';
import type { EvaluateOptions, SubmitOptions, Submitted } from './submitted';
import { Submitter } from './submitter';

const SALT_BYTES = 32;

/** Arguments of a method; the input may be left out where nothing in it is required. */
type Arguments<Input, Options> =
    Input extends Record<string, never>
        ? [input?: Input, options?: Options]
        : Partial<Input> extends Input
          ? [input?: Input, options?: Options]
          : [input: Input, options?: Options];

/** The private input of a call. Without `salt` the client draws one of 256 bits. */
export type PrivateInput<Secret> = Secret extends { readonly salt: string }
    ? Omit<Secret, 'salt'> & { readonly salt?: string }
    : Secret;

type Method<Transaction extends TransactionDefinition, Input, Secret, Output> = Transaction['kind'] extends 'submit'
    ? [Secret] extends [never]
        ? (...args: Arguments<Input, SubmitOptions>) => Promise<Submitted<Output>>
        : (
              input: Input,
              options: SubmitOptions & { readonly private: PrivateInput<Secret> },
          ) => Promise<Submitted<Output>>
    : (...args: Arguments<Input, EvaluateOptions>) => Promise<Output>;

/** A register as applications call it: one method per transaction of the definition, typed from its schemas. */
export type RegisterClient<Definition extends ContractDefinition> = {
    readonly [Name in TransactionName<Definition>]: Method<
        Definition['transactions'][Name],
        InputOf<Definition, Name>,
        PrivateInputOf<Definition, Name>,
        OutputOf<Definition, Name>
    >;
};

export interface ClientSettings {
    readonly deadlines?: Partial<Deadlines>;
    readonly clock?: Clock;
    readonly random?: Random;
    /** Makes the id of a command whose caller gave none; see `SubmitOptions.commandId`. */
    readonly commandId?: () => string;
}

/** Calls through one transport, sharing what was learnt about policies and organisations. */
export class Caller {
    readonly #evaluator: Evaluator;
    readonly #submitter: Submitter;
    readonly #deadlines: Partial<Deadlines> | undefined;
    readonly #commandId: () => string;
    readonly #random: Random;

    constructor(transport: Transport, settings: ClientSettings = {}) {
        const { clock = systemClock, random = systemRandom } = settings;
        const seams = { clock, random };
        const evaluator = new Evaluator(transport, seams);
        const policies = new ChaincodePolicies(evaluator);
        const availability = new Availability(transport.mspId, clock);
        const planner = new EndorserPlanner({ peer: evaluator, policies, availability, ownMspId: transport.mspId });
        const commits = new CommitStream(transport, clock);
        this.#evaluator = evaluator;
        this.#submitter = new Submitter({ transport, planner, availability, seams, commits });
        this.#deadlines = settings.deadlines;
        this.#random = random;
        this.#commandId = settings.commandId ?? (() => Buffer.from(random.bytes(16)).toString('hex'));
    }

    async evaluate(
        chaincode: string,
        name: string,
        transaction: TransactionDefinition,
        input: unknown,
        options: EvaluateOptions & { readonly private?: object } = {},
    ): Promise<unknown> {
        const timeoutMs = options.timeoutMs ?? deadlinesFrom(this.#deadlines).evaluateMs;
        const argument = Buffer.from(jsonText({ input }, name, 'evaluate'));
        const limits = { timeoutMs, signal: options.signal };
        const privateInput = this.#privateInput(name, options.private);
        const call = { chaincode, transaction: name, argument, privateInput };
        const bytes = await this.#evaluator.evaluate(call, limits);
        return decoded(bytes, name, transaction, 'evaluate');
    }

    async submit(
        chaincode: string,
        name: string,
        transaction: TransactionDefinition,
        input: unknown,
        options: SubmitOptions & { readonly private?: object } = {},
    ): Promise<Submitted<unknown>> {
        const commandId = options.commandId ?? this.#commandId();
        const argument = jsonText({ commandId, input }, name, 'endorsers');
        return this.#submitter.submit(
            {
                chaincode,
                transaction: name,
                commandId,
                argument,
                input,
                privateInput: this.#privateInput(name, options.private),
            },
            (result) => decoded(result, name, transaction, 'endorse'),
            deadlinesFrom(this.#deadlines, options.deadlines),
            options.signal,
        );
    }

    #privateInput(name: string, value: object | undefined): Uint8Array | undefined {
        if (value === undefined) {
            return undefined;
        }
        const salt = Buffer.from(this.#random.bytes(SALT_BYTES)).toString('hex');
        try {
            return Buffer.from(canonicalJson({ salt, ...value }));
        } catch {
            // Without a cause: its text may repeat what is private.
            throw new ConfigurationError(`The private input of ${name} cannot be sent`, 'Give plain JSON values', {
                step: 'endorsers',
            });
        }
    }
}

/**
 * A typed client of any register, made from its definition alone. The applications of several registers should share
 * one `createTabularium(…).register(definition)` instead, which shares connections and caches.
 */
export function contractClient<Definition extends ContractDefinition>(
    definition: Definition,
    transport: Transport,
    settings: ClientSettings = {},
): RegisterClient<Definition> {
    return registerClient(definition, new Caller(transport, settings));
}

export function registerClient<Definition extends ContractDefinition>(
    definition: Definition,
    caller: Caller,
): RegisterClient<Definition> {
    const methods = Object.entries(definition.transactions).map(([name, transaction]) => [
        name,
        transaction.kind === 'submit'
            ? (input: unknown = {}, options?: SubmitOptions) =>
                  caller.submit(definition.name, name, transaction, input, options)
            : (input: unknown = {}, options?: EvaluateOptions) =>
                  caller.evaluate(definition.name, name, transaction, input, options),
    ]);
    // The mapped type says for every name what the two branches above do; only the names are known at run time.
    return Object.freeze(Object.fromEntries(methods)) as RegisterClient<Definition>;
}

function jsonText(argument: unknown, name: string, step: 'evaluate' | 'endorsers'): string {
    try {
        return canonicalJson(argument);
    } catch (cause) {
        const problem = cause instanceof Error ? cause.message : String(cause);
        throw new ConfigurationError(`The input of ${name} cannot be sent: ${problem}`, 'Give plain JSON values', {
            step,
            cause,
        });
    }
}

function decoded(
    bytes: Uint8Array,
    name: string,
    transaction: TransactionDefinition,
    step: 'evaluate' | 'endorse',
): unknown {
    try {
        return transaction.output.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (cause) {
        throw new ConfigurationError(
            `The answer of ${name} is not what its definition says`,
            'Use a client of the same version as the register',
            { step, cause },
        );
    }
}
