import type { WireError } from '@tabularium/chaincode/api';
import type { PeerAnswer } from './domain-refusal';
import { type ErrorContext, TabulariumError } from './tabularium-error';

/** A peer's answer, with the register's refusal where its text carries one. */
export interface EndorserAnswer extends PeerAnswer {
    readonly refusal?: WireError;
}

/**
 * The endorsing peers did not give what the transaction needs: they answered differently, the chaincode failed without
 * a catalogued code, or an organisation that must endorse cannot be reached. Nothing was ordered.
 */
export class EndorsementError extends TabulariumError {
    /** In the order in which the gateway tried them; empty where no peer was asked. */
    readonly answers: readonly EndorserAnswer[];

    constructor(message: string, answers: readonly EndorserAnswer[], context: ErrorContext) {
        super(withAnswers(message, answers), context);
        this.answers = answers;
    }
}

function withAnswers(message: string, answers: readonly EndorserAnswer[]): string {
    const lines = answers.map(({ mspId, address, message: text }) => `${mspId} (${address}): ${text}`);
    return [message, ...lines].join('; ');
}
