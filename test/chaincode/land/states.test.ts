import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { landErrors } from '../../../chaincode/src/land/errors';
import type { LandCase } from '../../../chaincode/src/land/records';
import { rules } from '../../../chaincode/src/land/rule-table';
import {
    caseTraits,
    caseTransitions,
    guardStep,
    mortgageTransitions,
    sealTransitions,
    titleTransitions,
} from '../../../chaincode/src/land/states';
import { codeOf, hex } from './people';

// Written from the law's order of steps, not from the table under test.
const allowed: readonly (readonly [LandCase['status'], keyof typeof caseTransitions])[] = [
    ['LODGED', 'lodgeSource'],
    ['LODGED', 'lodgeConsent'],
    ['LODGED', 'consentToCase'],
    ['LODGED', 'validateCase'],
    ['LODGED', 'rejectCase'],
    ['LODGED', 'withdrawCase'],
    ['VALIDATED', 'approveCase'],
    ['VALIDATED', 'rejectCase'],
    ['VALIDATED', 'withdrawCase'],
];
const statuses = ['LODGED', 'VALIDATED', 'APPROVED', 'COMPLETED', 'REJECTED', 'WITHDRAWN'] as const;
const steps = [
    'lodgeSource',
    'lodgeConsent',
    'consentToCase',
    'validateCase',
    'approveCase',
    'rejectCase',
    'withdrawCase',
] as const;

type Machine = Readonly<Record<string, { readonly from: readonly string[]; readonly to: readonly string[] }>>;

describe('the states of a case', () => {
    it.each(statuses.flatMap((status) => steps.map((step) => [status, step] as const)))(
        'in %s answers %s as the law has it',
        (status, step) => {
            const may = allowed.some(([from, name]) => from === status && name === step);
            const code = codeOf(() => {
                guardStep(step, { caseId: hex('0', 32), status });
            });
            expect(code).toBe(may ? 'no refusal' : 'LAND_CASE_STATE_FORBIDS');
        },
    );

    it('knows no other step', () => {
        expect(Object.keys(caseTransitions).sort()).toEqual([...steps].sort());
    });

    it('makes a title CURRENT by approval only', () => {
        const makers = Object.entries(titleTransitions).filter(([, { to }]) =>
            (to as readonly string[]).includes('CURRENT'),
        );
        expect(makers.map(([step]) => step)).toEqual(['approveCase']);
    });
});

describe('the tables in the README', () => {
    const readme = readFileSync(join(__dirname, '../../../chaincode/src/land/README.md'), 'utf8');
    const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

    it('show every transition', () => {
        const machines: Readonly<Record<string, Machine>> = {
            case: caseTransitions,
            title: titleTransitions,
            mortgage: mortgageTransitions,
            seal: sealTransitions,
        };
        for (const [record, machine] of Object.entries(machines)) {
            const table: Readonly<Record<string, { from: readonly string[]; to: readonly string[] }>> = machine;
            for (const [step, { from, to }] of Object.entries(table)) {
                expect(readme).toContain(row(record, from.join(', '), `\`${step}\``, to.join(', ')));
            }
        }
    });

    it('show the traits of every type of case', () => {
        const yes = (value: boolean): string => (value ? 'yes' : 'no');
        for (const [type, traits] of Object.entries(caseTraits)) {
            const { opener, occupiesTitle, rewritesMortgages, needsSource } = traits;
            expect(readme).toContain(row(type, opener, yes(occupiesTitle), yes(rewritesMortgages), yes(needsSource)));
        }
    });

    it('show every rule', () => {
        for (const { rule, severity, runsAt, appliesTo } of rules) {
            const types = appliesTo.length === 6 ? 'all' : appliesTo.join(', ');
            expect(readme).toContain(row(`\`${rule}\``, severity, runsAt.join(', '), types));
        }
    });
});

describe('the error catalogue', () => {
    const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

    it.each(Object.values(landErrors).map((entry) => [entry.code, entry] as const))(
        'tells %s in both languages with the same details and a way on',
        (code, { en, zh, fix }) => {
            expect(code).toMatch(/^LAND_[A-Z_]+$/);
            expect(placeholders(zh)).toEqual(placeholders(en));
            expect(zh).toMatch(/\p{Script=Han}/u);
            expect(fix[0]).not.toBe('');
            expect(fix[1]).toMatch(/\p{Script=Han}/u);
        },
    );
});
