/**
 * One definition for both sides. A register's transactions, inputs, outputs, events and errors are written once, here
 * in the form of data; the contract, the typed client, contract metadata, documents and test tables derive from it.
 * Pure: imports zod and nothing of Fabric.
 */
import { z } from 'zod';
import type { CollectionFamily } from './collections';
import type { ErrorDescriptor } from './errors';
import type { Salted } from './private';

export type TransactionKind = 'submit' | 'evaluate';

/**
 * One transaction: what goes in, what comes out, which refusals its callers must expect. `Secret` is the schema of the
 * private input, `z.ZodNever` for a transaction without one.
 */
export interface TransactionDefinition<
    Kind extends TransactionKind = TransactionKind,
    Input extends z.ZodType = z.ZodType,
    Output extends z.ZodType = z.ZodType,
    Secret extends z.ZodType<Salted> = z.ZodType<Salted>,
> {
    readonly kind: Kind;
    /** One sentence for documents and metadata. */
    readonly summary: string;
    /** Strict object schema of the single JSON argument. */
    readonly input: Input;
    /**
     * Strict object schema of the private input, with its salt. It travels in the proposal's transient data, which
     * endorsers see and blocks do not hold; handlers receive it closed.
     */
    readonly private?: Secret;
    /** What the transaction returns; kept small for submits (ids, status, version), since it is stored for replays. */
    readonly output: Output;
    /** The domain's refusals that this transaction can answer, beyond the runtime's own. */
    readonly errors: readonly ErrorDescriptor[];
    /** Registers that may make this call on behalf of the caller, from their own transactions. Default: none. */
    readonly via?: readonly string[];
    /** Family of the one collection that the transaction writes; it then writes nothing else. */
    readonly confinedTo?: string;
    /** The answer may open private values. */
    readonly reveals?: true;
    /**
     * Input field that names the record, or with `~` behind it a part of the record, whose parties decide which private
     * collections are written. Parties never change, so clients ask once for each such record who endorses.
     */
    readonly partiesOf?: string;
}

type Spec<Input extends z.ZodType, Output extends z.ZodType> = Pick<
    TransactionDefinition<TransactionKind, Input, Output>,
    'summary' | 'input' | 'output' | 'errors'
>;
type Callable = Pick<TransactionDefinition, 'via'>;
/** Two forms, not an optional field: its type would be guessed from what a definition may be instead of what it says. */
interface Secretive<Input extends z.ZodType, Secret extends z.ZodType<Salted>> {
    readonly private: Secret;
    readonly partiesOf?: keyof z.input<Input> & string;
}
interface Open {
    readonly private?: never;
}

/** A transaction that is endorsed, ordered and written. Its command id makes a repeated request have one effect. */
export function submit<Input extends z.ZodType, Output extends z.ZodType>(
    spec: Spec<Input, Output> & Open,
): TransactionDefinition<'submit', Input, Output, z.ZodNever>;
export function submit<Input extends z.ZodType, Output extends z.ZodType, Secret extends z.ZodType<Salted>>(
    spec: Spec<Input, Output> & Secretive<Input, Secret>,
): TransactionDefinition<'submit', Input, Output, Secret>;
export function submit(spec: Spec<z.ZodType, z.ZodType>): TransactionDefinition<'submit'> {
    return { kind: 'submit', ...spec };
}

/** What a confined submit answers. */
export const Nothing = z.strictObject({});

/** A submit that writes into one private collection and nowhere else. */
export interface ConfinedSubmit<
    Input extends z.ZodType = z.ZodType,
    Secret extends z.ZodType<Salted> = z.ZodType<Salted>,
> extends TransactionDefinition<'submit', Input, typeof Nothing, Secret> {
    readonly confinedTo: string;
}

/**
 * A submit that only the endorsers of one private collection see: it writes nothing publicly and emits no event, and it
 * answers nothing, since whoever may write into a collection need not be able to read from it what was answered before.
 */
export function confinedSubmit<Input extends z.ZodType>(
    spec: ConfinedSpec<Input> & Open,
): ConfinedSubmit<Input, z.ZodNever>;
export function confinedSubmit<Input extends z.ZodType, Secret extends z.ZodType<Salted>>(
    spec: ConfinedSpec<Input> & Secretive<Input, Secret>,
): ConfinedSubmit<Input, Secret>;
export function confinedSubmit(spec: ConfinedSpec<z.ZodType>): ConfinedSubmit {
    return { kind: 'submit', output: Nothing, ...spec };
}

type ConfinedSpec<Input extends z.ZodType> = Omit<Spec<Input, typeof Nothing>, 'output'> & {
    readonly confinedTo: string;
};

/** A question to one peer's committed state. Leaves no trace on the ledger. */
export function evaluate<Input extends z.ZodType, Output extends z.ZodType>(
    spec: Spec<Input, Output> & Callable,
): TransactionDefinition<'evaluate', Input, Output, z.ZodNever> {
    return { kind: 'evaluate', ...spec };
}

/** A question whose answer may open private values. */
export interface RevealingEvaluate<
    Input extends z.ZodType = z.ZodType,
    Output extends z.ZodType = z.ZodType,
> extends TransactionDefinition<'evaluate', Input, Output, z.ZodNever> {
    readonly reveals: true;
}

/**
 * A question that private values may answer. The handler returns them closed and the door opens them, so that they are
 * in no other register's hands, in no event and in no error. Never submit it: an answer that is ordered is public.
 */
export function revealingEvaluate<Input extends z.ZodType, Output extends z.ZodType>(
    spec: Spec<Input, Output> & { readonly reveals: true },
): RevealingEvaluate<Input, Output> {
    return { kind: 'evaluate', ...spec };
}

export type TransactionDefinitions = Readonly<Record<string, TransactionDefinition>>;
export type EventDefinitions = Readonly<Record<string, z.ZodType>>;

export interface ContractDefinition<
    Name extends string = string,
    Transactions extends TransactionDefinitions = TransactionDefinitions,
    Events extends EventDefinitions = EventDefinitions,
> {
    /** The register's name: the Fabric chaincode name, and the contract's name inside it. */
    readonly name: Name;
    readonly summary: string;
    readonly transactions: Transactions;
    /** Event type (past tense) → schema of its public payload. */
    readonly events: Events;
    /**
     * Object types of records that may carry a key-level endorsement policy; on others the runtime refuses to set one.
     * Who endorses a command that writes none of them depends on no record, so clients ask once per transaction.
     */
    readonly guarded?: readonly string[];
    /** The register's private data collections. */
    readonly collections?: readonly CollectionFamily[];
}

export function defineContract<
    const Name extends string,
    Transactions extends TransactionDefinitions,
    Events extends EventDefinitions,
>(definition: ContractDefinition<Name, Transactions, Events>): ContractDefinition<Name, Transactions, Events> {
    return definition;
}

export type TransactionName<Definition extends ContractDefinition> = keyof Definition['transactions'] & string;
export type EventName<Definition extends ContractDefinition> = keyof Definition['events'] & string;

/** What a caller passes: before defaults are filled in. */
export type InputOf<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = z.input<
    Definition['transactions'][Name]['input']
>;
/** What a handler receives: parsed. */
export type ParsedInputOf<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = z.output<
    Definition['transactions'][Name]['input']
>;
/** The private input of a caller, before defaults; never for a transaction without one. */
export type PrivateInputOf<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = z.input<
    SecretOf<Definition, Name>
>;
/** The private input as a handler receives it, closed; never for a transaction without one. */
export type ParsedPrivateOf<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = z.output<
    SecretOf<Definition, Name>
>;
type SecretOf<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = NonNullable<
    Definition['transactions'][Name]['private']
>;
export type OutputOf<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = z.output<
    Definition['transactions'][Name]['output']
>;
export type EventOf<Definition extends ContractDefinition, Name extends EventName<Definition>> = z.output<
    Definition['events'][Name]
>;

/**
 * The single argument of every transaction, as canonical JSON: submits carry the caller's command id beside the input.
 * A command id is 1–64 characters of `[A-Za-z0-9._-]`, chosen by the client and unique for its principal.
 */
export interface SubmitArgument<Input> {
    readonly commandId: string;
    readonly input: Input;
}
export interface EvaluateArgument<Input> {
    readonly input: Input;
}
