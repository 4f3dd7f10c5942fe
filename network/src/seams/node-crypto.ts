import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeEcdsaSignature, encodeEcdsaSignature, isLowS, toLowS } from '../proto/ecdsa-signature';
import type { Crypto } from './crypto';

/** Node's OpenSSL. Keys are P-256; P-384 keys of others are accepted, with SHA-256 as in Fabric's bccsp/sw. */
export const nodeCrypto: Crypto = {
    generateKeyPair: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),

    sign(privateKey, message) {
        // OpenSSL yields a high S every other time, which Fabric rejects.
        const signature = decodeEcdsaSignature(sign('sha256', message, privateKey));
        return encodeEcdsaSignature(toLowS(signature, curveOf(privateKey)));
    },

    verify(publicKey, message, signature) {
        try {
            const decoded = decodeEcdsaSignature(signature);
            return (
                isLowS(decoded, curveOf(publicKey)) &&
                verify('sha256', message, publicKey, encodeEcdsaSignature(decoded))
            );
        } catch {
            // Not a signature, or not a key that Fabric signs with.
            return false;
        }
    },
};

/** Asking OpenSSL takes as long as a signature. */
const curves = new WeakMap<KeyObject, string>();

function curveOf(key: KeyObject): string {
    const known = curves.get(key);
    if (known !== undefined) {
        return known;
    }
    const curve = key.asymmetricKeyDetails?.namedCurve ?? `of a key of type ${String(key.asymmetricKeyType)}`;
    curves.set(key, curve);
    return curve;
}
