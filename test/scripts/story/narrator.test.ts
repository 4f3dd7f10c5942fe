import { stripVTControlCharacters } from 'node:util';
import { Narrator } from '../../../scripts/src/story/narrator';
import type { Outcome } from '../../../scripts/src/story/outcome';

const both = (text: string): Outcome['tell'] => ({ en: text, zh: text });
const transactionId = '0123456789abcdef'.repeat(4);
const written = (tell: string, blockNumber: number): Outcome => ({
    tell: both(tell),
    kind: 'written',
    place: { transactionId, blockNumber },
    milliseconds: 12.4,
});
const wrong: Outcome = {
    tell: both('Wang signs'),
    kind: 'wrong',
    milliseconds: 3,
    reason: { code: 'LAND_CASE_NOT_FOUND', ...both(`There is no case ${transactionId.slice(0, 32)}.`) },
};

function told(language: 'en' | 'zh', tell: (narrator: Narrator) => void): readonly string[] {
    const lines: string[] = [];
    tell(
        new Narrator(language, (line) => {
            // Colours are there on a terminal only.
            lines.push(stripVTControlCharacters(line));
        }),
    );
    return lines;
}

describe('the narrator', () => {
    it('tells an act in one line, and its notes below', () => {
        const outcome = { ...written('Li signs', 7), notes: [both('endorsed by CourtMSP alone')] };
        expect(told('en', (narrator) => narrator.tell(outcome))).toEqual([
            ' 1 ✓ Li signs  tx 01234567  block 7  12 ms',
            '     endorsed by CourtMSP alone',
        ]);
    });

    it('folds acts into one line as long as all are well', () => {
        const outcomes = [written('Li signs', 7), written('Wang signs', 8)];
        const lines = told('zh', (narrator) => narrator.tellFolded(both('Both sign'), outcomes));
        expect(lines).toEqual([' 1 ✓ Both sign  2 tx  区块 7–8  25 ms']);
    });

    it('tells each of them when one is wrong, with ids of records cut', () => {
        const lines = told('en', (narrator) => narrator.tellFolded(both('Both sign'), [written('Li signs', 7), wrong]));
        expect(lines).toEqual([
            ' 1 ✓ Li signs  tx 01234567  block 7  12 ms',
            ' 2 ! Wang signs  3 ms',
            '     NOT AS TOLD LAND_CASE_NOT_FOUND: There is no case 01234567….',
        ]);
    });
});
