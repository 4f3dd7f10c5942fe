import { keyInWords, printable, valueInWords } from '../../../scripts/src/cli/key-words';

describe('what a ledger holds, in words', () => {
    it('shows a composite key as its object type and attributes', () => {
        expect(keyInWords('\u0000land.title\u0000110105\u00007\u0000')).toBe('land.title 110105 7');
    });

    it('shows JSON, cut, and anything else by its size', () => {
        expect(valueInWords(Buffer.from('{"a":1}'))).toBe('{"a":1}');
        expect(valueInWords(Buffer.from('{"a":1}'), 4)).toBe('{"a"…');
        expect(valueInWords(Uint8Array.of(1, 2, 255))).toBe('3 bytes');
    });

    it('lets no content steer the terminal', () => {
        expect(printable('a\u001b[2Jb\u202ec')).toBe('a·[2Jb·c');
    });
});
