import { sealRecord } from '@tabularium/client';
import type { Command } from 'commander';
import { commitmentOf } from '../registers/commitment';
import type { Language } from '../text/language';
import { answered } from './answered';
import { connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { readSecret, writeSecret } from './secret-file';
import { printJson, run, sayIn, subcommand } from './terminal';

interface Options extends NetworkChoice {
    readonly as: string;
    readonly out: string;
    readonly json?: boolean;
}

export function sealCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('seal', language, {
        en: 'Seals a record to the key that a use names: prints the commitment, keeps the rest for deliverRecord.',
        zh: '以使用记录所列公钥密封内容：输出承诺值，其余存入文件供 deliverRecord 使用。',
    })
        .argument('<usage-id>', t('the use, e.g. 0f…~7', '使用记录，如 0f…~7'))
        .argument('<record.json>', t('file with an object: item code to text', '内容文件：信息项代码到文本的对象'))
        .requiredOption('--as <officer>', t('who reads the use, e.g. wu', '查询使用记录者，如 wu'))
        .requiredOption(
            '--out <file>',
            t('a new file, for --private-file of deliverRecord', '新文件，用于 deliverRecord 的 --private-file'),
        );
    return networkOptions(command, language)
        .option('--json', t('print JSON', '输出 JSON'))
        .action((usageId: string, file: string, options: Options) => {
            run(language, () => seal(usageId, file, options, language));
        });
}

async function seal(usageId: string, file: string, options: Options, language: Language): Promise<number> {
    const { as: officer, out, json = false } = options;
    const record = (await readSecret(file)) as Readonly<Record<string, string>>;
    const client = await connectAs(await findNetwork(options), officer);
    return answered(client, json, language, async () => {
        const { deliverTo } = await client.exchange.usageById({ usageId });
        const delivery = await sealRecord({ usageId, deliverTo, record });
        await writeSecret(out, delivery);
        const commitment = commitmentOf(delivery);
        if (json) {
            printJson({ usageId, commitment });
            return;
        }
        const say = sayIn(language);
        say(`usageId     ${usageId}`);
        say(`commitment  ${commitment}`);
        say({
            en: `Call commitAnswer with them, then deliverRecord with --private-file ${out}.`,
            zh: `请以上述值调用 commitAnswer，再以 --private-file ${out} 调用 deliverRecord。`,
        });
    });
}
