import fc from 'fast-check';
import type { Usage } from '../../../chaincode/src/exchange/records';
import { findUsage, type UsagePages } from '../../../chaincode/src/exchange/usage-log';
import { claimed, hex } from './people';

/** Uses by pseudonym, each list newest first as the index gives it; counts what is asked for. */
class Index {
    readonly #lists = new Map<string, readonly Usage[]>();
    reads = 0;

    constructor(uses: readonly Usage[]) {
        const order = ({ recency, grantId, slot }: Usage): string => `${recency} ${grantId} ${slot}`;
        for (const subject of new Set(uses.map((usage) => usage.subject))) {
            const own = uses.filter((usage) => usage.subject === subject);
            this.#lists.set(
                subject,
                own.sort((left, right) => (order(left) < order(right) ? -1 : 1)),
            );
        }
    }

    readonly pages: UsagePages = (pseudonym, { limit, cursor }) => {
        const start = Number(cursor === '' ? 0 : cursor);
        const list = this.#lists.get(pseudonym) ?? [];
        const items = list.slice(start, start + limit);
        this.reads += items.length;
        const next = start + items.length;
        return Promise.resolve({ items, cursor: next < list.length ? String(next) : '' });
    };
}

const usageAt = (time: number, subject: string, slot: number): Usage => ({
    ...claimed,
    subject,
    slot: String(slot),
    usedAt: new Date(time).toISOString(),
    recency: String(9_999_999_999_999 - time).padStart(13, '0'),
});

describe('the citizen’s log', () => {
    it('is empty for pseudonyms that nobody used', async () => {
        const lines = await findUsage(new Index([]).pages, { pseudonyms: [hex('1')], offset: 0, limit: 100 });
        expect(lines).toEqual([]);
    });

    it('says who received what from whom, when and for what purpose', async () => {
        const index = new Index([claimed]);
        const lines = await findUsage(index.pages, { pseudonyms: [hex('5'), hex('5')], offset: 0, limit: 100 });
        expect(lines).toEqual([
            {
                logtime: '2026-03-02T08:00:00.000Z',
                action: 'CLAIMED',
                receiver: { agencyId: 'Land', departmentId: 'main' },
                provider: 'Civil',
                purposeCode: 'LAND-TRANSFER',
                resourceCode: '306010/000001',
                items: ['name', 'status'],
                usageId: `${hex('2', 32)}~1`,
            },
        ]);
    });

    it('merges lists newest first and cuts at offset and limit', async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.array(
                    fc.record({ time: fc.integer({ min: 0, max: 40 }), subject: fc.constantFrom('a', 'b', 'c') }),
                    {
                        maxLength: 60,
                    },
                ),
                fc.nat(70),
                fc.integer({ min: 1, max: 100 }),
                async (drawn, offset, limit) => {
                    const uses = drawn.map(({ time, subject }, slot) => usageAt(time * 1000, hex(subject), slot + 1));
                    const pseudonyms = [hex('a'), hex('b'), hex('c')];
                    const lines = await findUsage(new Index(uses).pages, { pseudonyms, offset, limit });
                    const times = uses.map(({ usedAt }) => usedAt).sort((left, right) => (left < right ? 1 : -1));
                    expect(lines.map(({ logtime }) => logtime)).toEqual(times.slice(offset, offset + limit));
                    expect(new Set(lines.map(({ usageId }) => usageId)).size).toBe(lines.length);
                },
            ),
        );
    });

    it('reads little more than it shows, however long the lists are', async () => {
        const uses = Array.from({ length: 1000 }, (_, slot) => usageAt(slot * 1000, hex('a'), slot + 1));
        const index = new Index([...uses, usageAt(5, hex('b'), 1001)]);
        await findUsage(index.pages, { pseudonyms: [hex('a'), hex('b')], offset: 20, limit: 10 });
        expect(index.reads).toBeLessThanOrEqual(51);
    });
});
