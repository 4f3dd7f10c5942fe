import { fill, resolve } from '../../../scripts/src/story/references';

const scope = new Map<string, unknown>([
    ['sale', { caseId: 'c1', mortgages: [{ rank: 1 }] }],
    ['read', { record: { name: 'Li' }, items: ['name', 'status'] }],
]);

describe('references of a story', () => {
    it('stand for values at any depth', () => {
        expect(resolve({ case: '$sale.caseId', list: ['$sale.mortgages.0.rank', 'plain', 7] }, scope)).toEqual({
            case: 'c1',
            list: [1, 'plain', 7],
        });
    });

    it('fill the gaps of a text, lists with commas', () => {
        expect(fill('{read.record.name} was asked for {read.items}.', scope)).toBe('Li was asked for name, status.');
    });

    it('are named where they have no value', () => {
        expect(() => resolve('$sale.price', scope)).toThrow('$sale.price has no value');
        expect(() => fill('{nobody.name}', scope)).toThrow('$nobody.name has no value');
    });
});
