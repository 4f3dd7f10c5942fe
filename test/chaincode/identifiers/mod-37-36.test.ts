import fc from 'fast-check';
import { checkCharacter, legacyCheckCharacter } from '../../../chaincode/src/identifiers/mod-37-36';

const alphabet = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const seed = Number(process.env['TABULARIUM_SEED'] ?? '20260301');
const given = fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 80 }).map((all) => all.join(''));

/** The standard's recursion turned round: a text with its check character must end at 1. */
function endsAtOne(text: string): boolean {
    const sums = Array.from(text).reduce(
        ({ product }, character) => {
            const sum = (product + alphabet.indexOf(character)) % 36;
            return { sum, product: ((sum === 0 ? 36 : sum) * 2) % 37 };
        },
        { sum: 0, product: 36 },
    );
    return sums.sum === 1;
}

describe(`check characters of MOD 37,36 (seed ${String(seed)})`, () => {
    it('make every text end at 1', () => {
        fc.assert(
            fc.property(given, (text) => {
                expect(endsAtOne(text + checkCharacter(text))).toBe(true);
            }),
            { seed },
        );
    });

    it('are the only ones that do', () => {
        fc.assert(
            fc.property(given, fc.constantFrom(...alphabet), (text, other) => {
                expect(endsAtOne(text + other)).toBe(other === checkCharacter(text));
            }),
            { seed },
        );
    });

    it('catch every single substitution', () => {
        fc.assert(
            fc.property(given, fc.nat(), fc.constantFrom(...alphabet), (text, place, other) => {
                const at = place % text.length;
                fc.pre(text[at] !== other);
                const wrong = text.slice(0, at) + other + text.slice(at + 1);
                expect(checkCharacter(wrong)).not.toBe(checkCharacter(text));
            }),
            { seed },
        );
    });
});

describe('the vendor routine', () => {
    it.each([
        // Published with the check character M; the standard has D.
        ['11100000000013661B006113700000045046442209FA4E88F9E4C878F3E9BED2CE7EA49001', 'M', 'D'],
        ['11100000000013338W00111110000000021135MTAB2026000001001', 'P', 'C'],
        ['11100000000013338W01111430000006122244L20230000403001', 'T', 'U'],
    ])('answers for %s %s where the standard has %s', (text, legacy, standard) => {
        expect(legacyCheckCharacter(text)).toBe(legacy);
        expect(checkCharacter(text)).toBe(standard);
    });
});
