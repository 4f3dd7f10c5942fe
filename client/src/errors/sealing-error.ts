import { TabulariumError } from './tabularium-error';

/** What is wrong with a record, its key or its seal; never anything of what the record says. */
const problems = {
    RECORD_INVALID: [
        'seal',
        'The record cannot be sealed: it is not item codes with texts of 8 KiB in all, or the usage id is none',
        'Give the usage id, and the text of each item that was used.',
    ],
    PUBLIC_KEY_INVALID: [
        'seal',
        'The key to seal to is not a public key on P-256',
        'Take deliverTo from the use, as usageById answers it.',
    ],
    PRIVATE_KEY_INVALID: [
        'open',
        'The key is not a private key on P-256 as newDeliveryKey makes them',
        'Open the record with the privateJwk that was kept when this use was claimed.',
    ],
    NOT_SEALED: [
        'open',
        'What was given is not a sealed record',
        'Give sealed as deliveredRecord answers it, unchanged.',
    ],
    OTHER_KEY: [
        'open',
        'The record is sealed to another key',
        'Open it with the privateJwk that was kept when this use was claimed. If that key is gone, so is the record: use the grant again.',
    ],
    OTHER_USE: ['open', 'The record is sealed for another use', 'Give the usage id with which the record was read.'],
    DAMAGED: [
        'open',
        'The seal is broken: the record was changed after it was sealed, or sealed wrongly',
        'Read it again at your own peer. If that does not help, show it to the provider and use the grant again.',
    ],
    OTHER_CONTENT: [
        'open',
        'The seal is good, but the record holds something else than the items that it names',
        'Do not use it. The provider has sealed it so: report it to the provider, and use the grant again.',
    ],
} as const;

export type SealingProblem = keyof typeof problems;

/** A record could not be sealed or opened. Trying again does not help, `fix` says what to do. Has no `cause`. */
export class SealingError extends TabulariumError {
    readonly problem: SealingProblem;
    readonly fix: string;

    constructor(problem: SealingProblem) {
        const [step, message, fix] = problems[problem];
        super(`${message}. ${fix}`, { step });
        this.problem = problem;
        this.fix = fix;
    }
}
