/**
 * The tests of one kind of record: every cell of its expected life is played on the fake ledger. Where the expectation
 * has an end, the record must be in it afterwards; everywhere else the refusal must come and leave nothing behind.
 */
import { type Cell, cellsOf, type Life } from '../../expectations/transitions';
import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import type { Signer } from '../../support/ledger/signers';
import type { Command } from '../access-matrix/staff';

/** A command on a record, by somebody who has the right, and where the record is looked for in the write set. */
export interface Act extends Command {
    readonly signer: Signer;
    /** Object type and key, joined with '/'; for a record that is not there yet its object type and a '/'. */
    readonly record: string;
}

export interface Plays {
    readonly register: string;
    readonly desk: LedgerDesk;
    /** Brings a record into the state `from` and makes the command. */
    readonly act: (cell: Cell) => Promise<Act>;
    /** The state that a record shows to its readers; undefined for one that is not there. */
    readonly shown: (from: string) => Promise<string | undefined>;
    /** For what the record itself does not say. */
    readonly endOf?: (outcome: Outcome) => string | undefined;
}

export function describeLife<State extends string, Submit extends string, Code extends string>(
    kind: string,
    states: readonly State[],
    life: Life<State, Submit, Code>,
    open: () => Promise<Plays>,
): void {
    const cells = cellsOf(states, life);

    describe(`the life of a ${kind}`, () => {
        let plays: Plays;
        beforeAll(async () => {
            plays = await open();
        });

        it.each(states.map((state) => [state]))('can be brought to %s', async (state) => {
            expect(await plays.shown(state)).toBe(state === 'ABSENT' ? undefined : state);
        });

        it.each(cells.map((cell) => [nameOf(cell), cell] as const))('%s', async (_name, cell) => {
            const { signer, input, options, record } = await plays.act(cell);
            const outcome = await plays.desk.endorse(signer, plays.register, cell.transaction, input, options);
            if (cell.refusal !== undefined) {
                expect(outcome.refusal?.code).toBe(cell.refusal);
                expect(outcome.writes).toEqual([]);
                expect(outcome.privateWrites).toEqual([]);
                expect(outcome.policies).toEqual({});
                expect(outcome.event).toBeUndefined();
                return;
            }
            expect(outcome.refusal).toBeUndefined();
            expect(plays.endOf?.(outcome) ?? statusIn(outcome, record) ?? cell.from).toBe(cell.to);
        });
    });
}

function nameOf({ transaction, variant, from, to, refusal }: Cell): string {
    const what = variant === '' ? transaction : `${transaction} ${variant}`;
    return to === undefined ? `${from}: ${what} is refused with ${String(refusal)}` : `${from}: ${what} ends ${to}`;
}

/** The status with which the record is written; undefined where it is not. */
function statusIn({ writes }: Outcome, record: string): string | undefined {
    const written = writes.find(({ key }) => (record.endsWith('/') ? key.startsWith(record) : key === record));
    return (written?.value as { status?: string } | undefined)?.status;
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
