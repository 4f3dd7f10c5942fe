import { DomainRefusal, type Submitted } from '@tabularium/client';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Language } from '../text/language';
import { type PrivateInputOptions, privateInputOptions, readPrivateInput } from './private-input';
import { registerCall, type RegisterCall, registerNames } from './register-call';
import { connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { printJson, run, sayIn, subcommand } from './terminal';

interface Options extends NetworkChoice, PrivateInputOptions {
    readonly as: string;
    readonly commandId?: string;
    readonly json?: boolean;
}

export function callCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('call', language, {
        en: 'Calls a register: asks where the transaction is a question, else writes and waits for the block.',
        zh: '调用登记簿：查询直接返回；写入则等待成块。',
    })
        .argument('<register>', registerNames)
        .argument('<transaction>', t('e.g. agencyById', '如 agencyById'))
        .argument('[json]', t('its input', '输入'), '{}')
        .requiredOption('--as <officer>', t('who signs, e.g. chen', '签名者，如 chen'));
    return privateInputOptions(networkOptions(command, language), language)
        .option(
            '--command-id <id>',
            t('the same id again writes nothing twice; default: a new one', '同一编号不会重复写入；默认随机生成'),
        )
        .option('--json', t('print JSON', '输出 JSON'))
        .action((register: string, transaction: string, json: string, options: Options) => {
            run(language, () => call(registerCall(register, transaction, json), options, language));
        });
}

type Method = (
    input: unknown,
    options?: { readonly commandId?: string; readonly private?: object },
) => Promise<unknown>;

async function call(wanted: RegisterCall, options: Options, language: Language): Promise<number> {
    const secret = await readPrivateInput(options, wanted);
    const client = await connectAs(await findNetwork(options), options.as);
    const say = sayIn(language);
    try {
        const methods = client.register(wanted.definition) as Readonly<Record<string, Method | undefined>>;
        const method = methods[wanted.transaction];
        if (method === undefined) {
            throw new Error(`the client lacks ${wanted.transaction}`);
        }
        const { commandId } = options;
        const answer = await (wanted.kind === 'evaluate'
            ? method(wanted.input)
            : method(wanted.input, {
                  ...(commandId !== undefined && { commandId }),
                  ...(secret !== undefined && { private: secret }),
              }));
        if (options.json === true) {
            printJson(wanted.kind === 'evaluate' ? { result: answer } : answer);
        } else if (wanted.kind === 'evaluate') {
            say(JSON.stringify(answer, undefined, 2));
        } else {
            const { result, ...receipt } = answer as Submitted<unknown>;
            say(JSON.stringify(result, undefined, 2));
            const place = `tx ${receipt.transactionId}`;
            const endorsers = receipt.endorsers.join(', ');
            say({
                en: `${pc.green('✓')} written in block ${String(receipt.blockNumber)}, ${place}`,
                zh: `${pc.green('✓')} 已写入区块 ${String(receipt.blockNumber)}，${place}`,
            });
            say({
                en: pc.dim(
                    `  endorsed by ${endorsers}; command ${receipt.commandId}; tries ${String(receipt.attempts)}`,
                ),
                zh: pc.dim(`  背书机构 ${endorsers}；命令 ${receipt.commandId}；尝试 ${String(receipt.attempts)} 次`),
            });
        }
        return 0;
    } catch (error) {
        if (!(error instanceof DomainRefusal)) {
            throw error;
        }
        tellRefusal(error, options.json === true, language);
        return 1;
    } finally {
        client.close();
    }
}

/** Code, text and what to do next; a refusal is an answer, so JSON goes to standard output too. */
export function tellRefusal(refusal: DomainRefusal, json: boolean, language: Language): void {
    const { code, kind, messages, fix, details, retryable } = refusal;
    if (json) {
        printJson({ refusal: { code, kind, message: messages, fix, details, retryable } });
        return;
    }
    process.stderr.write(`${pc.yellow('✗')} ${pc.bold(code)}: ${messages[language]}\n  ${fix[language]}\n`);
}
