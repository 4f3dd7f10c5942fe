import { type ChaincodePackage, nodeFileSystem } from '@tabularium/network';
import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { type AgencyFolder, packageFile } from '../../registers/agency-folder';
import { builderConfig, type ChaincodeSlot } from '../../registers/chaincode-address';
import { type OwnChaincode, readOwnChaincode } from '../../registers/own-chaincode';
import {
    nodePackage,
    type PackageTls,
    servicePackage,
    templateConnection,
    tlsNames,
} from '../../registers/register-package';
import type { Language } from '../../text/language';
import { printJson, run, sayIn } from '../terminal';
import { agencyCommand, type AgencyOptions, openFolder, registerArgument } from './agency-command';
import { foundingOf } from './founding-file';

interface Options extends AgencyOptions {
    readonly type: 'template' | 'plain' | 'node';
    readonly slot: ChaincodeSlot;
    readonly tls: PackageTls;
    readonly json?: boolean;
}

export function packageCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = agencyCommand('package', language, {
        en: 'Makes the chaincode package of each register: the same bytes, hence the same id, at every agency.',
        zh: '制作各登记簿的链码包：在每个机构逐字节相同，包标识也相同。',
    });
    return registerArgument(command, language)
        .addOption(
            new Option(
                '--type <type>',
                t(
                    'template: each peer fills in its server’s address; plain: own addresses, own id; node: for peers with a Node builder',
                    'template：由各节点填入链码地址；plain：写入本机构地址，标识各不相同；node：供带 Node 构建器的节点',
                ),
            )
                .choices(['template', 'plain', 'node'])
                .default('template'),
        )
        .addOption(
            new Option(
                '--slot <slot>',
                t('take turns: an upgrade is served beside the old', '升级时轮换，新旧并行服务'),
            )
                .choices(['a', 'b'])
                .default('a'),
        )
        .addOption(
            new Option('--tls <sides>', t('between peer and chaincode', '节点与链码之间的 TLS'))
                .choices(['off', 'server', 'mutual'])
                .default('off'),
        )
        .option('--json', t('print JSON', '输出 JSON'))
        .action((names: readonly string[], options: Options) => {
            run(language, () => makePackages(names, options, language));
        });
}

async function makePackages(chosen: readonly string[], options: Options, language: Language): Promise<number> {
    const { agency, registers } = await openFolder(options, chosen);
    const chaincode = await readOwnChaincode(agency);
    const made = await Promise.all(
        registers.map(async ({ register }) => {
            const { bytes, packageId } = await packageOf(agency, register, chaincode, options);
            const file = packageFile(agency.folder, register);
            await nodeFileSystem.writeFile(file, bytes);
            return { register, packageId, file };
        }),
    );
    const names = agency.plan.map(({ register }) => register);
    const builder = options.type === 'template' ? builderConfig(names, chaincode.addressOf) : undefined;
    if (options.json === true) {
        printJson({ packages: made, ...(builder !== undefined && { builderConfig: builder }) });
        return 0;
    }
    const say = sayIn(language);
    for (const { packageId } of made) {
        say(`${pc.green('✓')} ${packageId}`);
    }
    if (builder !== undefined) {
        const more = options.tls === 'off' ? '' : `, ${Object.values(tlsNames).join(', ')}`;
        say({
            en: `  Your peer fills in its own addresses${more}: give it, before the packages are installed,`,
            zh: `  本机构节点自行填入地址${more}：安装链码包之前，请为其设置`,
        });
        say(`  CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG='${JSON.stringify(builder)}'`);
    }
    return 0;
}

async function packageOf(
    agency: AgencyFolder,
    register: string,
    { addressOf }: OwnChaincode,
    { type, slot, tls }: Options,
): Promise<ChaincodePackage> {
    const { version } = agency;
    switch (type) {
        case 'template':
            return servicePackage(register, version, templateConnection(register, slot, tls));
        case 'plain': {
            const connection = templateConnection(register, slot, tls);
            return servicePackage(register, version, { ...connection, address: addressOf(register, slot) });
        }
        case 'node':
            return nodePackage(register, version, foundingOf(agency).sha256, agency.chaincodeRoot);
    }
}
