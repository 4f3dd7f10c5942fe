/** The directory's answers to who a signer is, read once: the same text says the same, and most signers act often. */
import { type CalledTransaction, readAnswer } from './call';
import { DIRECTORY_REGISTER, type WhoIs, WhoIsOutput } from './who-is';

export const whoIsTransaction = {
    register: DIRECTORY_REGISTER,
    name: 'whoIs',
    output: WhoIsOutput,
} as const satisfies CalledTransaction<typeof WhoIsOutput>;

/** Bounded, oldest first out. */
export class WhoIsAnswers {
    readonly #limit: number;
    readonly #answers = new Map<string, WhoIs>();

    constructor(limit = 1024) {
        this.#limit = limit;
    }

    /** @throws Error when the text is no such answer */
    read(text: string): WhoIs {
        const known = this.#answers.get(text);
        if (known !== undefined) {
            return known;
        }
        const answer = readAnswer(whoIsTransaction, text);
        if (this.#answers.size >= this.#limit) {
            const [oldest] = this.#answers.keys();
            if (oldest !== undefined) {
                this.#answers.delete(oldest);
            }
        }
        this.#answers.set(text, answer);
        return answer;
    }
}
