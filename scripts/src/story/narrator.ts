import pc from 'picocolors';
import type { Bilingual, Language } from '../text/language';

/** What became of one act. */
export interface Outcome {
    readonly tell: Bilingual;
    readonly by: string;
    readonly kind: 'written' | 'refused' | 'wrong';
    /** First characters suffice for a person; the whole id is in `--json` and in `tabularium tx`. */
    readonly transactionId?: string;
    readonly blockNumber?: number;
    readonly milliseconds: number;
    readonly endorsers?: readonly string[];
    /** Code and text of a refusal, or what went wrong. */
    readonly reason?: Bilingual & { readonly code: string };
    readonly note?: Bilingual;
}

/** Prints acts as one line each, with a second line for refusals. */
export class Narrator {
    readonly #language: Language;
    readonly #write: (line: string) => void;
    #number = 0;

    constructor(language: Language, write: (line: string) => void) {
        this.#language = language;
        this.#write = write;
    }

    say(text: Bilingual): void {
        this.#write(text[this.#language]);
    }

    heading(text: Bilingual): void {
        this.#write('');
        this.#write(pc.bold(text[this.#language]));
    }

    tell(outcome: Outcome): void {
        this.#number += 1;
        const mark = { written: pc.green('✓'), refused: pc.yellow('✗'), wrong: pc.red('!') }[outcome.kind];
        const place =
            outcome.transactionId === undefined
                ? ''
                : `tx ${outcome.transactionId.slice(0, 8)}  ${this.#block(outcome.blockNumber ?? 0)}  `;
        const latency = `${outcome.milliseconds.toFixed(0)} ms`;
        const number = String(this.#number).padStart(2);
        this.#write(`${pc.dim(number)} ${mark} ${outcome.tell[this.#language]}  ${pc.dim(place + latency)}`);
        for (const line of [this.#reason(outcome), this.#endorsers(outcome), outcome.note?.[this.#language]]) {
            if (line !== undefined) {
                this.#write(`     ${pc.dim(line)}`);
            }
        }
    }

    #block(number: number): string {
        return this.#language === 'zh' ? `区块 ${String(number)}` : `block ${String(number)}`;
    }

    #reason({ kind, reason }: Outcome): string | undefined {
        if (reason === undefined) {
            return undefined;
        }
        const word = {
            refused: { en: 'refused', zh: '拒绝' },
            wrong: { en: 'NOT AS TOLD', zh: '与预期不符' },
            written: { en: '', zh: '' },
        };
        return `${word[kind][this.#language]} ${reason.code}: ${reason[this.#language]}`;
    }

    #endorsers({ endorsers }: Outcome): string | undefined {
        if (endorsers === undefined || endorsers.length < 3) {
            return undefined;
        }
        const names = endorsers.join(', ');
        return this.#language === 'zh' ? `背书机构：${names}` : `endorsed by ${names}`;
    }
}
