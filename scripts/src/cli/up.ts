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
import { DEFAULT_DIR } from './running-network';
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
            t('move all ports: orderer here, peers above, chaincode 20000 higher', '整体更换端口：排序节点用此端口，其余递增，链码再加 20000'),
            portBase,
        )
        .action((options: Options) => {
            run(language, () => up(options, language));
        });
}

/** Peers are ten ports apart, so that each has room for its chaincode. */
const firstPeer = 1;
const peerDistance = 10;

function portBase(text: string): number {
    const port = wholeNumber(text);
    if (port < 1024 || port > 45_000) {
        throw new InvalidArgumentError('Give a port from 1024 to 45000.');
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
    await refuseSecond(dir);
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

async function refuseSecond(dir: string): Promise<void> {
    const running = await readRunning(dir);
    if (running !== undefined) {
        throw new UsageError(
            {
                en: `A network runs in ${dir} already (process ${String(running.pid)}).`,
                zh: `${dir} 中已有网络在运行（进程 ${String(running.pid)}）。`,
            },
            {
                en: 'Use it; or end it with npm run tabularium -- down; or start another with --dir and --port-base.',
                zh: '可直接使用；或用 npm run tabularium -- down 结束；或用 --dir 与 --port-base 另启一个。',
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
            ? { ...testNetworkProfile(), dataDir: path.join(dir, profile) }
            : storyOptions(agencies, path.join(dir, 'network'));
    const moved =
        base === undefined
            ? {}
            : {
                  ordererPort: base,
                  organizations: chosen.organizations.map((organization, index) => ({
                      ...organization,
                      port: base + firstPeer + peerDistance * index,
                  })),
              };
    return { ...chosen, ...moved, fabric, batch: { mode: batch } };
}
