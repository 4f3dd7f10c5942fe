import { newDeliveryKey } from '@tabularium/client';
import type { Command } from 'commander';
import type { Language } from '../text/language';
import { writeSecret } from './secret-file';
import { printJson, run, subcommand } from './terminal';

export function deliveryKeyCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    return subcommand('delivery-key', language, {
        en: 'Makes a key for one use of a grant: keeps the private half in a file, prints the public one for deliverTo.',
        zh: '为一次授权使用生成密钥：私钥存入文件，输出公钥供 deliverTo 使用。',
    })
        .argument(
            '<file>',
            t(
                'a new file; whoever has it reads the record, destroying it erases the record',
                '新文件；持有者可读取记录，销毁即抹除记录',
            ),
        )
        .action((file: string) => {
            run(language, () => deliveryKey(file));
        });
}

async function deliveryKey(file: string): Promise<number> {
    const { publicJwk, privateJwk } = await newDeliveryKey();
    await writeSecret(file, privateJwk);
    printJson(publicJwk);
    return 0;
}
