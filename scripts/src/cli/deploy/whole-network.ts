import { attachNetwork, type NetworkBackend } from '@tabularium/network';
import { type Command, Option } from 'commander';
import { createHash } from 'node:crypto';
import path from 'node:path';
import pc from 'picocolors';
import { openRecordOffice, type RecordOffice } from '../../registers/record-office';
import { type AgenciesData, readAgencies } from '../../story/story-data';
import type { Language } from '../../text/language';
import { UsageError } from '../../text/usage-error';
import { type AgencyMsps, dealtMsps, readMsps } from '../agency-msps';
import { collectionWords } from '../collection-words';
import { interrupted } from '../interrupted';
import { DEFAULT_DIR } from '../running-network';
import { run, type Say, sayIn } from '../terminal';

interface Options {
    readonly network?: string;
    readonly channel: string;
    readonly orderer?: string;
    readonly fabric?: '2.5' | '3.1';
    readonly profile?: string;
    readonly data: string;
    readonly dir: string;
    readonly serve: boolean;
}

/** For whoever holds the administrators' keys of all organisations in one folder, as on a test-network. */
export function wholeNetworkOptions(command: Command, language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    return command
        .option('--network <folder>', t('folder in the layout of test-network', 'test-network 布局的目录'))
        .option('--channel <name>', t('channel', '通道'), 'mychannel')
        .option('--orderer <address>', t('host:port; default localhost:7050', '地址；默认 localhost:7050'))
        .addOption(
            new Option('--fabric <version>', t('default: asked of a peer', '默认询问节点')).choices(['2.5', '3.1']),
        )
        .option(
            '--profile <file>',
            t('agency → MSP; default: dealt over the MSPs there are', '机构 → MSP；默认轮流分配'),
        )
        .option(
            '--data <folder>',
            t('with agencies.json', 'agencies.json 所在目录'),
            path.join(__dirname, '../../../story'),
        )
        .option('--dir <folder>', t('keep founding documents here', '创建文件保存目录'), DEFAULT_DIR)
        .option(
            '--serve',
            t('serve the chaincode until Ctrl+C (default)', '持续提供链码服务，直至 Ctrl+C（默认）'),
            true,
        )
        .option('--no-serve', t('end when everything is deployed', '部署完成后退出'))
        .action((options: Options) => {
            run(language, () => deploy(options, language));
        });
}

async function deploy(options: Options, language: Language): Promise<number> {
    const { channel, fabric, orderer, network: folder } = options;
    if (folder === undefined) {
        throw new UsageError(
            {
                en: 'deploy needs --network, or one of its own commands.',
                zh: 'deploy 须给出 --network，或使用其子命令。',
            },
            {
                en: 'With all keys in one folder: --network. With your own key only: see deploy --help for the commands.',
                zh: '若所有密钥在同一目录：用 --network；若只有本机构密钥：用 deploy --help 查看各子命令。',
            },
        );
    }
    const agencies = await readAgencies(path.resolve(options.data));
    const backend = await attachNetwork({
        dir: path.resolve(folder),
        channelId: channel,
        ...(fabric === undefined ? {} : { fabric }),
        ...(orderer === undefined ? {} : { ordererAddress: orderer }),
    });
    const mspIds = backend.organizations.map(({ mspId }) => mspId);
    const msps =
        options.profile === undefined ? dealtMsps(agencies, mspIds) : await readMsps(options.profile, agencies, mspIds);
    const office = await openRecordOffice({
        backend,
        agencies,
        folder: path.join(path.resolve(options.dir), 'deployed', fingerprint(backend)),
        mspOf: (agencyId) => msps[agencyId] ?? '',
    });
    try {
        const ending = interrupted();
        tell({ say: sayIn(language), backend, office, agencies, msps, options });
        if (options.serve) {
            await ending;
        }
        return 0;
    } finally {
        await office.close();
    }
}

/** A network that was thrown away and made again is another one: its founding document names other certificates. */
function fingerprint({ organizations, channelId }: NetworkBackend): string {
    const hash = createHash('sha256').update(channelId);
    for (const { mspId, peer } of organizations) {
        hash.update(mspId).update(peer.tlsRootCertPem);
    }
    return hash.digest('hex').slice(0, 12);
}

interface Told {
    readonly say: Say;
    readonly backend: NetworkBackend;
    readonly office: RecordOffice;
    readonly agencies: AgenciesData;
    readonly msps: AgencyMsps;
    readonly options: Options;
}

function tell({ say, backend, office, agencies, msps, options }: Told): void {
    const count = String(backend.organizations.length);
    say({
        en: pc.bold(`channel ${backend.channelId}, ${count} organisations, Fabric ${backend.fabric}`),
        zh: pc.bold(`通道 ${backend.channelId}，${count} 个组织，Fabric ${backend.fabric}`),
    });
    tellRegisters(say, office);
    for (const { agencyId, name, officers } of agencies.agencies) {
        const names = officers.map(({ officerId }) => officerId).join(', ');
        const mspId = (msps[agencyId] ?? '').padEnd(12);
        say({ en: `  ${mspId} ${name.en}: ${names}`, zh: `  ${mspId} ${name.zh}：${names}` });
    }
    tellNext(say, backend, agencies, options);
}

function tellNext(say: Say, { channelId }: NetworkBackend, { agencies }: AgenciesData, options: Options): void {
    const officer = agencies[0]?.officers[0]?.officerId ?? '';
    const input = JSON.stringify({ agencyId: agencies[0]?.agencyId ?? '' });
    const channel = channelId === 'mychannel' ? '' : ` --channel ${channelId}`;
    if (!options.serve) {
        say({
            en: '  The chaincode is not served now: run this again without --no-serve before the first call.',
            zh: '  链码服务现已停止：调用前请不带 --no-serve 再次执行。',
        });
        return;
    }
    say({
        en: '  Serving the chaincode; Ctrl+C ends that, what is written stays. In a second terminal:',
        zh: '  正在提供链码服务；按 Ctrl+C 停止，已写入的内容保留。在另一个终端：',
    });
    const command = `call directory agencyById '${input}' --as ${officer} --network ${options.network ?? ''}${channel}`;
    say(pc.cyan(`      npm run tabularium -- ${command}`));
}

function tellRegisters(say: Say, office: RecordOffice): void {
    for (const { register, signaturePolicy, collections, notes } of office.plan) {
        const deployment = office.deployments[register];
        const sequence = String(deployment?.sequence ?? 0);
        const news =
            deployment?.changed === true ? { en: 'deployed', zh: '已部署' } : { en: 'unchanged', zh: '未更改' };
        say({
            en: `${pc.green('✓')} register ${pc.bold(register)}: ${news.en}, sequence ${sequence}; writes need ${signaturePolicy}`,
            zh: `${pc.green('✓')} 登记簿 ${pc.bold(register)}：${news.zh}，序号 ${sequence}；写入须满足 ${signaturePolicy}`,
        });
        const boxes = collectionWords(collections.map(({ name }) => name));
        if (boxes !== undefined) {
            say({ en: `    ${boxes.en}`, zh: `    ${boxes.zh}` });
        }
        for (const [mspId, packageId] of Object.entries(deployment?.packageIds ?? {})) {
            say(pc.dim(`    ${mspId.padEnd(12)} ${packageId}`));
        }
        for (const note of notes) {
            say(pc.dim(`    ${note}`));
        }
    }
}
