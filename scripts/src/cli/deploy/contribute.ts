import { nodeCrypto, nodeFileSystem, readOrderer, readOwnOrganization } from '@tabularium/network';
import type { Command } from 'commander';
import path from 'node:path';
import pc from 'picocolors';
import type { Contribution } from '../../registers/contribution';
import { openOfficers } from '../../registers/officers';
import { readAgencies } from '../../story/story-data';
import type { Language } from '../../text/language';
import { UsageError } from '../../text/usage-error';
import { run, sayIn } from '../terminal';
import { agencyCommand, type AgencyOptions } from './agency-command';

interface Options extends AgencyOptions {
    readonly agency?: readonly string[];
    readonly channel: string;
    readonly orderer?: string;
}

export function contributeCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    return agencyCommand('contribute', language, {
        en: 'Writes what the others need to know of this agency before the founding: public facts, no secrets.',
        zh: '写出创建之前其他机构须知的本机构公开信息，不含任何秘密。',
    })
        .option(
            '--agency <id...>',
            t(
                'agencies under this organisation; default: by MSP id in agencies.json',
                '本组织下的机构；默认按 agencies.json 中的 MSP',
            ),
        )
        .option('--channel <name>', t('channel', '通道'), 'mychannel')
        .option('--orderer <address>', t('host:port, where the material has an orderer', '地址，材料中有排序节点时'))
        .action((options: Options) => {
            run(language, () => contribute(options, language));
        });
}

async function contribute(options: Options, language: Language): Promise<number> {
    const folder = path.resolve(options.folder);
    const [data, { organization }] = await Promise.all([
        readAgencies(folder),
        readOwnOrganization(folder, nodeFileSystem, nodeCrypto),
    ]);
    const { mspId, peer } = organization;
    const agencies = data.agencies.filter(({ agencyId, ...agency }) =>
        options.agency === undefined ? agency.mspId === mspId : options.agency.includes(agencyId),
    );
    if (agencies.length === 0 || agencies.length < (options.agency?.length ?? 0)) {
        const known = data.agencies.map(({ agencyId }) => agencyId).join(', ');
        throw new UsageError(
            {
                en: `agencies.json has no such agency under ${mspId}.`,
                zh: `agencies.json 中 ${mspId} 下没有这样的机构。`,
            },
            { en: `Name it with --agency: ${known}.`, zh: `请用 --agency 指定：${known}。` },
        );
    }
    const officers = await openOfficers(agencies, () => organization);
    const contribution: Contribution = {
        channel: options.channel,
        mspId,
        peer,
        orderers: await orderers(folder, options.orderer),
        agencies: agencies.map(({ agencyId }) => agencyId),
        officers: Object.fromEntries([...officers].map(([officerId, { principal }]) => [officerId, principal])),
    };
    const name = `contribution-${mspId}.json`;
    await nodeFileSystem.writeFile(path.join(folder, name), `${JSON.stringify(contribution, undefined, 4)}\n`);
    sayIn(language)({
        en: `${pc.green('✓')} ${name}: give it to whoever puts the founding together`,
        zh: `${pc.green('✓')} ${name}：请交给汇总创建文件者`,
    });
    return 0;
}

/** Only public: address, name and TLS root of an orderer, where the folder has them. */
async function orderers(folder: string, address?: string): Promise<Contribution['orderers']> {
    const root = path.join(folder, 'organizations');
    if ((await nodeFileSystem.list(path.join(root, 'ordererOrganizations'))).length === 0) {
        return [];
    }
    const { hostAlias, tlsRootCertPem, ...orderer } = await readOrderer(root, nodeFileSystem);
    return [{ address: address ?? orderer.address, hostAlias, tlsRootCertPem }];
}
