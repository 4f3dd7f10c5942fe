/** Exact arithmetic on shares. A sum of fractions is never rounded: numerators and denominators are big integers. */
import type { Fraction } from './terms';

/** In lowest terms, denominator above zero. */
export interface Rational {
    readonly numerator: bigint;
    readonly denominator: bigint;
}

const ZERO: Rational = { numerator: 0n, denominator: 1n };

/** The sum in lowest terms; 0/1 for no shares. */
export function totalOfShares(shares: readonly Fraction[]): Rational {
    return shares.reduce<Rational>(
        (sum, share) => add(sum, { numerator: BigInt(share.numerator), denominator: BigInt(share.denominator) }),
        ZERO,
    );
}

export function isWhole(total: Rational): boolean {
    return total.numerator === 1n && total.denominator === 1n;
}

export function formatRational(value: Rational): string {
    return `${value.numerator.toString()}/${value.denominator.toString()}`;
}

/** The same share in lowest terms: one way to write each share on the ledger. */
export function reduceFraction(share: Fraction): Fraction {
    const divisor = Number(greatestCommonDivisor(BigInt(share.numerator), BigInt(share.denominator)));
    return { numerator: share.numerator / divisor, denominator: share.denominator / divisor };
}

function add(a: Rational, b: Rational): Rational {
    const numerator = a.numerator * b.denominator + b.numerator * a.denominator;
    const denominator = a.denominator * b.denominator;
    const divisor = greatestCommonDivisor(numerator, denominator);
    return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
    return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
