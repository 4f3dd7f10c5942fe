/**
 * How the expected life of a record is written down: a grid of transactions and states. Written from the legal model by
 * somebody who did not write the registers; nothing here is computed from them. Types alone come from the definitions, so
 * that a new transaction or a refusal that is spelled wrong does not compile.
 */
import type { ContractDefinition, TransactionName } from '../../chaincode/src/runtime/definition';
import type { runtimeErrors } from '../../chaincode/src/runtime/runtime-errors';

export type RuntimeCode = `RUNTIME_${keyof typeof runtimeErrors}`;

/** The transactions of a register that write. */
export type SubmitName<Definition extends ContractDefinition> = {
    [Name in TransactionName<Definition>]: Definition['transactions'][Name]['kind'] extends 'submit' ? Name : never;
}[TransactionName<Definition>];

/**
 * For each state where the record ends, or the code of the refusal, after which nothing is written. `unreachable` where
 * the command cannot meet a record in that state.
 */
export type Row<State extends string, Code extends string> = Readonly<Record<State, State | Code | 'unreachable'>>;

/** One transaction that ends differently by what it is given: a row for each. */
export type Variants<State extends string, Code extends string> = Readonly<Record<string, Row<State, Code>>>;

/** Every transaction that writes is listed; `apart` where it never meets a record of this kind. */
export type Life<State extends string, Submit extends string, Code extends string> = Readonly<
    Record<Submit, Row<State, Code> | Variants<State, Code> | 'apart'>
>;

export interface Cell {
    readonly transaction: string;
    /** '' for a transaction without variants. */
    readonly variant: string;
    readonly from: string;
    /** The state in which the record ends, or undefined for a refusal. */
    readonly to: string | undefined;
    /** The code of the refusal, or undefined. */
    readonly refusal: string | undefined;
}

/** All cells of a life that can be reached, in the order in which they are written. */
export function cellsOf<State extends string, Submit extends string, Code extends string>(
    states: readonly State[],
    life: Life<State, Submit, Code>,
): readonly Cell[] {
    const rows = Object.entries<Row<State, Code> | Variants<State, Code> | 'apart'>(life).flatMap(
        ([transaction, entry]) => {
            if (entry === 'apart') return [];
            return isRow(entry, states)
                ? [{ transaction, variant: '', row: entry }]
                : Object.entries(entry).map(([variant, row]) => ({ transaction, variant, row }));
        },
    );
    return rows.flatMap(({ transaction, variant, row }) =>
        states
            .map((from) => ({ from, end: row[from] }))
            .filter(({ end }) => end !== 'unreachable')
            .map(({ from, end }) => {
                const passes = states.some((state) => state === end);
                return { transaction, variant, from, to: passes ? end : undefined, refusal: passes ? undefined : end };
            }),
    );
}

function isRow<State extends string, Code extends string>(
    entry: Row<State, Code> | Variants<State, Code>,
    states: readonly State[],
): entry is Row<State, Code> {
    return states.every((state) => Object.hasOwn(entry, state));
}
