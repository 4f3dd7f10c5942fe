import type { ApproveOptions, OpenedPackage } from '@tabularium/network';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type AgencyFolder, deployerOf, packageFile, readPackage, termsOf } from '../../registers/agency-folder';
import { packageLabel } from '../../registers/register-package';
import type { Language } from '../../text/language';
import { UsageError } from '../../text/usage-error';
import { run, sayIn } from '../terminal';
import { agencyCommand, type AgencyOptions, openFolder, registerArgument } from './agency-command';
import { planApprovals } from './plan';

interface Options extends AgencyOptions, ApproveOptions {
    readonly plan?: boolean;
}

export function approveCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = agencyCommand('approve', language, {
        en: 'Installs the packages on the own peer and approves the registers’ definitions for the own organisation.',
        zh: '在本机构节点安装链码包，并代表本组织批准各登记簿的定义。',
    });
    return registerArgument(command, language)
        .option('--plan', t('only print what would be done, as peer commands', '仅以 peer 命令列出将做的事'))
        .option('--allow-weaker', t('admit definitions that protect less', '允许保护减弱的定义'))
        .option('--replace-package', t('admit another package than was approved', '允许更换已批准的链码包'))
        .action((names: readonly string[], options: Options) => {
            run(language, () => approve(names, options, language));
        });
}

async function approve(names: readonly string[], options: Options, language: Language): Promise<number> {
    const { agency, registers } = await openFolder(options, names);
    const packed = await Promise.all(
        registers.map(async (deployment) => ({ deployment, pack: await packageHere(agency, deployment.register) })),
    );
    const say = sayIn(language);
    const deployer = deployerOf(agency);
    try {
        if (options.plan === true) {
            return await planApprovals({ agency, deployer, say, options }, packed);
        }
        for (const { deployment, pack } of packed) {
            const terms = termsOf(agency, deployment);
            const { sequence, installed, approved } = await deployer.approve(terms, pack, options);
            const at = String(sequence);
            const [installation, approval] = [
                installed ? { en: 'installed', zh: '已安装' } : { en: 'was installed', zh: '先前已安装' },
                approved
                    ? { en: `approved at sequence ${at}`, zh: `已批准，序号 ${at}` }
                    : { en: `was approved at sequence ${at}`, zh: `先前已批准，序号 ${at}` },
            ];
            const name = pc.bold(deployment.register);
            say({
                en: `${pc.green('✓')} ${name}: ${installation.en}, ${approval.en}`,
                zh: `${pc.green('✓')} ${name}：${installation.zh}，${approval.zh}`,
            });
        }
        return 0;
    } finally {
        deployer.close();
    }
}

/** @throws UsageError when there is none, or one that another version of the software has made */
async function packageHere({ folder, version }: AgencyFolder, register: string): Promise<OpenedPackage> {
    const pack = await readPackage(folder, register);
    const file = packageFile(folder, register);
    if (pack === undefined || pack.label !== packageLabel(register, version)) {
        throw new UsageError(
            pack === undefined
                ? { en: `${file} is missing.`, zh: `缺少 ${file}。` }
                : {
                      en: `${file} is ${pack.label}, and this software is ${packageLabel(register, version)}.`,
                      zh: `${file} 为 ${pack.label}，而本软件为 ${packageLabel(register, version)}。`,
                  },
            {
                en: `Make it with deploy package, and compare its id with the other agencies'.`,
                zh: '请用 deploy package 制作，并与其他机构核对包标识。',
            },
        );
    }
    return pack;
}
