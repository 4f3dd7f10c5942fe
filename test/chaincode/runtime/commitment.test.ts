import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { commitmentOf } from '../../../chaincode/src/runtime/commitment';
import { seal } from '../../../chaincode/src/runtime/sealed';

const salt = '000102030405060708090a0b0c0d0e0f';
const bid = { salt, amount: 12345600, currency: 'CNY', tenderId: 'ocds-tab001-000001' };

const salts = fc.uint8Array({ minLength: 16, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const names = fc.stringMatching(/^[a-r][a-z]{0,7}$/);
const fields = fc.dictionary(names, fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' }), fc.boolean()), {
    minKeys: 1,
});

describe('a commitment', () => {
    it('is the SHA-256 of the salt’s bytes and the canonical JSON without the salt', () => {
        expect(commitmentOf(bid)).toBe('36c965161100ea5f8219752b761bbfbe730bbc1e00bac5457fa0ab09c70922ab');
        const text = '{"amount":12345600,"currency":"CNY","tenderId":"ocds-tab001-000001"}';
        const bytes = Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(text)]);
        expect(commitmentOf(bid)).toBe(createHash('sha256').update(bytes).digest('hex'));
    });

    it('is the same of a closed value', () => {
        expect(commitmentOf(seal(bid))).toBe('36c965161100ea5f8219752b761bbfbe730bbc1e00bac5457fa0ab09c70922ab');
    });

    it.each(['', '00', salt.slice(2), `${salt}0`, salt.toUpperCase(), 'zz'.repeat(16), '00'.repeat(33)])(
        'is not made with the salt "%s"',
        (bad) => {
            expect(() => commitmentOf({ ...bid, salt: bad })).toThrow('a commitment needs a salt');
        },
    );

    it('does not depend on the order of fields', () => {
        fc.assert(
            fc.property(salts, fields, (someSalt, value) => {
                const backwards = Object.fromEntries(Object.entries(value).reverse());
                expect(commitmentOf({ ...backwards, salt: someSalt })).toBe(commitmentOf({ salt: someSalt, ...value }));
            }),
        );
    });

    it('changes with every field, every name and the salt', () => {
        fc.assert(
            fc.property(salts, salts, fields, fc.nat(), (someSalt, otherSalt, value, at) => {
                const entries = Object.entries(value);
                const [name, before] = entries[at % entries.length]!;
                const committed = commitmentOf({ salt: someSalt, ...value });
                const changed = { ...value, [name]: `${String(before)}x` };
                const renamed = Object.fromEntries(
                    entries.map(([key, item]) => [key === name ? `${key}z` : key, item]),
                );
                const others = [
                    changed,
                    { ...value, zz: 0 },
                    ...(Object.keys(renamed).length === entries.length ? [renamed] : []),
                ];
                for (const other of others) {
                    expect(commitmentOf({ salt: someSalt, ...other })).not.toBe(committed);
                }
                if (otherSalt !== someSalt) {
                    expect(commitmentOf({ salt: otherSalt, ...value })).not.toBe(committed);
                }
            }),
        );
    });
});
