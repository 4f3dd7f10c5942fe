import { directoryErrors } from '../../../chaincode/src/directory/errors';
import type { ErrorDescriptor } from '../../../chaincode/src/runtime/errors';
import { DomainError } from '../../../chaincode/src/runtime/errors';
import { parseRefusal, wireText } from '../../../chaincode/src/runtime/refusals';
import { runtimeErrors } from '../../../chaincode/src/runtime/runtime-errors';

const all: readonly ErrorDescriptor[] = [...Object.values(runtimeErrors), ...Object.values(directoryErrors)];
const placeholders = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

describe('the catalogues of refusals', () => {
    it.each(all.map((entry) => [entry.code, entry] as const))('%s says the same in both languages', (_code, entry) => {
        expect(placeholders(entry.zh)).toEqual(placeholders(entry.en));
        const known = placeholders(entry.en);
        for (const fix of entry.fix) {
            expect(known).toEqual(expect.arrayContaining([...placeholders(fix)]));
        }
        expect(entry.zh).toMatch(/\p{Script=Han}/u);
        expect(entry.en).not.toMatch(/\p{Script=Han}/u);
    });

    it('have each code once', () => {
        expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    });

    it('travel as canonical JSON and come back', () => {
        const wire = {
            code: 'LAND_TITLE_SEALED',
            kind: 'FAILED_PRECONDITION',
            message: { en: 'sealed', zh: '查封' },
            fix: { en: 'wait', zh: '等待' },
            details: { titleId: 'x', count: 2, live: true },
            retryable: false,
        } as const;
        const text = wireText(new DomainError(wire));
        expect(text.startsWith('{"code":"LAND_TITLE_SEALED","details":{"count":2')).toBe(true);
        expect(parseRefusal(text)?.wire).toEqual(wire);
    });

    it.each(['', 'hello', '{}', '[1]', '{"code":"x"}', '{"code":"A_B","code":"A_C"}'])('do not mistake %s', (text) => {
        expect(parseRefusal(text)).toBeUndefined();
    });
});
