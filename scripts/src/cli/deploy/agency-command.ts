import type { RegisterDeployment } from '@tabularium/chaincode/deployments';
import type { Command } from 'commander';
import path from 'node:path';
import { type AgencyFolder, openAgencyFolder } from '../../registers/agency-folder';
import { installedChaincode } from '../../registers/chaincode-root';
import type { Bilingual, Language } from '../../text/language';
import { UsageError } from '../../text/usage-error';
import { subcommand } from '../terminal';

/** What every command of one agency is told. */
export interface AgencyOptions {
    readonly folder: string;
    /** Folder of the registers' built package; default: the installed one. */
    readonly chaincode?: string;
}

/** A command of one agency's administrator, who works with the files of one folder. */
export function agencyCommand(name: string, language: Language, summary: Bilingual): Command {
    const text = {
        en: 'own organisation’s material, agencies.json and what the agencies agreed on',
        zh: '本组织材料、agencies.json 及各机构商定的文件所在目录',
    };
    return subcommand(name, language, summary, 'deploy').option('--folder <folder>', text[language], '.');
}

/** For commands that deal with all registers or some, as one version of their program makes them. */
export function registerArgument(command: Command, language: Language): Command {
    const text = {
        en: 'the registers’ built package, if not the installed one',
        zh: '登记簿程序包目录，默认用已安装的',
    };
    return command
        .option('--chaincode <folder>', text[language])
        .argument('[register...]', { en: 'default: all registers', zh: '默认：所有登记簿' }[language]);
}

/** @throws UsageError for a register that agencies.json does not have */
export async function openFolder(
    { folder, chaincode }: AgencyOptions,
    names: readonly string[],
): Promise<{ readonly agency: AgencyFolder; readonly registers: readonly RegisterDeployment[] }> {
    const agency = await openAgencyFolder(
        path.resolve(folder),
        chaincode === undefined ? installedChaincode() : path.resolve(chaincode),
    );
    const known = agency.plan.map(({ register }) => register);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
        throw new UsageError(
            { en: `There is no register ${unknown}.`, zh: `没有登记簿 ${unknown}。` },
            { en: `Choose of: ${known.join(', ')}.`, zh: `可选：${known.join(', ')}。` },
        );
    }
    const registers = agency.plan.filter(({ register }) => names.length === 0 || names.includes(register));
    return { agency, registers };
}
