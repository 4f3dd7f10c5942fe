import type { NetworkHandle } from '@tabularium/network';
import type { RecordOffice } from '../registers/record-office';
import type { Narrator } from './narrator';
import { registerHeading, registerWords } from './register-words';
import type { StoryData } from './story-data';
import type { ToldActs } from './told-acts';

interface Opening {
    readonly story: StoryData;
    readonly office: RecordOffice;
    readonly network: NetworkHandle;
    readonly told: ToldActs;
    readonly milliseconds: number;
}

/** Who takes part, who endorses what, and whether this is the first start. */
export function openingWords(narrator: Narrator, { story, office, network, told, milliseconds }: Opening): void {
    const seconds = (milliseconds / 1000).toFixed(1);
    const count = String(story.agencies.agencies.length);
    narrator.heading({
        en: `Tabularium: ${count} agencies, a Fabric-compatible development network, ready after ${seconds} s`,
        zh: `Tabularium：${count} 个机构，兼容 Fabric 的开发网络，${seconds} 秒就绪`,
    });
    for (const { name, mspId } of story.agencies.agencies) {
        const address = network.organizations.find((organization) => organization.mspId === mspId)?.peer.address ?? '';
        const at = `${mspId.padEnd(20)} ${address.padEnd(16)}`;
        narrator.say({ en: `   ${at} ${name.en}`, zh: `   ${at} ${name.zh}` });
    }
    narrator.say(registerHeading);
    for (const register of office.plan) {
        const words = registerWords(register, story.agencies);
        narrator.say({ en: `   ${words.en}`, zh: `   ${words.zh}` });
    }
    if (told.acts.size > 0) {
        const height = String(network.ledger.height);
        narrator.say({
            en: `   going on with the ledger of an earlier start, ${height} blocks; --fresh starts over`,
            zh: `   接续上次启动的账本，共 ${height} 个区块；--fresh 可重新开始`,
        });
    }
    narrator.heading(story.cases.title);
    if (story.cases.chapters.every(({ acts }) => acts.every(({ id }) => told.acts.has(id)))) {
        narrator.say({
            en: '   was told on an earlier start; nothing is left to do.',
            zh: '   已在上次启动时讲完，无需重复。',
        });
    } else {
        narrator.say({
            en: '   ✓ written to the ledger, or answered   ✗ refused, as it must be   ! not as told',
            zh: '   ✓ 已写入账本或已答复   ✗ 按规则拒绝   ! 与预期不符',
        });
    }
}

interface Closing extends Omit<Opening, 'told' | 'milliseconds'> {
    /** What the commands of a second terminal need to find this network. */
    readonly dirOption: string;
    readonly holds: boolean;
    readonly exit: boolean;
}

/** What the register says now, where the network listens, what to try next. */
export async function closingWords(narrator: Narrator, closing: Closing): Promise<void> {
    const { story, office, network, dirOption, holds, exit } = closing;
    const { unitCode } = story.cases.outcome;
    const [agency] = story.agencies.agencies;
    const officerId = agency?.officers[0]?.officerId ?? '';
    const extract = await office.client(officerId).land.publicExtract({ unitCode });
    const shares = extract.shares.map(({ numerator, denominator }) => `${String(numerator)}/${String(denominator)}`);
    const burdens = extract.encumbrances.map(({ kind, count }) => `${kind} ${String(count)}`).join(', ');
    narrator.heading({ en: 'The public extract', zh: '公开查询结果' });
    narrator.say({
        en: `   ${unitCode}  ${extract.status}  shares ${shares.join(' + ')}  ${burdens === '' ? 'no encumbrance' : `encumbrances ${burdens}`}`,
        zh: `   ${unitCode}  ${extract.status}  份额 ${shares.join(' + ')}  ${burdens === '' ? '无负担' : `负担 ${burdens}`}`,
    });
    narrator.say(
        holds
            ? {
                  en: `   Every act came out as told; ${String(network.ledger.height)} blocks.`,
                  zh: `   每一步都与讲述相符；共 ${String(network.ledger.height)} 个区块。`,
              }
            : {
                  en: '   Something came out otherwise than told: see the lines marked with "!".',
                  zh: '   有步骤与讲述不符：见标有“!”的行。',
              },
    );
    if (exit) {
        return;
    }
    narrator.heading({ en: 'The network stays up', zh: '网络保持运行' });
    narrator.say({
        en: `   channel ${network.channelId}; certificates and profiles in ${network.dataDir}/organizations`,
        zh: `   通道 ${network.channelId}；证书与连接配置位于 ${network.dataDir}/organizations`,
    });
    narrator.say({ en: '   In a second terminal:', zh: '   在另一个终端：' });
    narrator.say(
        both(
            `      npm run tabularium -- call land publicExtract '{"unitCode":"${unitCode}"}' --as ${officerId}${dirOption}`,
        ),
    );
    narrator.say(both(`      npm run tabularium -- events${dirOption}`));
    narrator.say(both(`      npm run tabularium -- blocks${dirOption}`));
    narrator.say({
        en: '   Ctrl+C ends it; the next start goes on with the same ledger.',
        zh: '   按 Ctrl+C 结束；下次启动接续同一账本。',
    });
}

function both(text: string): { readonly en: string; readonly zh: string } {
    return { en: text, zh: text };
}
