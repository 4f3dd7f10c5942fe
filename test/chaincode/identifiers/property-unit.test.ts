import fc from 'fast-check';
import {
    isPropertyUnitCode,
    parsePropertyUnitCode,
    propertyUnitProblem,
} from '../../../chaincode/src/identifiers/property-unit';

describe('property unit codes of GB/T 37346', () => {
    it.each(['110105001001GB00001F00010001', '110105001001GB00001W00000000', '310115002003JC00012L00000001'])(
        'accepts %s',
        (code) => {
            expect(propertyUnitProblem(code)).toBeUndefined();
        },
    );

    it.each([
        ['110105001001GB00001F0001000', 'length'],
        ['110105001001GB00001F000100010', 'length'],
        ['', 'length'],
        ['11010A001001GB00001F00010001', 'county'],
        ['110105O01001GB00001F00010001', 'zone'],
        ['110105001001XB00001F00010001', 'parcel feature'],
        ['110105001001GI00001F00010001', 'parcel feature'],
        ['110105001001gB00001F00010001', 'parcel feature'],
        ['110105001001GB0000xF00010001', 'parcel serial'],
        ['110105001001GB00001X00010001', 'fixture feature'],
        ['110105001001GB00001F0001000Z', 'fixture unit'],
        ['110105001001GA00001F00010001', 'collective use on land that is not collective'],
        ['110105001001GC00001F00010001', 'collective use on land that is not collective'],
        ['110105001001ZC00001F00010001', 'collective use on land that is not collective'],
        ['110105001001GB00001W00000001', 'unit number without a fixture'],
        ['110105001001GB00001F00010001\n', 'length'],
        ['１10105001001GB00001F00010001', 'county'],
    ])('refuses %j for its %s', (code, problem) => {
        expect(propertyUnitProblem(code)).toBe(problem);
        expect(isPropertyUnitCode(code)).toBe(false);
    });

    it('takes a code apart', () => {
        expect(parsePropertyUnitCode('110105001002GB00001F00010007')).toEqual({
            county: '110105',
            zone: '001',
            subZone: '002',
            ownership: 'G',
            use: 'B',
            parcelSerial: '00001',
            fixture: 'F',
            fixtureUnit: '00010007',
            provisional: false,
        });
    });

    it('calls a unit without zone provisional, except at sea', () => {
        expect(parsePropertyUnitCode('110105000000GB00001W00000000').provisional).toBe(true);
        expect(parsePropertyUnitCode('350200000000GH00001W00000000').provisional).toBe(false);
    });

    it('throws for what is no code', () => {
        expect(() => parsePropertyUnitCode('nonsense')).toThrow('not a property unit code: length');
    });

    it('agrees with the published pattern and its two side rules on any 28 characters', () => {
        const alphabet = fc.constantFrom(...Array.from('0123456789ABCDEFGHJLQSWXYZ'));
        const digits = (length: number): fc.Arbitrary<string> =>
            fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: length, maxLength: length });
        const nearly = fc
            .tuple(
                digits(12),
                fc.string({ unit: alphabet, minLength: 2, maxLength: 2 }),
                digits(5),
                alphabet,
                digits(8),
            )
            .map((parts) => parts.join(''));
        fc.assert(
            fc.property(nearly, (code) => {
                const pattern = /^\d{12}[GJZ][ABCDEFGHSWXY]\d{5}[FLQW]\d{8}$/.test(code);
                const collective = !/^.{12}[GZ][AC]/.test(code);
                const bare = code[19] !== 'W' || code.endsWith('00000000');
                expect(isPropertyUnitCode(code)).toBe(pattern && collective && bare);
            }),
            { numRuns: 2000 },
        );
    });
});
