import { openRecord, type PrivateJwk } from '@tabularium/client';
import type { Command } from 'commander';
import type { Language } from '../text/language';
import { answered } from './answered';
import { connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { readSecret } from './secret-file';
import { printJson, run, subcommand } from './terminal';

interface Options extends NetworkChoice {
    readonly as: string;
    readonly key: string;
}

export function openCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('open', language, {
        en: 'Reads a delivered record at the own peer and opens it with the key of its use.',
        zh: '在本机构节点上读取已交付的记录，并以该次使用的密钥解封。',
    })
        .argument('<usage-id>', t('the use, e.g. 0f…~7', '使用记录，如 0f…~7'))
        .requiredOption('--as <officer>', t('who reads, e.g. lu', '读取者，如 lu'))
        .requiredOption('--key <file>', t('private half, from delivery-key', 'delivery-key 生成的私钥文件'));
    return networkOptions(command, language).action((usageId: string, options: Options) => {
        run(language, () => open(usageId, options, language));
    });
}

/** What it prints is the record itself, as JSON. */
async function open(usageId: string, options: Options, language: Language): Promise<number> {
    const key = (await readSecret(options.key)) as PrivateJwk;
    const client = await connectAs(await findNetwork(options), options.as);
    return answered(client, false, language, async () => {
        const { sealed } = await client.exchange.deliveredRecord({ usageId });
        printJson(await openRecord({ usageId, sealed, key }));
    });
}
