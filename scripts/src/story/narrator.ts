import pc from 'picocolors';
import type { Bilingual, Language } from '../text/language';
import type { Outcome } from './outcome';

/** Prints acts as one line each, with further lines for refusals and notes. */
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

    tell({ tell, kind, place, milliseconds, reason, notes = [] }: Outcome): void {
        const at = place === undefined ? '' : `tx ${place.transactionId.slice(0, 8)}  ${this.#block(place)}  `;
        this.#line(tell, kind, `${at}${milliseconds.toFixed(0)} ms`);
        if (reason !== undefined) {
            this.#below(`${this.#verdict(kind)}${reason.code}: ${shortened(reason[this.#language])}`);
        }
        for (const note of notes) {
            this.#below(shortened(note[this.#language]));
        }
    }

    /** In one line, unless something is wrong: then each as it came out. */
    tellFolded(tell: Bilingual, outcomes: readonly Outcome[]): void {
        if (outcomes.some(({ kind }) => kind === 'wrong')) {
            for (const outcome of outcomes) {
                this.tell(outcome);
            }
            return;
        }
        const places = outcomes.flatMap(({ place }) => place ?? []);
        const milliseconds = outcomes.reduce((sum, outcome) => sum + outcome.milliseconds, 0);
        const at = `${String(places.length)} tx  ${this.#blocks(places)}  `;
        this.#line(tell, 'written', `${places.length === 0 ? '' : at}${milliseconds.toFixed(0)} ms`);
    }

    #line(tell: Bilingual, kind: Outcome['kind'], place: string): void {
        this.#number += 1;
        const mark = {
            written: pc.green('✓'),
            answered: pc.green('✓'),
            refused: pc.yellow('✗'),
            wrong: pc.red('!'),
        }[kind];
        const number = String(this.#number).padStart(2);
        this.#write(`${pc.dim(number)} ${mark} ${tell[this.#language]}  ${pc.dim(place)}`);
    }

    #below(line: string): void {
        this.#write(`     ${pc.dim(line)}`);
    }

    #block({ blockNumber }: { readonly blockNumber: number }): string {
        return this.#language === 'zh' ? `区块 ${String(blockNumber)}` : `block ${String(blockNumber)}`;
    }

    #blocks(places: readonly { readonly blockNumber: number }[]): string {
        const numbers = places.map(({ blockNumber }) => blockNumber);
        const range = `${String(Math.min(...numbers))}–${String(Math.max(...numbers))}`;
        return this.#language === 'zh' ? `区块 ${range}` : `blocks ${range}`;
    }

    #verdict(kind: Outcome['kind']): string {
        const words = {
            refused: { en: 'refused ', zh: '拒绝 ' },
            wrong: { en: 'NOT AS TOLD ', zh: '与预期不符 ' },
            written: { en: '', zh: '' },
            answered: { en: '', zh: '' },
        };
        return words[kind][this.#language];
    }
}

/** Ids of records, which a person only compares; `--json` commands show them whole. */
function shortened(text: string): string {
    return text.replace(/\b([0-9a-f]{8})[0-9a-f]{24,56}\b/g, '$1…');
}
