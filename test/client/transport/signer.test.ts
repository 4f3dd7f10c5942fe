import { generateKeyPairSync, verify } from 'node:crypto';
import { hash, signers } from '@hyperledger/fabric-gateway';
import { messageSigner, privateKeyFromPem } from '../../../client/src/transport/signer';
import { ConfigurationError } from '../../../client/src/errors/tabularium-error';
import { sOf } from '../support/fake-gateway';

const halfOrders = {
    'P-256': 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n,
    'P-384': 0x7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9n,
};

describe('the signer', () => {
    it.each(['P-256', 'P-384'] as const)('gives low-S signatures that verify, on %s', async (namedCurve) => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
        const signer = messageSigner(privateKey);

        for (let round = 0; round < 200; round++) {
            const message = Buffer.from(`message ${String(round)}`);
            const signature = await signer(message);

            expect(sOf(signature)).toBeLessThanOrEqual(halfOrders[namedCurve]);
            expect(verify('sha256', message, publicKey, signature)).toBe(true);
        }
    });

    it('writes DER of the same form as the signer of fabric-gateway', async () => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const message = Buffer.from('message');
        const theirs = await signers.newPrivateKeySigner(privateKey)(hash.sha256(message));

        for (let round = 0; round < 50; round++) {
            const ours = await messageSigner(privateKey)(message);

            for (const signature of [ours, theirs]) {
                expect(verify('sha256', message, publicKey, signature)).toBe(true);
                // 30 len 02 lenR R 02 lenS S, lengths exact, numbers minimal and positive.
                const lengthOfR = signature[3] ?? 0;
                const lengthOfS = signature[5 + lengthOfR] ?? 0;
                expect([signature[0], signature[1]]).toEqual([0x30, signature.length - 2]);
                expect(signature.length).toBe(6 + lengthOfR + lengthOfS);
                for (const [first = 0, second = 0] of [signature.subarray(4), signature.subarray(6 + lengthOfR)]) {
                    expect(first < 0x80 && (first !== 0 || second >= 0x80)).toBe(true);
                }
            }
        }
    });

    it('signs whole messages with Ed25519', async () => {
        const { privateKey, publicKey } = generateKeyPairSync('ed25519');
        const message = Buffer.from('message');

        const signature = await messageSigner(privateKey)(message);

        expect(verify(null, message, publicKey, signature)).toBe(true);
    });

    it('refuses keys that Fabric does not accept', () => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });

        expect(() => messageSigner(privateKey)).toThrow(ConfigurationError);
        expect(() => privateKeyFromPem('nonsense')).toThrow('The private key cannot be read');
    });
});
