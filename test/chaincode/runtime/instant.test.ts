import * as fc from 'fast-check';
import { Instant } from '../../../chaincode/src/runtime/primitives';

const isInstant = (text: string): boolean => Instant.safeParse(text).success;

describe('an instant', () => {
    it.each([
        '2026-03-01T08:00:00.000Z',
        '2024-02-29T23:59:59.999Z',
        '2000-02-29T00:00:00.000Z',
        '0000-01-01T00:00:00.000Z',
        '9999-12-31T23:59:59.999Z',
    ])('can be %s', (text) => {
        expect(isInstant(text)).toBe(true);
    });

    it.each([
        '2026-02-29T00:00:00.000Z',
        '1900-02-29T00:00:00.000Z',
        '2026-04-31T00:00:00.000Z',
        '2026-00-10T00:00:00.000Z',
        '2026-13-10T00:00:00.000Z',
        '2026-01-00T00:00:00.000Z',
        '2026-01-01T24:00:00.000Z',
        '2026-01-01T00:60:00.000Z',
        '2026-12-31T23:59:60.000Z',
        '2026-01-01T00:00:00Z',
        '2026-01-01T00:00:00.000+08:00',
    ])('cannot be %s', (text) => {
        expect(isInstant(text)).toBe(false);
    });

    it('is what a calendar of its own says of any digits', () => {
        const digits = (most: number, length: number): fc.Arbitrary<string> =>
            fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(length, '0'));
        const texts = fc
            .tuple(digits(9999, 4), digits(14, 2), digits(33, 2), digits(25, 2), digits(61, 2), digits(61, 2))
            .map(
                ([year, month, day, hour, minute, second]) =>
                    `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`,
            );
        fc.assert(
            fc.property(texts, (text) => {
                const time = new Date(text);
                expect(isInstant(text)).toBe(!Number.isNaN(time.getTime()) && time.toISOString() === text);
            }),
            { numRuns: 3000 },
        );
    });
});
