import { peer } from '@hyperledger/fabric-protos';
import { type ErrorContext, TabulariumError } from './tabularium-error';

/** Names of Fabric's `TxValidationCode`, e.g. 11 → `MVCC_READ_CONFLICT`. */
const codeNames: ReadonlyMap<number, string> = new Map(
    Object.entries(peer.TxValidationCode).map(([name, code]) => [code, name]),
);

export interface CommitOutcome {
    readonly validationCode: number;
    readonly blockNumber: number;
}

/** The transaction is in a block and was found invalid: it has written nothing. */
export class CommitError extends TabulariumError {
    /** Fabric's TxValidationCode, 1–255. */
    readonly validationCode: number;
    /** Its name, e.g. `ENDORSEMENT_POLICY_FAILURE`. */
    readonly validationCodeName: string;
    readonly blockNumber: number;

    constructor(outcome: CommitOutcome, advice: string, context: Omit<ErrorContext, 'step'>) {
        const codeName = validationCodeName(outcome.validationCode);
        const id = context.transactionId ?? '';
        super(`Transaction ${id} was found invalid in block ${String(outcome.blockNumber)}: ${codeName}. ${advice}`, {
            ...context,
            step: 'commit',
        });
        this.validationCode = outcome.validationCode;
        this.validationCodeName = codeName;
        this.blockNumber = outcome.blockNumber;
    }
}

/** Others changed what the command reads, each time it was tried. Nothing was written; it may be sent again later. */
export class ConflictError extends CommitError {
    /** How often the command was endorsed and lost. */
    readonly attempts: number;

    constructor(outcome: CommitOutcome, attempts: number, context: Omit<ErrorContext, 'step' | 'retryable'>) {
        super(
            outcome,
            `Others were faster ${String(attempts)} times: send the command again with the same command id`,
            {
                ...context,
                retryable: true,
            },
        );
        this.attempts = attempts;
    }
}

export function validationCodeName(code: number): string {
    return codeNames.get(code) ?? `code ${String(code)}`;
}
