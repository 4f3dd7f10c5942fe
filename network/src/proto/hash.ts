import { createHash } from 'node:crypto';

/** SHA-256 of the parts one after the other: the only hash that Fabric's ledger and signatures use. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
    const hash = createHash('sha256');
    for (const part of parts) {
        hash.update(part);
    }
    return hash.digest();
}

export function bytesEqual(left: Uint8Array, right: Uint8Array): boolean {
    return Buffer.compare(left, right) === 0;
}
