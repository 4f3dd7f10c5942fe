/** Plays one cell of a record's expected life on the fake ledger. */
import { type Cell, cellsOf, type Life } from '../../expectations/transitions';
import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import type { Signer } from '../../support/ledger/signers';
import type { Command } from '../access-matrix/staff';

/** A command on a record, by somebody who has the right, and where the record is looked for in the write set. */
export interface Act extends Command {
    readonly signer: Signer;
    /** Object type and key, joined with '/'; for a record that is not there yet its object type and a '/'. */
    readonly record: string;
    /** For what the record's status does not say. */
    readonly endOf?: (outcome: Outcome) => string | undefined;
}

export interface Plays {
    readonly register: string;
    readonly desk: LedgerDesk;
    /** Brings a record into the state `from` and makes the command. */
    readonly act: (cell: Cell) => Promise<Act>;
    /** The state that a record shows to its readers; undefined for one that is not there. */
    readonly shown: (from: string) => Promise<string | undefined>;
}

export interface PlayedLife {
    readonly kind: string;
    readonly states: readonly string[];
    readonly cells: readonly Cell[];
    readonly open: () => Promise<Plays>;
}

export function playedLife<State extends string, Submit extends string, Code extends string>(
    kind: string,
    states: readonly State[],
    life: Life<State, Submit, Code>,
    open: () => Promise<Plays>,
): PlayedLife {
    return { kind, states, cells: cellsOf(states, life), open };
}

/** What became of a command: the state in which the record is, or the refusal with what it left behind. */
type Result = { readonly ends: string } | { readonly refused: string; readonly traces: number };

export function expectedOf({ to, refusal = '' }: Cell): Result {
    return to === undefined ? { refused: refusal, traces: 0 } : { ends: to };
}

export async function play({ register, desk, act }: Plays, cell: Cell): Promise<Result> {
    const { signer, input, options, record, endOf } = await act(cell);
    const outcome = await desk.endorse(signer, register, cell.transaction, input, options);
    if (outcome.status >= 400) {
        const { refusal, writes, privateWrites, policies, event } = outcome;
        const written = writes.length + privateWrites.length + Object.keys(policies).length;
        return { refused: refusal?.code ?? outcome.message, traces: written + (event === undefined ? 0 : 1) };
    }
    return { ends: endOf?.(outcome) ?? statusIn(outcome, record) ?? cell.from };
}

export function nameOf({ transaction, variant, from, to, refusal }: Cell): string {
    const what = variant === '' ? transaction : `${transaction} ${variant}`;
    return to === undefined ? `${from}: ${what} is refused with ${String(refusal)}` : `${from}: ${what} ends ${to}`;
}

/** Makes the value of each key once. */
export function once<Value>(make: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
    const made = new Map<string, Promise<Value>>();
    return (key) => {
        const value = made.get(key) ?? make(key);
        made.set(key, value);
        return value;
    };
}

/** The status with which the record is written; undefined where it is not. */
function statusIn({ writes }: Outcome, record: string): string | undefined {
    const written = writes.find(({ key }) => (record.endsWith('/') ? key.startsWith(record) : key === record));
    return (written?.value as { status?: string } | undefined)?.status;
}
