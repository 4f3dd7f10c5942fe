import * as fc from 'fast-check';
import { canonicalJson, JsonProblem, parseStrictJson } from '../../../chaincode/src/runtime/json';

describe('writing canonical JSON', () => {
    it('orders names by UTF-16 code units and writes numbers as RFC 8785 says', () => {
        const value = {
            '\u20ac': 'Euro Sign',
            '\r': 'Carriage Return',
            '\ufb33': 'Hebrew Letter Dalet With Dagesh',
            '1': 'One',
            '\ud83d\ude00': 'Emoji',
            '\u0080': 'Control',
            '\u00f6': 'Latin',
            numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0],
        };
        expect(canonicalJson(value)).toBe(
            '{"\\r":"Carriage Return","1":"One","numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"\u0080":"Control",' +
                '"\u00f6":"Latin","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
        );
    });

    it('does not depend on the order in which an object was built', () => {
        expect(canonicalJson({ b: [2, 1], a: { d: null, c: true } })).toBe('{"a":{"c":true,"d":null},"b":[2,1]}');
    });

    const circle: Record<string, unknown> = {};
    circle['again'] = circle;
    it.each([
        ['NaN', { a: Number.NaN }, '/a'],
        ['an infinity', [Number.NEGATIVE_INFINITY], '/0'],
        ['undefined', { a: { b: undefined } }, '/a/b'],
        ['a BigInt', 1n, ''],
        ['a function', { f: () => 1 }, '/f'],
        ['a lone surrogate', { s: '\ud800' }, '/s'],
        ['a lone surrogate in a name', { '\udc00': 1 }, '/\udc00'],
        ['a Date', { d: new Date(0) }, '/d'],
        ['a Map', new Map(), ''],
    ])('refuses %s and names the place', (_what, value, path) => {
        expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ path }) as Error);
    });

    it('refuses a circle', () => {
        expect(() => canonicalJson(circle)).toThrow(JsonProblem);
    });
});

describe('reading strict JSON', () => {
    it('reads back what was written', () => {
        const leaf = fc.oneof(
            fc.constant(null),
            fc.boolean(),
            fc.integer(),
            fc.string({ unit: 'grapheme-ascii' }),
            fc.constantFrom('不动产', 'Ünïcode', '😀'),
        );
        const name = fc
            .string({ unit: 'grapheme-ascii', maxLength: 8 })
            .filter((text) => !/^(__proto__|constructor|prototype)$/.test(text));
        const { value } = fc.letrec((tie) => ({
            value: fc.oneof(
                { maxDepth: 4 },
                leaf,
                fc.array(tie('value'), { maxLength: 4 }),
                fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
            ),
        }));
        fc.assert(
            fc.property(value, (document) => {
                const text = canonicalJson(document);
                expect(canonicalJson(parseStrictJson(text))).toBe(text);
                expect(parseStrictJson(text)).toEqual(JSON.parse(text));
            }),
            { numRuns: 2000 },
        );
    });

    it.each([
        ['a duplicate name', '{"a":{"b":1,"b":2}}', '/a/b', 'the name occurs twice'],
        ['a duplicate name in another spelling', '{"a":1,"\\u0061":2}', '/a', 'the name occurs twice'],
        ['__proto__', '{"x":{"__proto__":{"admin":true}}}', '/x', 'a name that reaches prototypes'],
        ['an escaped __proto__', '{"__\\u0070roto__":{}}', '', 'a name that reaches prototypes'],
        ['constructor', '{"constructor":{"prototype":{}}}', '', 'a name that reaches prototypes'],
        ['a control character', '{"a":"\\u0007"}', '/a', 'a control character'],
        ['an escaped line break', '{"a":"x\\ny"}', '/a', 'a control character'],
        ['a raw line break', '{"a":"x\ny"}', '/a', 'not a JSON text'],
        ['text that is not NFC', '{"a":["e\u0301"]}', '/a/0', 'not in Unicode normalisation form C'],
        ['a lone surrogate', '{"a":"\\ud800"}', '/a', 'a lone surrogate is no character'],
        ['an integer beyond 2^53', '{"a":9007199254740993}', '/a', 'a number that cannot be kept exactly'],
        ['a number that overflows', '[1e999]', '/0', 'a number that cannot be kept exactly'],
        ['a leading zero', '[01]', '', '"," expected'],
        ['a hexadecimal number', '[0x10]', '', '"," expected'],
        ['NaN', '[NaN]', '/0', 'not a JSON value'],
        ['a trailing comma', '[1,]', '/1', 'not a JSON value'],
        ['a comment', '{}//', '', 'text after the end'],
        ['single quotes', "{'a':1}", '', 'not a JSON text'],
        ['nothing', '', '', 'not a JSON value'],
        ['half a document', '{"a":', '/a', 'not a JSON value'],
        ['nesting of 17', `${'['.repeat(17)}${']'.repeat(17)}`, '/0'.repeat(16), 'nested deeper than 16'],
        ['more than 64 KiB', `"${'a'.repeat(65_535)}"`, '', 'longer than 65536 bytes'],
        ['more than 64 KiB of UTF-8', `"${'不'.repeat(22_000)}"`, '', 'longer than 65536 bytes'],
    ])('refuses %s', (_what, text, path, problem) => {
        expect(() => parseStrictJson(text)).toThrow(expect.objectContaining({ path, problem }) as Error);
        expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('admin');
    });

    it('reads nesting of 16 and a document of exactly 64 KiB', () => {
        expect(parseStrictJson(`${'['.repeat(16)}${']'.repeat(16)}`)).toBeDefined();
        expect(parseStrictJson(`"${'a'.repeat(65_534)}"`)).toHaveLength(65_534);
    });

    it('reads minus zero as zero', () => {
        expect(Object.is(parseStrictJson('-0'), 0)).toBe(true);
    });
});
