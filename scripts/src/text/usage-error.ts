import type { Bilingual, Language } from './language';

/** Something the person at the terminal can mend: what is wrong, and what to do next. */
export class UsageError extends Error {
    override readonly name = 'UsageError';
    readonly text: Bilingual;
    readonly fix: Bilingual;

    constructor(text: Bilingual, fix: Bilingual) {
        super(`${text.en} ${fix.en}`);
        this.text = text;
        this.fix = fix;
    }

    in(language: Language): string {
        return `${this.text[language]}\n${this.fix[language]}`;
    }
}
