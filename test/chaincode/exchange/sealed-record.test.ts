/** What a provider may put before the register as sealed, and what it finds to say about everything else. */
import { sealedHeader } from '../../../chaincode/src/exchange/sealed-record';
import * as uses from '../../../chaincode/src/exchange/uses';
import { deliverTo, headerFor, publicOf, sealedWith, senderKey, thumbprint } from '../../support/sealing/jwe';
import { answered, delivery, grant, grantId, hex, provider, refusalOf } from './people';

const usageId = `${grantId}~1`;
const header = headerFor(usageId);
const plain = '{"name":"Li Example","status":"married"}';
const sealed = sealedWith(header, plain);
const [encoded = '', , nonce = '', text = '', tag = ''] = sealed.split('.');

function verdictOn(given: string): string {
    const refused = refusalOf(() => {
        uses.admitDelivery(answered, grant, delivery(given), hex('c'), provider);
    });
    expect(JSON.stringify(refused ?? {})).not.toMatch(/Li Example|married|CANARY/);
    return refused?.code ?? 'admitted';
}
const encode = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');
/** The character of base64url whose lowest bit alone is another one. */
const nextTo = (character: string): string => String.fromCharCode(character.charCodeAt(0) + 1);
const withHeader = (value: string | Uint8Array): string => [encode(value), '', nonce, text, tag].join('.');

describe('the header of a sealed record', () => {
    it('is read as it was written', () => {
        expect(sealedHeader(sealed)).toEqual({
            alg: 'ECDH-ES',
            enc: 'A256GCM',
            kid: thumbprint(deliverTo),
            epk: publicOf(senderKey),
            usageId,
            items: ['name', 'status'],
        });
        expect(verdictOn(sealed)).toBe('admitted');
    });

    it('may name its members in any order and with white space', () => {
        const spread = JSON.stringify(Object.fromEntries(Object.entries(header).reverse()), undefined, 2);
        expect(verdictOn(withHeader(spread))).toBe('admitted');
    });

    it.each<[string, object]>([
        ['another algorithm', { alg: 'ECDH-ES+A256KW' }],
        ['no algorithm', { alg: 'none' }],
        ['a shared key', { alg: 'dir' }],
        ['another encryption', { enc: 'A128GCM' }],
        ['an encryption without its own check', { enc: 'A256CBC-HS512' }],
        ['compression', { zip: 'DEF' }],
        ['a critical extension', { crit: ['exp'] }],
        ['party names', { apu: 'QWxpY2U' }],
        ['a type', { typ: 'JOSE' }],
        ['a member of its own', { CANARY: 'married' }],
        ['no key id', { kid: undefined }],
        ['the thumbprint of another key', { kid: thumbprint(senderKey) }],
        ['a key id of another form', { kid: 'the key' }],
        ['another use', { usageId: `${grantId}~2` }],
        ['another grant’s use', { usageId: `${hex('3', 32)}~1` }],
        ['no use', { usageId: undefined }],
        ['no sender', { epk: undefined }],
        ['a sender on another curve', { epk: { ...publicOf(senderKey), crv: 'P-384' } }],
        ['a sender off the curve', { epk: { ...publicOf(senderKey), x: senderKey.y } }],
        ['a sender with the private half', { epk: senderKey }],
        ['no items', { items: undefined }],
        ['an empty list of items', { items: [] }],
        ['an item twice', { items: ['name', 'name', 'status'] }],
        ['items that are none', { items: ['name', { CANARY: 1 }] }],
        ['more items than a resource has', { items: Array.from({ length: 33 }, (_, index) => `i${String(index)}`) }],
    ])('with %s is refused', (_what, change) => {
        expect(verdictOn(withHeader(JSON.stringify({ ...header, ...change })))).toBe('EXCHANGE_DELIVERY_NOT_SEALED');
    });

    it.each<[string, readonly string[]]>([
        ['fewer items', ['name']],
        ['more items', ['idNo', 'name', 'status']],
        ['other items', ['idNo', 'status']],
        ['the items in another order', ['status', 'name']],
    ])('with %s is refused as that', (_what, items) => {
        expect(verdictOn(withHeader(JSON.stringify({ ...header, items })))).toBe('EXCHANGE_DELIVERY_ITEMS_DIFFER');
    });

    const json = JSON.stringify(header);
    it.each<[string, string | Uint8Array]>([
        ['no JSON', 'CANARY'],
        ['JSON that ends too early', json.slice(0, -1)],
        ['JSON with more behind it', `${json}{}`],
        ['a list', `[${json}]`],
        ['null', 'null'],
        ['a name twice', json.replace('{', '{"alg":"none",')],
        ['a prototype', json.replace('{', '{"__proto__":{"CANARY":true},')],
        ['a prototype in a key', json.replace('"epk":{', '"epk":{"__proto__":{"CANARY":true},')],
        ['a constructor', json.replace('{', '{"constructor":{"prototype":{}},')],
        ['a mark of byte order', `\ufeff${json}`],
        ['bytes that are no text', Buffer.concat([Buffer.from(json), Buffer.from([0xff, 0xfe])])],
        ['a comment', `${json}// CANARY`],
        ['depth', '['.repeat(700)],
    ])('of %s is refused, and leaves nothing behind', (_what, value) => {
        expect(verdictOn(withHeader(value))).toBe('EXCHANGE_DELIVERY_NOT_SEALED');
        expect(({} as Readonly<Record<string, unknown>>)['CANARY']).toBeUndefined();
    });

    it('longer than any honest one is refused', () => {
        const padded = `${json.slice(0, -1)}${' '.repeat(1600)}}`;
        expect(encode(padded).length).toBeGreaterThan(2048);
        expect(verdictOn(withHeader(padded))).toBe('EXCHANGE_DELIVERY_NOT_SEALED');
    });
});

describe('the form of a sealed record', () => {
    it.each<[string, string]>([
        ['nothing', ''],
        ['plain text', plain],
        ['a header alone', encoded],
        ['no tag', [encoded, '', nonce, text].join('.')],
        ['a sixth part', `${sealed}.${tag}`],
        ['an encrypted key', [encoded, tag, nonce, text, tag].join('.')],
        ['no header', ['', '', nonce, text, tag].join('.')],
        ['no nonce', [encoded, '', '', text, tag].join('.')],
        ['a nonce of another length', [encoded, '', `${nonce}AA`, text, tag].join('.')],
        ['no ciphertext', [encoded, '', nonce, '', tag].join('.')],
        ['a tag of another length', [encoded, '', nonce, text, tag.slice(0, 16)].join('.')],
        ['padding', [`${encoded}=`, '', nonce, text, tag].join('.')],
        ['the other alphabet of base64', [encoded, '', nonce, `${text}+/`, tag].join('.')],
        ['a line break', `${sealed}\n`],
        ['white space before it', ` ${sealed}`],
        ['the serialisation in JSON', JSON.stringify({ protected: encoded, iv: nonce, ciphertext: text, tag })],
    ])('refuses %s', (_what, given) => {
        expect(verdictOn(given)).toBe('EXCHANGE_DELIVERY_NOT_SEALED');
    });

    it('refuses a header spelt with other bits at its end, which would be another text of the same header', () => {
        // Of the last character of one byte behind the groups of three, four bits stand for nothing.
        const json = JSON.stringify(header);
        const spaced = json.padEnd(json.length + ((4 - (json.length % 3)) % 3));
        const right = encode(spaced);
        const same = ['A', 'Q', 'g', 'w'].flatMap((last) =>
            [last, nextTo(last)].map((character) => `${right.slice(0, -1)}${character}`),
        );
        const spelt = same.filter((each) => Buffer.from(each, 'base64url').toString() === spaced);
        expect(spelt).toHaveLength(2);
        const admitted = spelt.filter((each) => verdictOn([each, '', nonce, text, tag].join('.')) === 'admitted');
        expect(admitted).toEqual([right]);
    });

    it('is judged from outside: what is inside nobody here can see', () => {
        const empty = sealedWith(header, '{}');
        expect(verdictOn(empty)).toBe('admitted');
        expect(verdictOn([encoded, '', nonce, 'AAAA', tag].join('.'))).toBe('admitted');
    });
});
