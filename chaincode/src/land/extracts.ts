/** What is told of a title and its cases: the redacted public extract, summaries, the history of entries. */
import type { z } from 'zod';
import { refusal } from '../runtime/errors';
import { runtimeErrors } from '../runtime/runtime-errors';
import type { Stored } from '../runtime/records';
import type { landApi } from './api';
import type { HistoricEntry, LandCase, Title, titleRecord } from './records';

type Output<Name extends keyof typeof landApi.transactions> = z.input<(typeof landApi.transactions)[Name]['output']>;

/** Nothing in it names or points to a person, a lender, a court, or a document. */
export function extractOf(title: Stored<typeof titleRecord>, now: string): Output<'publicExtract'> {
    const counts = [
        { kind: 'SEAL' as const, count: title.seals.length },
        { kind: 'MORTGAGE' as const, count: title.mortgages.length },
    ];
    return {
        unitCode: title.unitCode,
        status: title.status,
        shares: (title.entry?.owners ?? []).map(({ share }) => share),
        encumbrances: counts.filter(({ count }) => count > 0),
        version: title.version,
        updatedAt: title.updatedAt,
        asOf: now,
    };
}

export function summaryOf(landCase: LandCase): Output<'openCases'>['items'][number] {
    const { caseId, type, unitCode, status, openedBy, openedAt } = landCase;
    return { caseId, type, unitCode, status, openedBy, openedAt };
}

/**
 * Entries newest first, read one by one under their numbers. The cursor is the number of the next entry.
 * @throws RUNTIME_CURSOR_INVALID
 */
export async function historyPage(
    title: Title,
    { limit, cursor }: { readonly limit: number; readonly cursor: string },
    entryByNumber: (entryNo: string) => Promise<HistoricEntry>,
): Promise<Output<'titleHistory'>> {
    const current = title.entry;
    const newest = current?.entryNo ?? 0;
    const from = cursor === '' ? newest : Number(cursor);
    if (cursor !== '' && (!/^[1-9][0-9]{0,8}$/.test(cursor) || from > newest)) {
        throw refusal(runtimeErrors.CURSOR_INVALID);
    }
    const items: Output<'titleHistory'>['items'] = [];
    for (let entryNo = from; entryNo > 0 && items.length < limit; entryNo -= 1) {
        if (current?.entryNo === entryNo) {
            items.push({ ...current, status: 'CURRENT' });
        } else {
            const { owners, price, caseId, since, closedByCaseId, until } = await entryByNumber(String(entryNo));
            const paid = price !== undefined && { price };
            items.push({ entryNo, status: 'HISTORIC', owners, ...paid, caseId, since, closedByCaseId, until });
        }
    }
    const next = from - items.length;
    return { items, cursor: next > 0 ? String(next) : '' };
}
