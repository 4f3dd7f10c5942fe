import type { Command } from 'commander';
import pc from 'picocolors';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { blockContent, type TransactionView } from './block-content';
import { Chain, hex } from './chain';
import { printable } from './key-words';
import { asOption, connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { printJson, run, sayIn, subcommand, wholeNumber } from './terminal';

interface Options extends NetworkChoice {
    readonly as?: string;
    readonly from?: number;
    readonly count: number;
    readonly json?: boolean;
}

export function blocksCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('blocks', language, {
        en: 'Lists blocks with their hashes and transactions.',
        zh: '列出区块及其哈希与交易。',
    })
        .option('--from <block>', t('first block; default: the last ones', '起始区块；默认为最后若干个'), wholeNumber)
        .option('--count <number>', t('how many', '数量'), wholeNumber, 10);
    return asOption(networkOptions(command, language), language)
        .option('--json', t('print JSON', '输出 JSON'))
        .action((options: Options) => {
            run(language, () => blocks(options, language));
        });
}

interface BlockView {
    readonly number: number;
    hash: string;
    readonly previousHash: string;
    readonly transactions: readonly TransactionView[];
}

async function blocks(options: Options, language: Language): Promise<number> {
    const client = await connectAs(await findNetwork(options), options.as);
    try {
        const views = await read(new Chain(client), options);
        if (options.json === true) {
            printJson(
                views.map(({ transactions, ...block }) => ({
                    ...block,
                    transactions: transactions.map(({ transactionId, type, code, chaincode, ...transaction }) => ({
                        transactionId,
                        type,
                        code,
                        chaincode,
                        function: transaction.function,
                        collections: transaction.collections.map(({ collection }) => collection),
                    })),
                })),
            );
            return 0;
        }
        const say = sayIn(language);
        for (const { number, hash, transactions } of views) {
            say({
                en: `${pc.bold(`block ${String(number)}`)}  ${pc.dim(hash)}`,
                zh: `${pc.bold(`区块 ${String(number)}`)}  ${pc.dim(hash)}`,
            });
            for (const transaction of transactions) {
                say(line(transaction, language));
            }
        }
        return 0;
    } finally {
        client.close();
    }
}

/** A block's hash stands in the next one; the peer tells the last one's. */
async function read(chain: Chain, { from, count }: Options): Promise<readonly BlockView[]> {
    const { height, lastHash } = await chain.info();
    const first = from ?? Math.max(0, height - count);
    if (first >= height) {
        throw new UsageError(
            { en: `There is no block ${String(first)} yet.`, zh: `尚无区块 ${String(first)}。` },
            { en: `The last one is ${String(height - 1)}.`, zh: `最后一个是 ${String(height - 1)}。` },
        );
    }
    const last = Math.min(first + count, height) - 1;
    const views: BlockView[] = [];
    for await (const block of chain.blocks(first, Math.min(last + 1, height - 1))) {
        const number = block.getHeader()?.getNumber() ?? 0;
        const previousHash = hex(block.getHeader()?.getPreviousHash_asU8() ?? new Uint8Array());
        const before = views.at(-1);
        if (before !== undefined) {
            before.hash = previousHash;
        }
        if (number <= last) {
            const hash = number === height - 1 ? lastHash : '';
            views.push({ number, hash, previousHash, transactions: blockContent(block) });
        }
    }
    return views;
}

function line(
    { transactionId, type, code, chaincode, function: name, creator, collections }: TransactionView,
    language: Language,
): string {
    const mark = code === 'VALID' ? pc.green('✓') : pc.red('✗');
    const what =
        type === 'call'
            ? printable(`${chaincode}.${name}`)
            : {
                  configuration: { en: 'channel configuration', zh: '通道配置' },
                  unreadable: { en: 'unreadable', zh: '无法解读' },
              }[type][language];
    const by = creator === undefined ? '' : printable(creator.name);
    const boxes = collections.map(({ collection }) => printable(collection)).join(', ');
    return `   ${mark} ${code}  ${what}  ${pc.dim(`${transactionId}  ${by}  ${boxes}`.trimEnd())}`.trimEnd();
}
