import { blockTransactions, type CountedEvent, countedEvents, type Tabularium } from '@tabularium/client';
import type { Command } from 'commander';
import pc from 'picocolors';
import { registerDefinitions } from '../registers/definitions';
import type { Language } from '../text/language';
import { Chain } from './chain';
import { interrupted } from './interrupted';
import { printable } from './key-words';
import { asOption, connectAs, findNetwork, type NetworkChoice, networkOptions } from './running-network';
import { run, sayIn, subcommand, wholeNumber } from './terminal';

interface Options extends NetworkChoice {
    readonly as?: string;
    readonly from: number;
    readonly follow?: boolean;
    readonly json?: boolean;
}

export function eventsCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = subcommand('events', language, {
        en: 'Lists what happened in the registers, in the ledger’s order.',
        zh: '按账本顺序列出登记簿事件。',
    })
        .option('--from <block>', t('first block', '起始区块'), wholeNumber, 0)
        .option('--follow', t('go on with those to come, until Ctrl+C', '持续显示新事件，直至 Ctrl+C'));
    return asOption(networkOptions(command, language), language)
        .option('--json', t('print one JSON object per line', '每行输出一个 JSON 对象'))
        .action((options: Options) => {
            run(language, () => events(options, language));
        });
}

async function events(options: Options, language: Language): Promise<number> {
    const client = await connectAs(await findNetwork(options), options.as);
    const say = sayIn(language);
    const tell = (event: CountedEvent): void =>
        say(options.json === true ? JSON.stringify(event) : line(event, language));
    try {
        if (options.follow === true) {
            await follow(client, options.from, tell);
            return 0;
        }
        const count = await list(client, options.from, tell);
        if (count === 0 && options.json !== true) {
            say({
                en: `No event from block ${String(options.from)} on.`,
                zh: `自区块 ${String(options.from)} 起没有事件。`,
            });
        }
        return 0;
    } finally {
        client.close();
    }
}

const registers = new Set(Object.keys(registerDefinitions));

async function list(client: Tabularium, from: number, tell: (event: CountedEvent) => void): Promise<number> {
    const chain = new Chain(client);
    const { height } = await chain.info();
    let count = 0;
    for await (const block of chain.blocks(from, height - 1)) {
        const number = block.getHeader()?.getNumber() ?? 0;
        for (const event of blockTransactions(block).flatMap((one) => countedEvents(one, number, registers))) {
            tell(event);
            count += 1;
        }
    }
    return count;
}

async function follow(client: Tabularium, fromBlock: number, tell: (event: CountedEvent) => void): Promise<void> {
    // Tells at once that nobody is there; the stream below would wait for the network to come back.
    await new Chain(client).info();
    const ending = new AbortController();
    void interrupted().then(() => ending.abort());
    for await (const event of client.events.all({ fromBlock, signal: ending.signal, onUnknown: tell })) {
        tell(event);
    }
}

function line(event: CountedEvent, language: Language): string {
    const { blockNumber, register, type, payload, transactionId } = event;
    const block = language === 'zh' ? `区块 ${String(blockNumber)}` : `block ${String(blockNumber)}`;
    const place = pc.dim(`${block.padEnd(10)} tx ${transactionId.slice(0, 8)}`);
    return `${place}  ${register}.${pc.bold(printable(type))}  ${printable(JSON.stringify(payload))}`;
}
