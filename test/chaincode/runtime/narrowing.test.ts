import type { AttributeName } from '../../../chaincode/src/runtime/certificate';
import { narrowGrants } from '../../../chaincode/src/runtime/narrowing';

const registrar = { role: 'registrar', jurisdiction: '11', clearance: 3 };
const examiner = { role: 'examiner', jurisdiction: '', clearance: 2 };

function narrow(attributes: Partial<Record<AttributeName, string>>): unknown {
    const map = new Map(Object.entries(attributes) as [AttributeName, string][]);
    return narrowGrants([registrar, examiner], map, 'main');
}

describe('narrowing grants by certificate attributes', () => {
    it('takes nothing when there are no attributes', () => {
        expect(narrow({})).toEqual([registrar, examiner]);
    });

    it('keeps the listed roles only, and never adds one', () => {
        expect(narrow({ 'tab.role': 'examiner, judge' })).toEqual([examiner]);
        expect(narrow({ 'tab.role': 'judge' })).toEqual([]);
        expect(narrow({ 'tab.role': '' })).toEqual([]);
    });

    it('caps clearance and never raises it', () => {
        expect(narrow({ 'tab.clearance': '2' })).toEqual([{ ...registrar, clearance: 2 }, examiner]);
        expect(narrow({ 'tab.clearance': '4' })).toEqual([registrar, examiner]);
    });

    it('narrows jurisdiction from either side', () => {
        expect(narrow({ 'tab.jurisdiction': '1101' })).toEqual([
            { ...registrar, jurisdiction: '1101' },
            { ...examiner, jurisdiction: '1101' },
        ]);
        expect(narrow({ 'tab.jurisdiction': '33' })).toEqual([{ ...examiner, jurisdiction: '33' }]);
    });

    it('takes everything in another department', () => {
        expect(narrow({ 'tab.dept': 'main' })).toEqual([registrar, examiner]);
        expect(narrow({ 'tab.dept': 'branch' })).toEqual([]);
    });

    it.each(['5', '0', '-1', '', ' 3', '3.0', 'Infinity', '0x3'])(
        'takes everything for clearance "%s"',
        (clearance) => {
            expect(narrow({ 'tab.clearance': clearance })).toEqual([]);
        },
    );

    it.each(['1', 'xx', '11010', '11 '])('takes everything for jurisdiction "%s"', (jurisdiction) => {
        expect(narrow({ 'tab.jurisdiction': jurisdiction })).toEqual([]);
    });

    it('takes everything when the attributes cannot be read', () => {
        expect(narrowGrants([registrar], 'unreadable', 'main')).toEqual([]);
    });
});
