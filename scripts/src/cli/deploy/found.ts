import { nodeFileSystem } from '@tabularium/network';
import { canonicalJson } from '@tabularium/chaincode/api';
import type { Command } from 'commander';
import path from 'node:path';
import pc from 'picocolors';
import { type AgencyFolder, clientOf, FOUNDING_FILE } from '../../registers/agency-folder';
import { CHANNEL_FILE, readJson } from '../../registers/channel-file';
import { agreementOf, Contribution } from '../../registers/contribution';
import { foundDirectory } from '../../registers/found-directory';
import type { Founding } from '../../registers/founding';
import { readPrincipal } from '../../registers/officers';
import { readAgencies } from '../../story/story-data';
import type { Language } from '../../text/language';
import { UsageError } from '../../text/usage-error';
import { run, type Say, sayIn } from '../terminal';
import { agencyCommand, type AgencyOptions, openFolder } from './agency-command';
import { foundingOf } from './founding-file';

interface Options extends AgencyOptions {
    readonly contributions?: readonly string[];
    readonly submit?: boolean;
}

export function foundCommand(language: Language): Command {
    const t = (en: string, zh: string): string => ({ en, zh })[language];
    return agencyCommand('found', language, {
        en: 'Shows the founding document and its hash for agreement; with --submit, founds the committed directory with it.',
        zh: '显示创建文件及其哈希以供核对；用 --submit 在已提交的目录上完成创建。',
    })
        .option(
            '--contributions <file...>',
            t(
                'first make it, and channel.json, of all agencies’ contributions',
                '先由各机构材料制作该文件与 channel.json',
            ),
        )
        .option('--submit', t('found the directory', '提交创建'))
        .action((options: Options) => {
            run(language, () => found(options, language));
        });
}

async function found(options: Options, language: Language): Promise<number> {
    const say = sayIn(language);
    if (options.contributions !== undefined) {
        await putTogether(path.resolve(options.folder), options.contributions);
    }
    const { agency } = await openFolder(options, []);
    const founding = foundingOf(agency);
    assertPlaces(agency, founding);
    await assertOwnOfficers(agency, founding);
    tell(say, agency, founding);
    if (options.submit === true) {
        const isNew = await submit(agency, founding);
        say(
            isNew
                ? { en: `${pc.green('✓')} The directory is founded.`, zh: `${pc.green('✓')} 目录已创建。` }
                : { en: `${pc.green('✓')} The directory was founded before.`, zh: `${pc.green('✓')} 目录先前已创建。` },
        );
    }
    return 0;
}

async function putTogether(folder: string, files: readonly string[]): Promise<void> {
    const data = await readAgencies(folder);
    const contributions = await Promise.all(
        files.map(async (file) => {
            const contribution = await readJson(path.resolve(file), Contribution);
            if (contribution === undefined) {
                throw new UsageError(
                    { en: `There is no file ${file}.`, zh: `没有文件 ${file}。` },
                    { en: 'Get it from that agency: deploy contribute.', zh: '请向该机构索取：deploy contribute。' },
                );
            }
            return contribution;
        }),
    );
    const { founding, channel } = agreementOf(data, contributions, new Date());
    await nodeFileSystem.writeFile(path.join(folder, FOUNDING_FILE), canonicalJson(founding.document));
    await nodeFileSystem.writeFile(path.join(folder, CHANNEL_FILE), `${JSON.stringify(channel, undefined, 4)}\n`);
}

/** @throws UsageError when document and channel.json put an agency under different MSPs */
function assertPlaces({ channel }: AgencyFolder, { document }: Founding): void {
    const wrong = document.agencies.find(({ agencyId, mspId }) => channel.agencies[agencyId] !== mspId);
    if (wrong !== undefined) {
        throw new UsageError(
            {
                en: `${FOUNDING_FILE} and ${CHANNEL_FILE} do not put ${wrong.agencyId} under the same MSP.`,
                zh: `${FOUNDING_FILE} 与 ${CHANNEL_FILE} 中 ${wrong.agencyId} 所属的 MSP 不一致。`,
            },
            { en: 'Get both again, from one hand.', zh: '请重新取得由同一人汇总的两份文件。' },
        );
    }
}

/** @throws UsageError when the document gives an own officer's place to another certificate */
async function assertOwnOfficers({ own }: AgencyFolder, { document }: Founding): Promise<void> {
    const { organization } = own;
    const officers = document.agencies.flatMap((agency) =>
        agency.mspId === organization.mspId ? agency.officers : [],
    );
    for (const { officerId, principal } of officers) {
        const known = await readPrincipal(organization, officerId);
        if (known !== undefined && known.subjectHash !== principal.subjectHash) {
            throw new UsageError(
                {
                    en: `The founding document has another certificate for ${officerId} than this folder.`,
                    zh: `创建文件中 ${officerId} 的证书与本目录中的不同。`,
                },
                {
                    en: 'Do not agree to it. Contribute again, and let the document be made anew.',
                    zh: '请勿同意。请重新提交本机构材料并重新制作该文件。',
                },
            );
        }
    }
}

function tell(say: Say, { channel }: AgencyFolder, { document, sha256 }: Founding): void {
    say({
        en: pc.bold(`${document.title.en}, channel ${channel.channel}`),
        zh: pc.bold(`${document.title.zh}，通道 ${channel.channel}`),
    });
    for (const { name, mspId, founding, officers } of document.agencies) {
        const list = officers.map(({ officerId }) => officerId).join(', ');
        const role = founding ? { en: ' (founding)', zh: '（创始）' } : { en: '', zh: '' };
        say({
            en: `  ${mspId.padEnd(20)} ${name.en}${role.en}: ${list}`,
            zh: `  ${mspId.padEnd(20)} ${name.zh}${role.zh}：${list}`,
        });
    }
    say({
        en: `  founding document, SHA-256 ${pc.bold(sha256)}: every agency must see this hash`,
        zh: `  创建文件 SHA-256 ${pc.bold(sha256)}：各机构所见哈希必须一致`,
    });
}

/** As the administrator: the directory accepts the agreed document from anyone, and no other. */
async function submit(agency: AgencyFolder, founding: Founding): Promise<boolean> {
    const client = clientOf(agency);
    try {
        return await foundDirectory(client, founding);
    } finally {
        client.close();
    }
}
