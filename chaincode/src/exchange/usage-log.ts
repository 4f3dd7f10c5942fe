/**
 * The citizen's access log: who used data about one person. A person has another pseudonym for each pair of agencies,
 * so the log is a merge of as many lists, each newest first.
 */
import type { z } from 'zod';
import type { Page } from '../runtime/records';
import type { exchangeApi } from './api';
import type { Usage } from './records';
import { usageIdOf } from './usage-id';

/** Asks for one page of a person's uses under one pseudonym. */
export type UsagePages = (pseudonym: string, page: { limit: number; cursor: string }) => Promise<Page<Usage>>;

type Line = z.input<(typeof exchangeApi.transactions)['findUsage']['output']>['usage'][number];

/** Small, because most lists are looked at only to see that their newest use is old. */
const PAGE_SIZE = 10;

/** Lines `offset` to `offset + limit` of the merged log. Reads little more than it skips and returns. */
export async function findUsage(
    pages: UsagePages,
    { pseudonyms, offset, limit }: { pseudonyms: readonly string[]; offset: number; limit: number },
): Promise<Line[]> {
    const lists: UsageList[] = [];
    for (const pseudonym of new Set(pseudonyms)) lists.push(await UsageList.open(pages, pseudonym));
    const lines: Line[] = [];
    for (let index = 0; lines.length < limit; index += 1) {
        const newest = newestOf(lists);
        const usage = await newest?.take();
        if (usage === undefined) break;
        if (index >= offset) lines.push(lineOf(usage));
    }
    return lines;
}

class UsageList {
    readonly #pages: UsagePages;
    readonly #pseudonym: string;
    #items: readonly Usage[] = [];
    #next = 0;
    #cursor = '';

    private constructor(pages: UsagePages, pseudonym: string) {
        this.#pages = pages;
        this.#pseudonym = pseudonym;
    }

    static async open(pages: UsagePages, pseudonym: string): Promise<UsageList> {
        const list = new UsageList(pages, pseudonym);
        await list.#load();
        return list;
    }

    get head(): Usage | undefined {
        return this.#items[this.#next];
    }

    async take(): Promise<Usage | undefined> {
        const usage = this.head;
        this.#next += 1;
        if (this.head === undefined && this.#cursor !== '') await this.#load();
        return usage;
    }

    async #load(): Promise<void> {
        const { items, cursor } = await this.#pages(this.#pseudonym, { limit: PAGE_SIZE, cursor: this.#cursor });
        this.#items = items;
        this.#cursor = cursor;
        this.#next = 0;
    }
}

function newestOf(lists: readonly UsageList[]): UsageList | undefined {
    let newest: UsageList | undefined;
    for (const list of lists) {
        const head = list.head;
        if (head !== undefined && (newest?.head === undefined || orderOf(head) < orderOf(newest.head))) newest = list;
    }
    return newest;
}

/** The ledger's own order of one list: by recency, then by key. */
function orderOf({ recency, grantId, slot }: Usage): string {
    return `${recency} ${grantId} ${slot}`;
}

function lineOf(usage: Usage): Line {
    const { usedAt, status, purposeCode, resourceCode, items } = usage;
    return {
        logtime: usedAt,
        action: status,
        receiver: { agencyId: usage.consumerAgencyId, departmentId: usage.consumerDepartmentId },
        provider: usage.providerAgencyId,
        purposeCode,
        resourceCode,
        items: items.map(({ itemCode }) => itemCode),
        usageId: usageIdOf(usage),
    };
}
