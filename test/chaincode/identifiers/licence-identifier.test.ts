import {
    formatLicenceIdentifier,
    isLicenceTypeCode,
    licenceIdentifierProblem,
    parseLicenceIdentifier,
} from '../../../chaincode/src/identifiers/licence-identifier';

const root = '1.2.156.3005.2.';
const alphabet = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const built = `${root}11100000000013338W001.11110000000021135M.TAB2026000001.001.C`;

describe('licence identifiers', () => {
    it.each([
        ['of a ministry’s type, in a province', `${root}11100000000013338W011.11430000006122244L.20230000403.001.U`],
        ['in its second version', `${root}11100000000013338W009.11330105002500287C.2025052201.002.0`],
        ['with a region as issuer', `${root}11100000MB03271699022.340100.000000016.001.9`],
        ['built for this register', built],
        ['built, second version', `${root}11100000000013338W001.11110000000021135M.TAB2026000001.002.A`],
    ])('%s pass', (_what, identifier) => {
        expect(licenceIdentifierProblem(identifier)).toBeUndefined();
    });

    it.each([
        ['', 'root'],
        ['1.2.156.3005.3.11100000000013338W001.11110000000021135M.TAB2026000001.001.C', 'root'],
        ['11100000000013338W001.11110000000021135M.TAB2026000001.001.C', 'root'],
        [`${root}11100000000013338W001.11110000000021135M.TAB2026000001.001`, 'parts'],
        [`${built}.C`, 'parts'],
        [`${root}11100000000013338W01.11110000000021135M.TAB2026000001.001.C`, 'type'],
        [`${root}11100000000013338w001.11110000000021135M.TAB2026000001.001.C`, 'type'],
        [`${root}1110000000001333IW001.11110000000021135M.TAB2026000001.001.C`, 'type'],
        [`${root}11100000000013338W001.1111000000002113.TAB2026000001.001.C`, 'issuer'],
        [`${root}11100000000013338W001.34010.TAB2026000001.001.C`, 'issuer'],
        [`${root}11100000000013338W001.11110000000021135M..001.C`, 'serial'],
        [`${root}11100000000013338W001.11110000000021135M.TAB_2026.001.C`, 'serial'],
        [`${root}11100000000013338W001.11110000000021135M.${'A'.repeat(33)}.001.C`, 'serial'],
        [`${root}11100000000013338W001.11110000000021135M.TAB2026000001.1.C`, 'version'],
        [`${root}11100000000013338W001.11110000000021135M.TAB2026000001.000.C`, 'version'],
        [`${root}11100000000013338W001.11110000000021135M.TAB2026000001.001.`, 'check'],
        [`${root}11100000000013338W001.11110000000021135M.TAB2026000001.001.c`, 'check'],
    ])('%s has no valid %s', (identifier, part) => {
        expect(licenceIdentifierProblem(identifier)).toEqual({ kind: 'form', part });
    });

    it('name the expected character where the check character is wrong', () => {
        expect(licenceIdentifierProblem(built.replace(/C$/, 'D'))).toEqual({
            kind: 'check',
            part: 'identifier',
            standard: 'GB/T 36904',
            expected: 'C',
            legacy: false,
        });
    });

    it('recognise the check character of the vendor routine, and refuse it', () => {
        // Published in an interface description of a province.
        const published = `${root}11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M`;
        expect(licenceIdentifierProblem(published)).toMatchObject({ expected: 'D', legacy: true });
        expect(licenceIdentifierProblem(built.replace(/C$/, 'P'))).toMatchObject({ expected: 'C', legacy: true });
        const province = `${root}11100000000013338W011.11430000006122244L.20230000403.001.T`;
        expect(licenceIdentifierProblem(province)).toMatchObject({ expected: 'U', legacy: true });
    });

    it.each([
        ['type', 'GB 32100', 'W', '11100000000013338X001.11110000000021135M'],
        ['type', 'GB 11714', '8', '11100000000013339W001.11110000000021135M'],
        ['issuer', 'GB 32100', 'M', '11100000000013338W001.11110000000021135N'],
        ['issuer', 'GB 11714', '5', '11100000000013338W001.11110000000021136M'],
    ])('name the %s where its own check of %s wants %s', (part, standard, expected, codes) => {
        // Whatever the last character is: a wrong code inside is told first.
        for (const check of alphabet) {
            const problem = licenceIdentifierProblem(`${root}${codes}.TAB2026000001.001.${check}`);
            expect(problem).toEqual({ kind: 'check', part, standard, expected, legacy: false });
        }
    });

    const deployed = `${root}11100000000013338W011.11430000006122244L.20230000403.001.U`;
    /** Places of the characters that the check character protects, and of itself. */
    const places = Array.from(deployed.slice(root.length)).flatMap((character, at) =>
        character === '.' ? [] : [root.length + at],
    );

    it('catch all single substitutions of one', () => {
        const wrong = places.flatMap((at) =>
            alphabet
                .filter((character) => character !== deployed[at])
                .map((character) => deployed.slice(0, at) + character + deployed.slice(at + 1)),
        );
        // 54 places, 35 other characters each.
        expect(wrong).toHaveLength(1890);
        expect(wrong.filter((identifier) => licenceIdentifierProblem(identifier) === undefined)).toEqual([]);
    });

    it('catch all adjacent swaps of one', () => {
        const swapped = places.slice(0, -1).flatMap((at, index) => {
            const next = places[index + 1] ?? at;
            const [left = '', right = ''] = [deployed[at], deployed[next]];
            const swap = deployed.slice(0, at) + right + deployed.slice(at + 1, next) + left + deployed.slice(next + 1);
            return left === right ? [] : [swap];
        });
        expect(swapped).toHaveLength(26);
        expect(swapped.filter((identifier) => licenceIdentifierProblem(identifier) === undefined)).toEqual([]);
    });

    it('come apart and together again', () => {
        const parts = {
            typeCode: '11100000000013338W001',
            issuer: '11110000000021135M',
            serial: 'TAB2026000001',
            version: '001',
        };
        expect(parseLicenceIdentifier(built)).toEqual(parts);
        expect(formatLicenceIdentifier(parts)).toBe(built);
    });

    it.each([
        ['11100000000013338W001', true],
        ['11100000000013338WZZZ', true],
        ['11100000000013338X001', false],
        ['11100000000013338W01', false],
        ['11100000000013338W00a', false],
        ['11100000000013338W0011', false],
    ])('have the type code %s: %s', (code, valid) => {
        expect(isLicenceTypeCode(code)).toBe(valid);
    });
});
