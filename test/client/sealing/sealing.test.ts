import { compactDecrypt, importJWK } from 'jose';
import { createCipheriv } from 'node:crypto';
import { inspect } from 'node:util';
import type { SealingProblem } from '../../../client/src/errors/sealing-error';
import { type DeliveryKey, newDeliveryKey } from '../../../client/src/sealing/delivery-key';
import { openRecord } from '../../../client/src/sealing/open-record';
import { sealRecord } from '../../../client/src/sealing/seal-record';
import {
    agreed,
    concatKdf,
    consumerKey,
    deliverTo,
    headerFor,
    openedWith,
    publicOf,
    sealedWith,
    senderKey,
    thumbprint,
} from '../../support/sealing/jwe';

const usageId = `${'2'.repeat(32)}~7`;
const record = { status: 'married', name: 'Li Example 李' };

let key: DeliveryKey;
let sealed: string;
beforeAll(async () => {
    key = await newDeliveryKey();
    ({ sealed } = await sealRecord({ usageId, deliverTo: key.publicJwk, record }));
});

/** What is wrong, after a look whether the error carries anything that was inside. */
async function problemOf(work: Promise<unknown>): Promise<SealingProblem | 'none'> {
    const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown as { problem: SealingProblem; fix: string; cause: unknown },
    );
    if (error === undefined) {
        return 'none';
    }
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/married|Li Example/);
    expect(error.cause).toBeUndefined();
    expect(error.fix.length).toBeGreaterThan(20);
    return error.problem;
}

describe('a key for deliveries', () => {
    it('is another one each time, in two halves of which one is public', async () => {
        const { publicJwk, privateJwk } = key;
        expect(publicJwk).toEqual({ kty: 'EC', crv: 'P-256', x: privateJwk.x, y: privateJwk.y });
        expect(privateJwk.d).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect((await newDeliveryKey()).privateJwk.d).not.toBe(privateJwk.d);
    });
});

describe('a sealed record', () => {
    it('is opened by the holder of the key', async () => {
        expect(await openRecord({ usageId, sealed, key: key.privateJwk })).toEqual(record);
    });

    it('names use, key and items in its header, and shows nothing else', () => {
        const { header, plain } = openedWith(key.privateJwk, sealed);
        const { epk, ...named } = header as { readonly epk: object };
        expect(named).toEqual({
            alg: 'ECDH-ES',
            enc: 'A256GCM',
            kid: thumbprint(key.publicJwk),
            usageId,
            items: ['name', 'status'],
        });
        expect(Object.keys(epk).sort()).toEqual(['crv', 'kty', 'x', 'y']);
        expect(plain).toBe('{"name":"Li Example 李","status":"married"}');
        expect(Buffer.from(sealed.split('.').join(''), 'base64url').includes('married')).toBe(false);
    });

    it('has another salt, sender and nonce each time', async () => {
        const [one, two] = [
            await sealRecord({ usageId, deliverTo, record }),
            await sealRecord({ usageId, deliverTo, record }),
        ];
        expect(one.salt).toMatch(/^[0-9a-f]{64}$/);
        expect(two.salt).not.toBe(one.salt);
        const parts = [one, two].map((each) => each.sealed.split('.'));
        for (const index of [0, 2, 3, 4]) {
            expect(parts[0]?.[index]).not.toBe(parts[1]?.[index]);
        }
    });

    it('takes its salt from the source that it is given', async () => {
        const random = { bytes: (length: number) => new Uint8Array(length).fill(0xab) };
        expect((await sealRecord({ usageId, deliverTo, record }, random)).salt).toBe('ab'.repeat(32));
    });

    it('of 8 KiB with the longest header is short enough to be delivered', async () => {
        const longest = `${'2'.repeat(32)}~1000`;
        const codes = Array.from({ length: 32 }, (_, index) => `item-${String(index).padStart(27, '0')}`);
        const fixed = Buffer.byteLength(JSON.stringify(Object.fromEntries(codes.map((code) => [code, '']))));
        const filled = (length: number): Record<string, string> =>
            Object.fromEntries(codes.map((code, index) => [code, index === 0 ? 'x'.repeat(length) : '']));
        const full = filled(8192 - fixed);
        const delivery = await sealRecord({ usageId: longest, deliverTo: key.publicJwk, record: full });
        expect(delivery.sealed.length).toBeGreaterThan(12_000);
        expect(delivery.sealed.length).toBeLessThanOrEqual(13 * 1024);
        expect(await openRecord({ usageId: longest, sealed: delivery.sealed, key: key.privateJwk })).toEqual(full);
        const tooMuch = sealRecord({ usageId: longest, deliverTo, record: filled(8193 - fixed) });
        expect(await problemOf(tooMuch)).toBe('RECORD_INVALID');
    });

    it.each<[string, object, SealingProblem]>([
        ['a use that is none', { usageId: 'seven' }, 'RECORD_INVALID'],
        ['a value that is no text', { record: { status: ['married'] } }, 'RECORD_INVALID'],
        ['an item code that is none', { record: { 'Li Example': 'married' } }, 'RECORD_INVALID'],
        ['half a character', { record: { status: 'married \ud800' } }, 'RECORD_INVALID'],
        ['an item that no strict reader takes', { record: { constructor: 'married' } }, 'RECORD_INVALID'],
        ['no key', { deliverTo: undefined }, 'PUBLIC_KEY_INVALID'],
        ['a private key', { deliverTo: consumerKey }, 'PUBLIC_KEY_INVALID'],
        ['a point off the curve', { deliverTo: { ...deliverTo, x: deliverTo.y } }, 'PUBLIC_KEY_INVALID'],
    ])('is not made for %s', async (_what, change, problem) => {
        const given = { usageId, deliverTo, record, ...change };
        expect(await problemOf(sealRecord(given))).toBe(problem);
    });
});

describe('opening', () => {
    const open = (change: object): Promise<SealingProblem | 'none'> =>
        problemOf(openRecord({ usageId, sealed, key: key.privateJwk, ...change }));

    it.each<[string, object, SealingProblem]>([
        ['another key', { key: consumerKey }, 'OTHER_KEY'],
        ['no key', { key: undefined }, 'PRIVATE_KEY_INVALID'],
        ['a public key', { key: deliverTo }, 'PRIVATE_KEY_INVALID'],
        ['another use', { usageId: `${'2'.repeat(32)}~8` }, 'OTHER_USE'],
        ['nothing', { sealed: '' }, 'NOT_SEALED'],
        ['plain text', { sealed: JSON.stringify(record) }, 'NOT_SEALED'],
    ])('refuses %s', async (_what, change, problem) => {
        expect(await open(change)).toBe(problem);
    });

    it('refuses a private half that is not of the public one', async () => {
        const torn = { ...key.privateJwk, d: consumerKey.d };
        expect(await open({ key: torn })).toBe('PRIVATE_KEY_INVALID');
    });

    it('refuses a seal with any one byte changed', async () => {
        const parts = sealed.split('.');
        const found: (SealingProblem | 'none')[] = [];
        for (const index of [2, 3, 4]) {
            const bytes = Buffer.from(parts[index] ?? '', 'base64url');
            for (let at = 0; at < bytes.length; at += 1) {
                const changed = Buffer.from(bytes);
                changed[at] = (changed[at] ?? 0) ^ 1;
                const forged = parts.with(index, changed.toString('base64url')).join('.');
                found.push(await open({ sealed: forged }));
            }
        }
        expect(found).toHaveLength(12 + Buffer.byteLength('{"name":"Li Example 李","status":"married"}') + 16);
        expect(new Set(found)).toEqual(new Set(['DAMAGED']));
    });

    it('refuses a header with other items than were sealed', async () => {
        const [header = '', ...rest] = sealed.split('.');
        const forged = Buffer.from(header, 'base64url').toString().replace('"name",', '');
        expect(await open({ sealed: [Buffer.from(forged).toString('base64url'), ...rest].join('.') })).toBe('DAMAGED');
    });

    it('refuses what the provider has sealed otherwise than the header says', async () => {
        const opened = (header: object, plain: string): Promise<SealingProblem | 'none'> =>
            problemOf(openRecord({ usageId, sealed: sealedWith(header, plain), key: consumerKey }));
        const header = headerFor(usageId);
        expect(await opened(header, '{"name":"Li Example","status":"married"}')).toBe('none');
        expect(await opened(header, '{"name":"Li Example"}')).toBe('OTHER_CONTENT');
        expect(await opened(header, '{"name":"Li Example","status":"married","idNo":"1"}')).toBe('OTHER_CONTENT');
        expect(await opened(header, '{"name":"Li Example","status":1}')).toBe('OTHER_CONTENT');
        expect(await opened(header, '{"name":"a","name":"Li Example","status":"married"}')).toBe('OTHER_CONTENT');
        expect(await opened(header, 'Li Example is married')).toBe('OTHER_CONTENT');
        const compressed = { ...header, zip: 'DEF' };
        expect(await opened(compressed, '{"name":"Li Example","status":"married"}')).toBe('NOT_SEALED');
    });
});

describe('other software', () => {
    it('derives the key of RFC 7518, Appendix C, as this suite’s own code does', () => {
        expect(agreed(senderKey, deliverTo)).toEqual(agreed(consumerKey, publicOf(senderKey)));
        const derived = concatKdf(agreed(senderKey, deliverTo), 'A128GCM', 'Alice', 'Bob', 128);
        expect(derived.toString('base64url')).toBe('VqqN6vgjbSBcIijNcacQGg');
    });

    it('finds that the library agrees on the key of RFC 7518, Appendix C', async () => {
        const header = { alg: 'ECDH-ES', enc: 'A128GCM', apu: 'QWxpY2U', apv: 'Qm9i', epk: publicOf(senderKey) };
        const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
        const nonce = Buffer.alloc(12, 1);
        const cipher = createCipheriv('aes-128-gcm', Buffer.from('VqqN6vgjbSBcIijNcacQGg', 'base64url'), nonce);
        cipher.setAAD(Buffer.from(encoded));
        const text = Buffer.concat([cipher.update('plain'), cipher.final()]);
        const parts = [nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'));
        const key = await importJWK(consumerKey, 'ECDH-ES');
        const { plaintext } = await compactDecrypt([encoded, '', ...parts].join('.'), key);
        expect(Buffer.from(plaintext).toString()).toBe('plain');
    });

    it('opens what the client has sealed', async () => {
        const delivery = await sealRecord({ usageId, deliverTo, record });
        expect(JSON.parse(openedWith(consumerKey, delivery.sealed).plain)).toEqual(record);
    });

    it('seals what the client opens', async () => {
        const foreign = sealedWith(headerFor(usageId), JSON.stringify(record));
        expect(await openRecord({ usageId, sealed: foreign, key: consumerKey })).toEqual(record);
    });
});
