import { Command, InvalidArgumentError, Option } from 'commander';
import { type Bilingual, chooseLanguage, type Language } from '../text/language';
import { runCommand } from '../text/run-command';
import { inWords } from './failure';

export type Say = (text: Bilingual | string) => void;

/** Needed before the options are parsed, because help is printed in it too. */
export function spokenLanguage(argv: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Language {
    const at = argv.findIndex((argument) => argument === '--lang' || argument.startsWith('--lang='));
    const option = argv[at]?.startsWith('--lang=') === true ? argv[at].slice('--lang='.length) : argv[at + 1];
    return chooseLanguage(at < 0 ? undefined : option, environment);
}

/**
 * A subcommand with what all of them have: language, help, and a hint after a wrong argument. `parent` is the command to
 * which it belongs, if not the root.
 */
export function subcommand(name: string, language: Language, summary: Bilingual, parent?: string): Command {
    const words = parent === undefined ? name : `${parent} ${name}`;
    return helpInWords(new Command(name), language)
        .description(summary[language])
        .addOption(
            new Option(
                '--lang <language>',
                { en: 'language; default from LANG', zh: '语言；默认取自 LANG' }[language],
            ).choices(['en', 'zh']),
        )
        .showHelpAfterError(
            {
                en: `See npm run tabularium -- ${words} --help`,
                zh: `参见 npm run tabularium -- ${words} --help`,
            }[language],
        );
}

export function helpInWords(command: Command, language: Language): Command {
    const say = { en: 'show this help', zh: '显示帮助' };
    return command.helpOption('-h, --help', say[language]).helpCommand(false);
}

/** Prints to standard output, in one language. */
export function sayIn(language: Language): Say {
    return (text) => {
        print(typeof text === 'string' ? text : text[language]);
    };
}

export function printJson(value: unknown): void {
    print(JSON.stringify(value, undefined, 2));
}

function print(line: string): void {
    process.stdout.write(`${line}\n`);
}

/** Runs the command's work; it resolves with the exit code, and its failures are told in words. */
export function run(language: Language, work: () => Promise<number>): void {
    runCommand(language, () => inWords(work));
}

/** For options and arguments that are whole numbers from 0. */
export function wholeNumber(text: string): number {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
        throw new InvalidArgumentError('Give a whole number, 0 or more.');
    }
    return value;
}

export function blocksInWords(count: number): Bilingual {
    return { en: count === 1 ? '1 block' : `${String(count)} blocks`, zh: `${String(count)} 个区块` };
}
