/**
 * One definition for both sides. A register's transactions, inputs, outputs, events and errors are written once, here
 * in the form of data; the contract, the typed client, contract metadata, documents and test tables derive from it.
 * Pure: imports zod and nothing of Fabric.
 */
import type { z } from 'zod';
import type { ErrorDescriptor } from './errors';

export type TransactionKind = 'submit' | 'evaluate';

/** One transaction: what goes in, what comes out, which refusals its callers must expect. */
export interface TransactionDefinition<
    Kind extends TransactionKind = TransactionKind,
    Input extends z.ZodType = z.ZodType,
    Output extends z.ZodType = z.ZodType,
> {
    readonly kind: Kind;
    /** One sentence for documents and metadata. */
    readonly summary: string;
    /** Strict object schema of the single JSON argument. */
    readonly input: Input;
    /** What the transaction returns; kept small for submits (ids, status, version), since it is stored for replays. */
    readonly output: Output;
    /** The domain's refusals that this transaction can answer, beyond the runtime's own. */
    readonly errors: readonly ErrorDescriptor[];
    /** Registers that may make this call on behalf of the caller, from their own transactions. Default: none. */
    readonly via?: readonly string[];
}

type TransactionSpec<Input extends z.ZodType, Output extends z.ZodType> = Omit<
    TransactionDefinition<TransactionKind, Input, Output>,
    'kind'
>;

/** A transaction that is endorsed, ordered and written. Its command id makes a repeated request have one effect. */
export function submit<Input extends z.ZodType, Output extends z.ZodType>(
    spec: TransactionSpec<Input, Output>,
): TransactionDefinition<'submit', Input, Output> {
    return { kind: 'submit', ...spec };
}

/** A question to one peer's committed state. Leaves no trace on the ledger. */
export function evaluate<Input extends z.ZodType, Output extends z.ZodType>(
    spec: TransactionSpec<Input, Output>,
): TransactionDefinition<'evaluate', Input, Output> {
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
