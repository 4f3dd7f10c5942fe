import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceErrors } from '../../../chaincode/src/licence/errors';
import { accreditationTransitions, licenceTransitions } from '../../../chaincode/src/licence/states';
import { VERIFICATION_REASONS } from '../../../chaincode/src/licence/terms';

describe('the README of the licence register', () => {
    const readme = readFileSync(join(__dirname, '../../../chaincode/src/licence/README.md'), 'utf8');

    it('shows every transition', () => {
        for (const [record, machine] of Object.entries({
            licence: licenceTransitions,
            accreditation: accreditationTransitions,
        })) {
            const table: Readonly<Record<string, { from: readonly string[]; to: readonly string[] }>> = machine;
            for (const [step, { from, to }] of Object.entries(table)) {
                expect(readme).toContain(`| ${record} | ${from.join(', ')} | \`${step}\` | ${to.join(', ')} |`);
            }
        }
    });

    it('explains every reason of verification', () => {
        for (const reason of VERIFICATION_REASONS) expect(readme).toContain(`\`${reason}\``);
    });
});

describe('the end of a licence', () => {
    it('is not left by any step', () => {
        const left = Object.values(licenceTransitions).flatMap(({ from }): readonly string[] => from);
        expect(left).not.toContain('REVOKED');
        expect(left).not.toContain('SUPERSEDED');
    });
});

describe('the error catalogue', () => {
    const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

    it.each(Object.values(licenceErrors).map((entry) => [entry.code, entry] as const))(
        'tells %s in both languages with the same details and a way on',
        (code, { en, zh, fix }) => {
            expect(code).toMatch(/^LICENCE_[A-Z_]+$/);
            expect(placeholders(zh)).toEqual(placeholders(en));
            expect(zh).toMatch(/\p{Script=Han}/u);
            expect(fix[0]).not.toBe('');
            expect(fix[1]).toMatch(/\p{Script=Han}/u);
        },
    );
});
