/** What each submit of a play asked of the peer, by transaction and situation. */
import type { Outcome } from '../../support/ledger/ledger-desk';
import type { StateOperations } from '../../support/ledger/state-operations';

export class OperationLog {
    readonly entries: Record<string, Record<string, StateOperations>> = {};

    /** The situation is '' where a transaction costs the same in every one. */
    enter(transaction: string, outcome: Outcome, situation = ''): Outcome {
        if (outcome.refusal !== undefined) {
            throw new Error(`${transaction} was refused: ${outcome.message}`);
        }
        const situations = (this.entries[transaction] ??= {});
        if (situation in situations) {
            throw new Error(`${transaction} was played twice: ${situation}`);
        }
        situations[situation] = outcome.simulation.counter.operations;
        return outcome;
    }
}

/** A field of what a submit answered. */
export function answered(outcome: Outcome, name: string): string {
    return (outcome.result as Readonly<Record<string, string>>)[name] ?? '';
}
