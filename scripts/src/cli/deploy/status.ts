import type { Command } from 'commander';
import { deployerOf } from '../../registers/agency-folder';
import { readOwnChaincode } from '../../registers/own-chaincode';
import type { Language } from '../../text/language';
import { printJson, run, sayIn } from '../terminal';
import { agencyCommand, type AgencyOptions, openFolder, registerArgument } from './agency-command';
import { registerStatus } from './register-status';
import { tellStatus } from './status-words';

interface Options extends AgencyOptions {
    readonly json?: boolean;
}

export function deployStatusCommand(language: Language): Command {
    const command = agencyCommand('status', language, {
        en: 'Tells what is committed, who has approved, what runs here and what is left to do; 1 when something is.',
        zh: '显示已提交的定义、批准情况、本机构的运行状况与待办事项；有待办时返回 1。',
    });
    return registerArgument(command, language)
        .option('--json', { en: 'print JSON', zh: '输出 JSON' }[language])
        .action((names: readonly string[], options: Options) => {
            run(language, () => status(names, options, language));
        });
}

async function status(names: readonly string[], options: Options, language: Language): Promise<number> {
    const { agency, registers } = await openFolder(options, names);
    const chaincode = await readOwnChaincode(agency);
    const deployer = deployerOf(agency);
    try {
        const found = await Promise.all(
            registers.map((register) => registerStatus({ agency, chaincode, deployer }, register)),
        );
        if (options.json === true) {
            const { channel, own } = agency;
            printJson({ channel: channel.channel, mspId: own.organization.mspId, registers: found });
        } else {
            tellStatus(sayIn(language), agency, found);
        }
        return found.some(({ todo }) => todo.length > 0) ? 1 : 0;
    } finally {
        deployer.close();
    }
}
