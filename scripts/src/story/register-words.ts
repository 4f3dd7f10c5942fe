import type { RegisterDeployment } from '@tabularium/chaincode/deployments';
import type { Bilingual } from '../text/language';
import type { AgenciesData } from './story-data';

/** So many witnesses are named, more are counted. */
const NAMED = 3;

export const registerHeading: Bilingual = {
    en: '   Whose peers must endorse what a register writes:',
    zh: '   各登记簿的写入须由以下节点背书：',
};

/** Whose peers must endorse what a register writes, in names instead of a policy. */
export function registerWords(
    { register, signaturePolicy, mspIds, collections }: RegisterDeployment,
    { agencies, registers }: AgenciesData,
): Bilingual {
    const names = mspIds.map((mspId) => agencies.find((agency) => agency.mspId === mspId)?.name ?? both(mspId));
    const [owner = both(''), ...witnesses] = names;
    const isCommittee = !Object.hasOwn(registers, register);
    const majority = /^OutOf\((\d+)/.exec(signaturePolicy)?.[1] ?? '1';
    const count = String(witnesses.length);
    const others =
        witnesses.length > NAMED
            ? { en: `one of ${count} others`, zh: `另外 ${count} 个机构之一` }
            : { en: `one of ${list(witnesses, 'en')}`, zh: `${list(witnesses, 'zh')}之一` };
    const who = isCommittee
        ? { en: `${majority} of ${list(names, 'en')}`, zh: `${list(names, 'zh')}中的 ${majority} 个` }
        : { en: `${owner.en}, and ${others.en}`, zh: `${owner.zh}，以及${others.zh}` };
    const boxes = collections.length === 0 ? '' : String(collections.length);
    return {
        en: `${register.padEnd(10)} ${who.en}${boxes === '' ? '' : `; ${boxes} private collections`}`,
        zh: `${register.padEnd(10)} ${who.zh}${boxes === '' ? '' : `；${boxes} 个私有数据集合`}`,
    };
}

function list(names: readonly Bilingual[], language: 'en' | 'zh'): string {
    return names.map((name) => name[language]).join({ en: ', ', zh: '、' }[language]);
}

function both(text: string): Bilingual {
    return { en: text, zh: text };
}
