/** Public keys on P-256: names by RFC 7638, and the check that the coordinates are a point of the curve at all. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './json';
import type { PublicJwk } from './who-is';

/** RFC 7638 thumbprint. The required members in RFC 8785 order are exactly its input. */
export function keyId({ kty, crv, x, y }: PublicJwk): string {
    return createHash('sha256').update(canonicalJson({ crv, kty, x, y })).digest('base64url');
}

// FIPS 186-4, D.1.2.3: y² = x³ − 3x + b over the prime field.
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

export function isOnCurve(jwk: PublicJwk): boolean {
    const x = coordinate(jwk.x);
    const y = coordinate(jwk.y);
    return x !== undefined && y !== undefined && (y * y - (x * x * x - 3n * x + B)) % P === 0n;
}

/** A field element from exactly 32 bytes in canonical base64url, so that one key has one name. */
function coordinate(text: string): bigint | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== 32 || bytes.toString('base64url') !== text) {
        return undefined;
    }
    const value = BigInt(`0x${bytes.toString('hex')}`);
    return value < P ? value : undefined;
}
