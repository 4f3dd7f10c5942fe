import { nodeFileSystem } from '@tabularium/network';
import type { Command } from 'commander';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import type { RegisterCall } from './register-call';

export interface PrivateInputOptions {
    readonly private?: string;
    readonly privateFile?: string;
}

export function privateInputOptions(command: Command, language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    return command
        .option(
            '--private <json>',
            t('private input; other users of this machine can see it', '私有输入；本机其他用户可见'),
        )
        .option(
            '--private-file <file>',
            t(
                'private input from a file; its salt is drawn where it has none',
                '从文件读取私有输入；缺少盐值时自动生成',
            ),
        );
}

/** What was typed is never repeated in an error. @throws UsageError */
export async function readPrivateInput(
    { private: typed, privateFile }: PrivateInputOptions,
    { transaction, takesPrivate }: RegisterCall,
): Promise<object | undefined> {
    if (typed === undefined && privateFile === undefined) {
        if (takesPrivate) {
            throw missing(transaction);
        }
        return undefined;
    }
    if (!takesPrivate) {
        throw new UsageError(
            { en: `${transaction} takes no private input.`, zh: `${transaction} 不接受私有输入。` },
            { en: 'Leave out --private and --private-file.', zh: '请去掉 --private 与 --private-file。' },
        );
    }
    if (typed !== undefined && privateFile !== undefined) {
        throw new UsageError(
            { en: '--private and --private-file are given both.', zh: '同时给出了 --private 与 --private-file。' },
            { en: 'Give one of them.', zh: '请只给出其一。' },
        );
    }
    return objectFrom(typed ?? (await contentOf(privateFile ?? '')));
}

async function contentOf(file: string): Promise<string> {
    const bytes = await nodeFileSystem.readFile(file);
    if (bytes === undefined) {
        throw new UsageError(
            { en: `There is no file ${file}.`, zh: `没有文件 ${file}。` },
            { en: 'Give the path of a JSON file.', zh: '请给出 JSON 文件的路径。' },
        );
    }
    return Buffer.from(bytes).toString('utf8');
}

function objectFrom(json: string): object {
    let value: unknown;
    try {
        value = JSON.parse(json);
    } catch {
        // The parser's message would quote what is private.
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new UsageError(
            { en: 'The private input is not a JSON object.', zh: '私有输入不是 JSON 对象。' },
            {
                en: `On the command line put it in single quotes, e.g. --private '{"caseNumber":"…"}'.`,
                zh: `在命令行上请用单引号括起，例如 --private '{"caseNumber":"…"}'。`,
            },
        );
    }
    return value;
}

function missing(transaction: string): UsageError {
    return new UsageError(
        { en: `${transaction} needs private input.`, zh: `${transaction} 需要私有输入。` },
        {
            en: 'Give it with --private-file, or with --private: it goes to the endorsers alone and into no block.',
            zh: '请用 --private-file 或 --private 给出：仅背书节点可见，不进入区块。',
        },
    );
}
