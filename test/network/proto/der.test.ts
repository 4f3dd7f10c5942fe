import {
    derInteger,
    derOid,
    encodeDer,
    readDer,
    readDerInteger,
    readDerOid,
    DerError,
} from '../../../network/src/proto/der';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (text: string): Uint8Array => Buffer.from(text, 'hex');

describe('DER', () => {
    test.each([
        [0n, '020100'],
        [127n, '02017f'],
        [128n, '02020080'],
        [256n, '02020100'],
    ])('writes and reads the integer %s', (value, encoded) => {
        expect(hex(derInteger(value))).toBe(encoded);
        expect(readDerInteger(readDer(fromHex(encoded)))).toBe(value);
    });

    test('reads negative integers as such', () => {
        expect(readDerInteger(readDer(fromHex('0201ff')))).toBe(-1n);
        expect(readDerInteger(readDer(fromHex('02028000')))).toBe(-32768n);
    });

    test.each([
        ['2.5.29.15', '0603551d0f'],
        ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
    ])('writes and reads the object identifier %s', (dotted, encoded) => {
        expect(hex(derOid(dotted))).toBe(encoded);
        expect(readDerOid(readDer(fromHex(encoded)))).toBe(dotted);
    });

    test.each([
        [127, '047f'],
        [128, '048180'],
        [256, '04820100'],
    ])('writes lengths of %i bytes and reads them', (length, start) => {
        const encoded = encodeDer(0x04, new Uint8Array(length));

        expect(hex(encoded).startsWith(start)).toBe(true);
        expect(readDer(encoded).content).toHaveLength(length);
    });

    test.each(['', '04', '0402aa', '04817f', '0480', '1f0100', '04820080'])('refuses %s', (encoded) => {
        expect(() => readDer(fromHex(encoded))).toThrow(DerError);
    });

    test.each(['0200', '02020001', '0202ffff', '040100'])('does not take %s for an integer', (encoded) => {
        expect(() => readDerInteger(readDer(fromHex(encoded)))).toThrow(DerError);
    });
});
