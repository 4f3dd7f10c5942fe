import type { ApproveOptions } from '@tabularium/network';
import type { Command } from 'commander';
import pc from 'picocolors';
import { deployerOf, termsOf } from '../../registers/agency-folder';
import type { Language } from '../../text/language';
import { run, sayIn } from '../terminal';
import { agencyCommand, type AgencyOptions, openFolder, registerArgument } from './agency-command';
import { planCommits } from './plan';

interface Options extends AgencyOptions, Pick<ApproveOptions, 'allowWeaker'> {
    readonly plan?: boolean;
}

export function commitCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    const command = agencyCommand('commit', language, {
        en: 'Commits the definitions that enough organisations have approved; one agency does this for all.',
        zh: '提交已获足够组织批准的定义；由任一机构执行一次即可。',
    });
    return registerArgument(command, language)
        .option('--plan', t('only print what would be done, as peer commands', '仅以 peer 命令列出将做的事'))
        .option('--allow-weaker', t('admit definitions that protect less', '允许保护减弱的定义'))
        .action((names: readonly string[], options: Options) => {
            run(language, () => commit(names, options, language));
        });
}

async function commit(names: readonly string[], options: Options, language: Language): Promise<number> {
    const { agency, registers } = await openFolder(options, names);
    const say = sayIn(language);
    const deployer = deployerOf(agency);
    try {
        if (options.plan === true) {
            return await planCommits({ agency, deployer, say, options }, registers);
        }
        for (const register of registers) {
            const { sequence, committed } = await deployer.commit(termsOf(agency, register), options);
            const at = String(sequence);
            const name = pc.bold(register.register);
            say(
                committed
                    ? {
                          en: `${pc.green('✓')} ${name}: committed at sequence ${at}`,
                          zh: `${pc.green('✓')} ${name}：已提交，序号 ${at}`,
                      }
                    : {
                          en: `${pc.green('✓')} ${name}: is committed already, sequence ${at}`,
                          zh: `${pc.green('✓')} ${name}：先前已提交，序号 ${at}`,
                      },
            );
        }
        return 0;
    } finally {
        deployer.close();
    }
}
