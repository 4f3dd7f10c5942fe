import { createHmac } from 'node:crypto';
import { type HmacSha256, pairKey, pseudonymOf } from '../../../chaincode/src/exchange/pseudonym';

const hmac: HmacSha256 = (key, text) => createHmac('sha256', key).update(text).digest();
const key = Uint8Array.from({ length: 32 }, (_, index) => index);
const person = 'CN-ID:11010519491231002X';

describe('a pseudonym', () => {
    it('is HMAC-SHA-256 of the identifier with its scheme', () => {
        // The vector's key counts from 00 to 1f.
        expect(pseudonymOf(hmac, key, person)).toBe('9e70b1f03d0fc3539f4ff3b7ee20199446b2f169bf713149e55402a260deea3b');
    });

    it('differs for each consumer and provider, and is the same each time', () => {
        const of = (consumerAgencyId: string, providerAgencyId: string): string =>
            pseudonymOf(hmac, pairKey(hmac, key, { consumerAgencyId, providerAgencyId }), person);
        const all = [of('land', 'civil'), of('civil', 'land'), of('land', 'tax'), of('tax', 'civil')];
        expect(new Set(all).size).toBe(4);
        expect(of('land', 'civil')).toBe(all[0]);
        expect(all[0]).toMatch(/^[0-9a-f]{64}$/);
    });
});
