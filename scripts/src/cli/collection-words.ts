import type { Bilingual } from '../text/language';

/** How many collections of which family: `7 inbox, 28 pair`. Undefined where there are none. */
export function collectionWords(names: readonly string[]): Bilingual | undefined {
    if (names.length === 0) {
        return undefined;
    }
    const counts = new Map<string, number>();
    for (const name of names) {
        const family = name.split('-')[0] ?? name;
        counts.set(family, (counts.get(family) ?? 0) + 1);
    }
    const list = (separator: string): string =>
        [...counts].map(([family, count]) => `${String(count)} ${family}`).join(separator);
    return { en: `private collections: ${list(', ')}`, zh: `私有数据集合：${list('、')}` };
}
