import pc from 'picocolors';
import type { Command } from 'commander';
import type { Language } from '../text/language';
import { Chain } from './chain';
import { collectionWords } from './collection-words';
import { committedDefinitions } from './committed';
import { connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { blocksInWords, printJson, run, sayIn, subcommand } from './terminal';

interface Options extends NetworkChoice {
    readonly json?: boolean;
}

export function statusCommand(language: Language): Command {
    const command = subcommand('status', language, {
        en: 'Tells what runs, where it listens, what is deployed and how high its ledger is; 1 when nothing runs.',
        zh: '显示运行中的网络、监听地址、已部署的链码与账本高度；未运行时返回 1。',
    });
    return networkOptions(command, language)
        .option('--json', { en: 'print JSON', zh: '输出 JSON' }[language])
        .action((options: Options) => {
            run(language, () => status(options, language));
        });
}

async function status(options: Options, language: Language): Promise<number> {
    const network = await findNetwork(options);
    const client = await connectAs(network);
    try {
        const { height, lastHash } = await new Chain(client).info();
        const { running, channelId } = network;
        const organisations = network.organizations.map(({ mspId, peer, materialDir }, index) => ({
            mspId,
            address: peer.address,
            materialDir,
            officers: running?.organisations[index]?.officers ?? [],
        }));
        const registers = (await committedDefinitions(client)).map(({ name, sequence, collections }) => ({
            name,
            sequence,
            collections: collections.map((collection) => collection.name),
        }));
        if (options.json === true) {
            printJson({ pid: running?.pid, channel: channelId, height, lastHash, organisations, registers });
            return 0;
        }
        const say = sayIn(language);
        const process = running === undefined ? '' : String(running.pid);
        say({
            en: `${pc.green('✓')} channel ${pc.bold(channelId)}, ${blocksInWords(height).en}${process === '' ? '' : `, process ${process}`}`,
            zh: `${pc.green('✓')} 通道 ${pc.bold(channelId)}，${blocksInWords(height).zh}${process === '' ? '' : `，进程 ${process}`}`,
        });
        say({ en: `  last block ${lastHash}`, zh: `  最新区块 ${lastHash}` });
        for (const { mspId, address, officers } of organisations) {
            say(`  ${mspId.padEnd(20)} ${address.padEnd(16)} ${officers.join(', ')}`.trimEnd());
        }
        for (const { name, sequence, collections } of registers) {
            const boxes = collectionWords(collections);
            say({
                en: `  chaincode ${name}, sequence ${String(sequence)}${boxes === undefined ? '' : `; ${boxes.en}`}`,
                zh: `  链码 ${name}，序号 ${String(sequence)}${boxes === undefined ? '' : `；${boxes.zh}`}`,
            });
        }
        return 0;
    } finally {
        client.close();
    }
}
