import fc from 'fast-check';
import { formatRational, isWhole, reduceFraction, totalOfShares } from '../../../chaincode/src/land/shares';

const share = (numerator: number, denominator: number): { numerator: number; denominator: number } => ({
    numerator,
    denominator,
});

describe('shares', () => {
    it.each([
        [[share(1, 1)], '1/1'],
        [[share(1, 3), share(2, 3)], '1/1'],
        [[share(1, 3), share(1, 3)], '2/3'],
        [[share(1, 2), share(1, 3), share(1, 6)], '1/1'],
        [[share(2, 4), share(3, 4)], '5/4'],
        [[share(999_999_999, 1_000_000_000)], '999999999/1000000000'],
        [[], '0/1'],
    ])('adds %j to %s', (shares, total) => {
        expect(formatRational(totalOfShares(shares))).toBe(total);
    });

    it('does not take almost one for one', () => {
        const shares = [share(999_999_999, 1_000_000_000), share(1, 999_999_999)];
        expect(isWhole(totalOfShares(shares))).toBe(false);
    });

    it('adds any split of the whole to exactly one, in any order and any notation', () => {
        const split = fc
            .array(fc.integer({ min: 1, max: 80_000_000 }), { minLength: 1, maxLength: 12 })
            .map((parts) => ({ parts, whole: parts.reduce((sum, part) => sum + part, 0) }));
        fc.assert(
            fc.property(split, fc.boolean(), ({ parts, whole }, reduced) => {
                const shares = parts.map((part) => share(part, whole));
                const written = reduced ? shares.map(reduceFraction).reverse() : shares;
                expect(isWhole(totalOfShares(written))).toBe(true);
            }),
            { numRuns: 2000 },
        );
    });

    it('notices when one unit of any split is missing or too many', () => {
        fc.assert(
            fc.property(
                fc.array(fc.integer({ min: 2, max: 80_000_000 }), { minLength: 1, maxLength: 12 }),
                fc.constantFrom(-1, 1),
                (parts, error) => {
                    const whole = parts.reduce((sum, part) => sum + part, 0);
                    const [first = 0, ...rest] = parts;
                    const shares = [first + error, ...rest].map((part) => share(part, whole));
                    expect(isWhole(totalOfShares(shares))).toBe(false);
                },
            ),
            { numRuns: 1000 },
        );
    });

    it('reduces without changing the value', () => {
        const part = fc.integer({ min: 1, max: 1_000_000_000 });
        fc.assert(
            fc.property(part, part, (numerator, denominator) => {
                const reduced = reduceFraction({ numerator, denominator });
                expect(BigInt(reduced.numerator) * BigInt(denominator)).toBe(
                    BigInt(numerator) * BigInt(reduced.denominator),
                );
                expect(reduceFraction(reduced)).toEqual(reduced);
            }),
        );
    });
});
