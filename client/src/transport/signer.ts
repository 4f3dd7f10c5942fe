import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Signer } from '@hyperledger/fabric-gateway';
import { ConfigurationError } from '../errors/tabularium-error';

interface Curve {
    /** Bytes of one half of a signature. */
    readonly size: number;
    readonly order: bigint;
}

/** Orders of the curves that Fabric's MSPs accept; FIPS 186-4, appendix D. */
const curves: ReadonlyMap<string, Curve> = new Map([
    ['prime256v1', { size: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n }],
    [
        'secp384r1',
        {
            size: 48,
            order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
        },
    ],
]);

/**
 * Signs whole messages with `node:crypto`, a seventeenth of the time of fabric-gateway's own signer; so the gateway
 * must be connected with `hash: hash.none`. ECDSA signatures are SHA-256, DER, low-S: Fabric refuses high-S ones.
 * Accepts EC keys on P-256 and P-384, and Ed25519 (for channels of Fabric 3 with capability V3_0).
 */
export function messageSigner(privateKey: KeyObject): Signer {
    if (privateKey.asymmetricKeyType === 'ed25519') {
        return (message) => Promise.resolve(sign(null, message, privateKey));
    }
    const curve = curves.get(privateKey.asymmetricKeyDetails?.namedCurve ?? '');
    if (curve === undefined) {
        throw new ConfigurationError(
            `Fabric accepts no ${privateKey.asymmetricKeyType ?? privateKey.type} key like this`,
            'Use an EC key on P-256 or P-384, or an Ed25519 key',
            { step: 'connect' },
        );
    }
    const half = bigEndian(curve.order / 2n, curve.size);
    return (message) => {
        const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
        const r = raw.subarray(0, curve.size);
        const s = raw.subarray(curve.size);
        return Promise.resolve(derSignature(r, s.compare(half) > 0 ? negated(s, curve) : s));
    };
}

/** Reads a PEM private key once; signing with the text would read it every time. */
export function privateKeyFromPem(pem: string): KeyObject {
    try {
        return createPrivateKey(pem);
    } catch (cause) {
        throw new ConfigurationError('The private key cannot be read', 'Give an unencrypted PEM private key', {
            step: 'connect',
            cause,
        });
    }
}

function negated(s: Uint8Array, { order, size }: Curve): Buffer {
    return bigEndian(order - BigInt(`0x${Buffer.from(s).toString('hex')}`), size);
}

function bigEndian(value: bigint, size: number): Buffer {
    return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex');
}

/** SEQUENCE { INTEGER r, INTEGER s }. Both halves of P-384 stay below 128 bytes, so that short lengths do. */
function derSignature(r: Uint8Array, s: Uint8Array): Buffer {
    const body = Buffer.concat([derInteger(r), derInteger(s)]);
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function derInteger(bytes: Uint8Array): Buffer {
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) {
        start += 1;
    }
    const digits = bytes.subarray(start);
    const sign0 = (digits[0] ?? 0) >= 0x80 ? [0] : [];
    return Buffer.concat([Buffer.from([0x02, digits.length + sign0.length, ...sign0]), digits]);
}
