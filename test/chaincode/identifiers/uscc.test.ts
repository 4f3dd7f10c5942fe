import { isUscc } from '../../../chaincode/src/identifiers/uscc';

describe('unified social credit codes', () => {
    it.each([
        '91350100M000100Y43',
        '9144030071526726XG',
        '911100000000004570',
        '11100000000013338W',
        '11110000000021135M',
        '11330105002500287C',
        '11430000006122244L',
        '11420503087246977F',
        '11100000MB0341032Y',
        '91610800064834709T',
        '914403001922038216',
    ])('accept %s', (code) => {
        expect(isUscc(code)).toBe(true);
    });

    it.each([
        ['the published invalid example', '91350100M000100Y4Z'],
        ['a wrong check character', '91350100M000100Y44'],
        ['lower case', '91350100m000100y43'],
        ['17 characters', '91350100M000100Y4'],
        ['a letter that is not used', '91350100I000100Y43'],
        ['a trailing space', '91350100M000100Y43 '],
        ['full-width digits', '９1350100M000100Y43'],
    ])('refuse %s', (_what, code) => {
        expect(isUscc(code)).toBe(false);
    });

    it('refuse every single wrong character', () => {
        const code = '11330105002500287C';
        const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
        const passing = Array.from(code).flatMap((right, at) =>
            Array.from(alphabet).filter(
                (wrong) => wrong !== right && isUscc(code.slice(0, at) + wrong + code.slice(at + 1)),
            ),
        );
        expect(passing).toEqual([]);
    });

    it('refuse a code whose organisation code is wrong while the outer check fits', () => {
        // Organisation code 00250028 has check character 7; with 8 in its place no outer check character helps.
        const outer = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY').filter((check) =>
            isUscc(`11330105002500288${check}`),
        );
        expect(outer).toEqual([]);
    });
});
