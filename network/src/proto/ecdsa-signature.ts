import { derInteger, derSequence, readDer, readDerAll, readDerInteger, DER, DerError } from './der';

/** Half the order of the curves Fabric signs with: a signature's S must not be above it. */
const HALF_ORDERS: Readonly<Record<string, bigint>> = {
    prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n >> 1n,
    secp384r1:
        0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n >> 1n,
};

export interface EcdsaSignature {
    readonly r: bigint;
    readonly s: bigint;
}

/** @throws DerError unless it is a SEQUENCE of two positive integers. */
export function decodeEcdsaSignature(der: Uint8Array): EcdsaSignature {
    const sequence = readDer(der);
    if (sequence.tag !== DER.sequence) {
        throw new DerError('not a signature');
    }
    const [first, second] = readDerAll(sequence.content);
    const r = readDerInteger(first);
    const s = readDerInteger(second);
    if (r <= 0n || s <= 0n) {
        throw new DerError('signature with an integer that is not positive');
    }
    return { r, s };
}

export function encodeEcdsaSignature(signature: EcdsaSignature): Uint8Array {
    return derSequence(derInteger(signature.r), derInteger(signature.s));
}

/** @param curve OpenSSL's name, e.g. `prime256v1`. @throws Error for curves that Fabric does not sign with. */
export function isLowS(signature: EcdsaSignature, curve: string): boolean {
    return signature.s <= halfOrder(curve);
}

/** The equally valid signature that Fabric accepts. */
export function toLowS(signature: EcdsaSignature, curve: string): EcdsaSignature {
    const half = halfOrder(curve);
    return signature.s <= half ? signature : { r: signature.r, s: half * 2n + 1n - signature.s };
}

function halfOrder(curve: string): bigint {
    const half = HALF_ORDERS[curve];
    if (half === undefined) {
        throw new Error(`unsupported elliptic curve ${curve}`);
    }
    return half;
}
