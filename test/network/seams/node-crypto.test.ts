import { generateKeyPairSync, sign } from 'node:crypto';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../../../network/src/proto/ecdsa-signature';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const message = Buffer.from('message');

describe('node crypto', () => {
    test('signs with low S every time', () => {
        const { publicKey, privateKey } = nodeCrypto.generateKeyPair();

        const signatures = Array.from({ length: 64 }, () => nodeCrypto.sign(privateKey, message));

        for (const signature of signatures) {
            expect(decodeEcdsaSignature(signature).s <= P256_ORDER / 2n).toBe(true);
            expect(nodeCrypto.verify(publicKey, message, signature)).toBe(true);
        }
    });

    test('rejects the same signature with high S', () => {
        const { publicKey, privateKey } = nodeCrypto.generateKeyPair();
        const { r, s } = decodeEcdsaSignature(nodeCrypto.sign(privateKey, message));

        const high = encodeEcdsaSignature({ r, s: P256_ORDER - s });

        expect(nodeCrypto.verify(publicKey, message, high)).toBe(false);
    });

    test.each([
        ['nothing', ''],
        ['garbage', 'ff00ff'],
        ['a sequence of one number', '3003020101'],
        ['R of zero', '3006020100020101'],
        ['a negative S', '30060201010201ff'],
        ['a number that is not minimal', '300702010102020001'],
    ])('rejects %s as a signature', (_name, hex) => {
        const { publicKey } = nodeCrypto.generateKeyPair();

        expect(nodeCrypto.verify(publicKey, message, Buffer.from(hex, 'hex'))).toBe(false);
    });

    test('rejects another message and another key', () => {
        const { publicKey, privateKey } = nodeCrypto.generateKeyPair();
        const signature = nodeCrypto.sign(privateKey, message);

        expect(nodeCrypto.verify(publicKey, Buffer.from('Message'), signature)).toBe(false);
        expect(nodeCrypto.verify(nodeCrypto.generateKeyPair().publicKey, message, signature)).toBe(false);
    });

    test('signs and verifies with P-384 keys over SHA-256', () => {
        const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });

        const signature = nodeCrypto.sign(privateKey, message);

        expect(nodeCrypto.verify(publicKey, message, signature)).toBe(true);
    });

    test('does not verify with keys of other kinds', () => {
        const { publicKey, privateKey } = generateKeyPairSync('ed25519');

        expect(nodeCrypto.verify(publicKey, message, sign(null, message, privateKey))).toBe(false);
    });
});
