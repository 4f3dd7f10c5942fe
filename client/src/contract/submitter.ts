import { CommitError, ConflictError } from '../errors/commit-error';
import type { PlannedCommand } from '../endorsers/endorser-planner';
import type { Deadlines } from '../transport/deadlines';
import type { CommitStatus } from '../transport/transport';
import { pause } from './call-seams';
import type { CommitStream } from './commit-stream';
import { endorse, type Endorsement, type EndorsementParts } from './endorsement';
import { commitVerdicts, limits } from './retry-rules';
import { deliver } from './settlement';
import type { Submitted } from './submitted';

export interface SubmitterParts extends EndorsementParts {
    readonly commits: CommitStream;
}

interface Attempt<Result> extends Endorsement {
    readonly result: Result;
    readonly commandId: string;
    readonly attempts: number;
}

/** Brings commands into blocks; what lost a race is endorsed again under the same command id. */
export class Submitter {
    readonly #parts: SubmitterParts;

    constructor(parts: SubmitterParts) {
        this.#parts = parts;
    }

    /**
     * `decode` runs before the transaction is sent: an answer that cannot be read must not be found out afterwards.
     * @throws TabulariumError
     */
    async submit<Result>(
        command: PlannedCommand,
        decode: (result: Uint8Array) => Result,
        deadlines: Deadlines,
        signal: AbortSignal | undefined,
    ): Promise<Submitted<Result>> {
        const { commandId } = command;
        let policyFailures = 0;
        for (let attempts = 1; ; attempts++) {
            const endorsement = await endorse(command, this.#parts, deadlines, signal);
            const { endorsed } = endorsement;
            const attempt = { ...endorsement, result: decode(endorsed.result), commandId, attempts };
            const finish = (outcome: CommitStatus): Submitted<Result> => submitted(attempt, outcome);
            const outcome = await deliver({
                endorsed,
                commandId,
                deadlines,
                seams: this.#parts.seams,
                commits: this.#parts.commits,
                signal,
                finish,
            });
            const verdict = commitVerdicts.get(outcome.code);
            const again =
                (verdict === 'endorse again' && attempts < limits.conflictTries) ||
                (verdict === 'plan again' && policyFailures < limits.policyFailures);
            if (!again || signal?.aborted === true) {
                return finish(outcome);
            }
            if (verdict === 'plan again') {
                policyFailures += 1;
                this.#parts.planner.forget();
            }
            await pause(this.#parts.seams, attempts, signal);
        }
    }
}

/** The result of a written transaction. @throws CommitError, ConflictError */
function submitted<Result>(attempt: Attempt<Result>, outcome: CommitStatus): Submitted<Result> {
    const { endorsed, organizations, result, commandId, attempts } = attempt;
    const { transactionId } = endorsed;
    const { blockNumber } = outcome;
    const invalid = { validationCode: outcome.code, blockNumber };
    switch (commitVerdicts.get(outcome.code)) {
        case 'written':
            return { result, transactionId, blockNumber, commandId, endorsers: organizations, attempts };
        case 'endorse again':
            throw new ConflictError(invalid, attempts, { transactionId, commandId });
        case 'plan again':
            throw new CommitError(
                invalid,
                `The endorsements of ${organizations.join(', ')} were not accepted: ask the operators whether a register ` +
                    'was upgraded or a peer endorses what it should not',
                { transactionId, commandId, retryable: true },
            );
        default:
            throw new CommitError(invalid, 'Report it to the operators of the network', { transactionId, commandId });
    }
}
