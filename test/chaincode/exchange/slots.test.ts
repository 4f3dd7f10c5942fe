import { offeredSlot, shareOf } from '../../../chaincode/src/exchange/slots';

const now = '2026-03-02T08:00:00.000Z';
const numbers = (first: number, last: number): number[] =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('the number that an officer is offered', () => {
    it('is another one for each of fifty officers, whatever they draw', () => {
        const free = numbers(1, 1000);
        const offered = numbers(0, 49).map((place) => offeredSlot(free, { place, of: 50 }, BigInt(place * 7919)));
        expect(new Set(offered).size).toBe(50);
    });

    it('is drawn among the own free ones', () => {
        const free = [1, 2, 4, 5, 7, 8];
        expect([0n, 1n, 2n, 3n].map((draw) => offeredSlot(free, { place: 0, of: 3 }, draw))).toEqual([1, 4, 7, 1]);
        expect([0n, 1n, 2n].map((draw) => offeredSlot(free, { place: 1, of: 3 }, draw))).toEqual([2, 5, 8]);
    });

    it('is any free one when the own are used up', () => {
        const free = [1, 2, 4];
        expect([0n, 1n, 2n].map((draw) => offeredSlot(free, { place: 2, of: 3 }, draw))).toEqual([1, 2, 4]);
    });

    it('is none when none is free', () => {
        expect(offeredSlot([], { place: 0, of: 3 }, 5n)).toBeUndefined();
    });
});

describe('the place of an officer', () => {
    const consumer = { role: 'consumer', validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' };
    const officer = (officerId: string, change: object = {}) => ({
        officerId,
        departmentId: 'counter',
        status: 'IN_OFFICE',
        grants: [consumer],
        ...change,
    });
    const asking = { officerId: 'c', departmentId: 'counter' };

    it('is counted among those of the department who may use data now', () => {
        const officers = [
            officer('d'),
            officer('c'),
            officer('a', { departmentId: 'archive' }),
            officer('b'),
            officer('a-retired', { status: 'RETIRED', grants: [] }),
            officer('a-registrar', { grants: [{ ...consumer, role: 'registrar' }] }),
            officer('a-former', { grants: [{ ...consumer, validTo: now }] }),
            officer('a-future', { grants: [{ ...consumer, validFrom: '2026-03-02T08:00:00.001Z' }] }),
        ];
        expect(shareOf(officers, asking, now)).toEqual({ place: 1, of: 3 });
    });

    it('is all of it for who is alone', () => {
        expect(shareOf([officer('c')], asking, now)).toEqual({ place: 0, of: 1 });
    });
});
