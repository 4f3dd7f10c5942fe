import type { Command } from 'commander';
import pc from 'picocolors';
import type { Bilingual, Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { blockContent, type CollectionView, type SignerView, type TransactionView } from './block-content';
import { Chain } from './chain';
import { keyInWords, printable, valueInWords } from './key-words';
import { asOption, connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { printJson, run, type Say, sayIn, subcommand } from './terminal';

interface Options extends NetworkChoice {
    readonly as?: string;
    readonly json?: boolean;
}

export function txCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('tx', language, {
        en: 'Shows one transaction: who called and endorsed it, what it read and wrote.',
        zh: '显示一笔交易：调用者、背书者、读取与写入的内容。',
    }).argument('<id>', t('transaction id, 64 hex digits', '交易号，64 位十六进制'));
    return asOption(networkOptions(command, language), language)
        .option('--json', t('print JSON', '输出 JSON'))
        .action((id: string, options: Options) => {
            run(language, () => transaction(id, options, language));
        });
}

async function transaction(id: string, options: Options, language: Language): Promise<number> {
    if (!/^[0-9a-f]{64}$/.test(id)) {
        throw new UsageError(
            { en: `${id} is not a transaction id.`, zh: `${id} 不是交易号。` },
            {
                en: 'It has 64 hex digits: npm run tabularium -- blocks lists them.',
                zh: '交易号为 64 位十六进制：npm run tabularium -- blocks 可列出。',
            },
        );
    }
    const client = await connectAs(await findNetwork(options), options.as);
    try {
        const block = await new Chain(client).blockOf(id);
        const number = block.getHeader()?.getNumber() ?? 0;
        const found = blockContent(block).find(({ transactionId }) => transactionId === id);
        if (found === undefined) {
            throw new Error(`block ${String(number)} does not hold transaction ${id}`);
        }
        if (options.json === true) {
            printJson({ block: number, ...readable(found) });
        } else {
            tell(found, number, sayIn(language));
        }
        return 0;
    } finally {
        client.close();
    }
}

function tell(view: TransactionView, block: number, say: Say): void {
    const { code, index } = view;
    const mark = code === 'VALID' ? pc.green('✓') : pc.red('✗');
    say({
        en: `${mark} ${pc.bold(code)}  block ${String(block)}, transaction ${String(index)}  ${view.time ?? ''}`,
        zh: `${mark} ${pc.bold(code)}  区块 ${String(block)}，第 ${String(index)} 笔  ${view.time ?? ''}`,
    });
    if (view.type === 'call') {
        const call = printable(`${view.chaincode}.${view.function}`);
        say({ en: `  called     ${call}`, zh: `  调用  ${call}` });
    }
    const creator = view.creator === undefined ? '?' : signerInWords(view.creator);
    const endorsers = view.endorsers.map(signerInWords).join(', ');
    say({ en: `  by         ${creator}`, zh: `  提交  ${creator}` });
    say({ en: `  endorsed   ${endorsers}`, zh: `  背书  ${endorsers}` });
    for (const { namespace, key, version } of view.reads) {
        const at =
            version === undefined
                ? { en: 'nothing there', zh: '尚不存在' }
                : {
                      en: `of block ${String(version.block)}, transaction ${String(version.transaction)}`,
                      zh: `区块 ${String(version.block)} 第 ${String(version.transaction)} 笔的版本`,
                  };
        const what = `${namespace}  ${keyInWords(key)}`;
        say({ en: `  read       ${what}  ${pc.dim(at.en)}`, zh: `  读取  ${what}  ${pc.dim(at.zh)}` });
    }
    for (const { namespace, key, value } of view.writes) {
        const what = `${namespace}  ${keyInWords(key)}`;
        if (value === undefined) {
            say({ en: `  deleted    ${what}`, zh: `  删除  ${what}` });
        } else {
            const content = pc.dim(valueInWords(value));
            say({ en: `  wrote      ${what}  ${content}`, zh: `  写入  ${what}  ${content}` });
        }
    }
    for (const { namespace, key } of view.policies) {
        const what = `${namespace}  ${keyInWords(key)}`;
        say({ en: `  who may change it: set for  ${what}`, zh: `  设定背书策略  ${what}` });
    }
    for (const collection of view.collections) {
        const what = printable(`${collection.namespace}  ${collection.collection}`);
        const { en, zh } = collectionInWords(collection);
        say({ en: `  private    ${what}  ${pc.dim(en)}`, zh: `  私有  ${what}  ${pc.dim(zh)}` });
    }
}

function collectionInWords({ reads, writes, deletes, purges }: CollectionView): Bilingual {
    const steps: readonly (readonly [number, Bilingual])[] = [
        [reads, { en: 'read', zh: '读取' }],
        [writes, { en: 'wrote', zh: '写入' }],
        [deletes, { en: 'deleted', zh: '删除' }],
        [purges, { en: 'purged', zh: '清除' }],
    ];
    const done = steps.filter(([count]) => count > 0);
    const words = (language: Language): string =>
        done.map(([count, step]) => `${step[language]} ${String(count)}`).join(', ');
    return { en: `${words('en')} (keys and values are hashes here)`, zh: `${words('zh')}（此处键值均为哈希）` };
}

function signerInWords({ mspId, name }: SignerView): string {
    return printable(name === '' ? mspId : `${mspId} (${name})`);
}

/** Composite keys as lists of their parts, values as JSON where they are JSON. */
function readable(view: TransactionView): object {
    const key = (text: string): readonly string[] | string =>
        text.startsWith('\u0000') ? text.split('\u0000').slice(1, -1) : text;
    return {
        ...view,
        reads: view.reads.map((read) => ({ ...read, key: key(read.key) })),
        writes: view.writes.map(({ value, ...write }) => ({
            ...write,
            key: key(write.key),
            ...(value === undefined ? { deleted: true } : { value: jsonOrBase64(value) }),
        })),
        policies: view.policies.map((policy) => ({ ...policy, key: key(policy.key) })),
    };
}

function jsonOrBase64(value: Uint8Array): unknown {
    try {
        return JSON.parse(Buffer.from(value).toString('utf8'));
    } catch {
        return { base64: Buffer.from(value).toString('base64') };
    }
}
