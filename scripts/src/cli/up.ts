import { type NetworkConfigInput, nodeFileSystem, startNetwork, testNetworkProfile } from '@tabularium/network';
import { type Command, InvalidArgumentError, Option } from 'commander';
import path from 'node:path';
import { networkOptions as storyOptions } from '../registers/network-options';
import { openRecordOffice } from '../registers/record-office';
import { type AgenciesData, readAgencies } from '../story/story-data';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { interrupted } from './interrupted';
import { announce, readRunning } from './running';
import { DEFAULT_DIR, dirOption } from './running-network';
import { run, sayIn, subcommand, wholeNumber } from './terminal';
import { tellStory, tellTestNetwork } from './up-words';

interface Options {
    readonly profile: 'story' | 'test-network';
    readonly dir: string;
    readonly data?: string;
    readonly fresh?: boolean;
    readonly fabric: '2.5' | '3.1';
    readonly registers: boolean;
    readonly batch: 'instant' | 'batch';
    readonly portBase?: number;
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
        .option('--dir <folder>', t('keep the network here', '网络数据目录'), DEFAULT_DIR)
        .option('--data <folder>', t('agencies.json of the story profile', 'story 配置所用 agencies.json 的目录'))
        .option('--fresh', t('throw away what an earlier start has left', '丢弃上次启动留下的数据'))
        .addOption(
            new Option('--fabric <version>', t('behave as this version of Fabric', '按此 Fabric 版本行事'))
                .choices(['2.5', '3.1'])
                .default('2.5'),
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

async function up(options: Options, language: Language): Promise<number> {
    const { profile, fresh = false } = options;
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
    const network = await startNetwork({ ...configuration(options, dir, agencies), fresh });
    const opened: (() => Promise<void>)[] = [() => network.close()];
    try {
        const officeFolder = path.join(dir, 'office');
        if (fresh && agencies !== undefined) {
            await nodeFileSystem.remove(officeFolder);
        }
        const office =
            agencies === undefined || !options.registers
                ? undefined
                : await openRecordOffice({ backend: network, agencies, folder: officeFolder });
        if (office !== undefined) {
            opened.push(() => office.close());
        }
        const ending = interrupted();
        opened.push(await announce(dir, network, office === undefined ? undefined : agencies));
        const told = { say: sayIn(language), network, dir: options.dir, milliseconds: performance.now() - begun };
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

function configuration(
    { profile, fabric, batch, portBase: base }: Options,
    dir: string,
    agencies: AgenciesData | undefined,
): NetworkConfigInput {
    const chosen =
        agencies === undefined
            ? testNetwork(path.join(dir, profile), base)
            : storyOptions(agencies, path.join(dir, 'network'), base);
    return { ...chosen, fabric, batch: { mode: batch } };
}

/** All ports moved together, as those of the story. */
function testNetwork(dataDir: string, base: number | undefined): NetworkConfigInput {
    const profile = testNetworkProfile();
    const ordererPort = profile.ordererPort ?? 7050;
    const moved = (base ?? ordererPort) - ordererPort;
    return {
        ...profile,
        dataDir,
        ordererPort: ordererPort + moved,
        organizations: profile.organizations.map((each) => ({ ...each, port: each.port + moved })),
    };
}
