/** Two languages for everything a person reads: English and Chinese. */
export type Language = 'en' | 'zh';

export interface Bilingual {
    readonly en: string;
    readonly zh: string;
}

/** `--lang` if given, else what LC_ALL, LC_MESSAGES or LANG begin with. */
export function chooseLanguage(option: string | undefined, environment: Readonly<NodeJS.ProcessEnv>): Language {
    const text = option ?? environment['LC_ALL'] ?? environment['LC_MESSAGES'] ?? environment['LANG'] ?? '';
    return text.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
