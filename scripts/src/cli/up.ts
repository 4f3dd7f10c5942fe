import { type Command, InvalidArgumentError, Option } from 'commander';
import path from 'node:path';
import { openRecordOffice } from '../registers/record-office';
import { readAgencies } from '../story/story-data';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { interrupted } from './interrupted';
import { announce, readRunning } from './running';
import { Chain } from './chain';
import { connectAs, DEFAULT_DIR, dirOption, type RunningNetwork } from './running-network';
import { run, sayIn, subcommand, wholeNumber } from './terminal';
import { startUpNetwork, type UpNetworkOptions } from './up-network';
import { tellStory, tellTestNetwork } from './up-words';

interface Options extends UpNetworkOptions {
    readonly dir: string;
    readonly data?: string;
    readonly registers: boolean;
}

const defaultData = path.join(__dirname, '../../story');

export function upCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    return subcommand('up', language, {
        en: 'Starts a Fabric-compatible development network and stays up until Ctrl+C or down.',
        zh: '启动兼容 Fabric 的开发网络，直至 Ctrl+C 或 down。',
    })
        .addOption(
            new Option(
                '--profile <name>',
                t(
                    'story: the agencies with their registers; test-network: Org1 and Org2 as in fabric-samples',
                    'story：各机构及其登记簿；test-network：与 fabric-samples 相同的 Org1、Org2',
                ),
            )
                .choices(['story', 'test-network'])
                .default('story'),
        )
        .addOption(
            new Option(
                '--backend <name>',
                t(
                    'embedded: the development network, in this process; native: Fabric’s own processes, from FABRIC_BIN or PATH',
                    'embedded：本进程内的开发网络；native：Fabric 自身的进程，取自 FABRIC_BIN 或 PATH',
                ),
            )
                .choices(['embedded', 'native'])
                .default('embedded'),
        )
        .option('--dir <folder>', t('keep the network here', '网络数据目录'), DEFAULT_DIR)
        .option('--data <folder>', t('agencies.json of the story profile', 'story 配置所用 agencies.json 的目录'))
        .option('--fresh', t('throw away what an earlier start has left', '丢弃上次启动留下的数据'))
        .addOption(
            new Option(
                '--fabric <version>',
                t(
                    'behave as this version of Fabric (default: 2.5); native: what the binaries must be',
                    '按此 Fabric 版本行事（默认 2.5）；native：要求程序为此版本',
                ),
            ).choices(['2.5', '3.1']),
        )
        .option('--no-registers', t('only the network, no chaincode', '只启动网络，不部署链码'))
        .addOption(
            new Option(
                '--batch <mode>',
                t(
                    'instant: a block per transaction; batch: as Fabric, 10 transactions or 2 s',
                    'instant：每笔交易即成块；batch：同 Fabric，10 笔或 2 秒',
                ),
            )
                .choices(['instant', 'batch'])
                .default('instant'),
        )
        .option(
            '--port-base <port>',
            t(
                'the orderer’s port; peers and chaincode move along (default: 7050)',
                '排序节点端口；节点与链码端口随之移动（默认 7050）',
            ),
            portBase,
        )
        .addOption(
            new Option(
                '--peers <number>',
                t('native: peers of each organisation, 1 to 3', 'native：每个组织的节点数，1 至 3'),
            ).argParser(fewPeers),
        )
        .addOption(
            new Option(
                '--orderers <number>',
                t('native: Raft ordering nodes: 1, 3 or 5', 'native：Raft 排序节点数：1、3 或 5'),
            ).argParser(raftSize),
        )
        .option('--log-level <spec>', t('native: as FABRIC_LOGGING_SPEC', 'native：同 FABRIC_LOGGING_SPEC'))
        .action((options: Options) => {
            run(language, () => up(options, language));
        });
}

/** Above it, peers reach 8001 higher and their chaincode another 20001. */
const highestBase = 37_000;

function portBase(text: string): number {
    const port = wholeNumber(text);
    if (port < 1024 || port > highestBase) {
        throw new InvalidArgumentError(`Give a port from 1024 to ${String(highestBase)}.`);
    }
    return port;
}

function fewPeers(text: string): number {
    const peers = wholeNumber(text);
    if (peers < 1 || peers > 3) {
        throw new InvalidArgumentError('Give 1, 2 or 3.');
    }
    return peers;
}

function raftSize(text: string): 1 | 3 | 5 {
    const orderers = wholeNumber(text);
    if (orderers !== 1 && orderers !== 3 && orderers !== 5) {
        throw new InvalidArgumentError('Give 1, 3 or 5.');
    }
    return orderers;
}

async function up(options: Options, language: Language): Promise<number> {
    const { profile } = options;
    const dir = path.resolve(options.dir);
    const begun = performance.now();
    if (profile === 'test-network' && options.data !== undefined) {
        throw new UsageError(
            { en: '--data belongs to the story profile.', zh: '--data 仅用于 story 配置。' },
            { en: 'Leave out --data or --profile test-network.', zh: '请去掉 --data 或 --profile test-network。' },
        );
    }
    await refuseSecond(dir, options.dir);
    const agencies = profile === 'story' ? await readAgencies(path.resolve(options.data ?? defaultData)) : undefined;
    const say = sayIn(language);
    const { network, native, officeFolder } = await startUpNetwork(options, dir, agencies, say);
    const opened: (() => Promise<void>)[] = [() => network.close()];
    try {
        const office =
            agencies === undefined || !options.registers
                ? undefined
                : await openRecordOffice({ backend: network, agencies, folder: officeFolder });
        if (office !== undefined) {
            opened.push(() => office.close());
        }
        const ending = interrupted();
        opened.push(await announce(dir, network, office === undefined ? undefined : agencies));
        const told = {
            ...{ say, network, dir: options.dir, height: await heightOf(network) },
            ...(native !== undefined && { native: { nodes: native.nodes, memoryBytes: await native.memoryBytes() } }),
            milliseconds: performance.now() - begun,
        };
        if (agencies === undefined) {
            tellTestNetwork(told);
        } else {
            tellStory({ ...told, agencies, office });
        }
        await ending;
        return 0;
    } finally {
        for (const close of opened.reverse()) {
            await close();
        }
    }
}

async function refuseSecond(dir: string, given: string): Promise<void> {
    const running = await readRunning(dir);
    if (running !== undefined) {
        const down = `npm run tabularium -- down${dirOption(given)}`;
        throw new UsageError(
            {
                en: `A network runs in ${dir} already (process ${String(running.pid)}).`,
                zh: `${dir} 中已有网络在运行（进程 ${String(running.pid)}）。`,
            },
            {
                en: `Use it; or end it with ${down}; or start another with --dir and --port-base.`,
                zh: `可直接使用；或用 ${down} 结束；或用 --dir 与 --port-base 另启一个。`,
            },
        );
    }
}

async function heightOf(network: RunningNetwork): Promise<number> {
    const client = await connectAs(network);
    try {
        return (await new Chain(client).info()).height;
    } finally {
        client.close();
    }
}
