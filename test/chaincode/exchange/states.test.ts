import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchangeErrors } from '../../../chaincode/src/exchange/errors';
import {
    grantTransitions,
    guardGrant,
    guardRequest,
    guardResource,
    guardUsage,
    requestTransitions,
    resourceTransitions,
    usageTransitions,
} from '../../../chaincode/src/exchange/states';
import { codeOf, grantId, requestId, resourceCode } from './people';

type Pair = readonly [status: string, step: string];
type Guard = (status: never, step: never) => void;

// Written from the law's order of steps, not from the tables under test.
const machines: readonly {
    readonly record: string;
    readonly statuses: readonly string[];
    readonly steps: readonly string[];
    readonly allowed: readonly Pair[];
    readonly guard: Guard;
    readonly table: Readonly<Record<string, { readonly from: readonly string[]; readonly to: readonly string[] }>>;
}[] = [
    {
        record: 'resource',
        statuses: ['PUBLISHED', 'WITHDRAWN'],
        steps: ['amendResource', 'withdrawResource', 'requestShare', 'useGrant'],
        allowed: [
            ['PUBLISHED', 'amendResource'],
            ['PUBLISHED', 'withdrawResource'],
            ['PUBLISHED', 'requestShare'],
            ['PUBLISHED', 'useGrant'],
        ],
        guard: (status, step) => {
            guardResource(step, { resourceCode, status });
        },
        table: resourceTransitions,
    },
    {
        record: 'request',
        statuses: ['SUBMITTED', 'CONFORMITY_CHECKED', 'PENDING_PROVIDER', 'GRANTED', 'REJECTED'],
        steps: ['checkConformity', 'answerRequest', 'flagOverdue'],
        allowed: [
            ['SUBMITTED', 'checkConformity'],
            ['PENDING_PROVIDER', 'answerRequest'],
            ['PENDING_PROVIDER', 'flagOverdue'],
        ],
        guard: (status, step) => {
            guardRequest(step, { requestId, status });
        },
        table: requestTransitions,
    },
    {
        record: 'grant',
        statuses: ['ACTIVE', 'SUSPENDED', 'REVOKED'],
        steps: [
            'useGrant',
            'commitAnswer',
            'deliverRecord',
            'deliveredRecord',
            'suspendGrant',
            'resumeGrant',
            'revokeGrant',
        ],
        allowed: [
            ['ACTIVE', 'useGrant'],
            ['ACTIVE', 'commitAnswer'],
            ['ACTIVE', 'deliverRecord'],
            ['ACTIVE', 'deliveredRecord'],
            ['ACTIVE', 'suspendGrant'],
            ['SUSPENDED', 'resumeGrant'],
            ['ACTIVE', 'revokeGrant'],
            ['SUSPENDED', 'revokeGrant'],
        ],
        guard: (status, step) => {
            guardGrant(step, { grantId, status });
        },
        table: grantTransitions,
    },
    {
        record: 'usage',
        statuses: ['CLAIMED', 'ANSWERED', 'RECEIVED', 'PURGED'],
        steps: ['commitAnswer', 'deliverRecord', 'confirmReceipt', 'purgeDelivery'],
        allowed: [
            ['CLAIMED', 'commitAnswer'],
            ['ANSWERED', 'deliverRecord'],
            ['ANSWERED', 'confirmReceipt'],
            ['ANSWERED', 'purgeDelivery'],
            ['RECEIVED', 'purgeDelivery'],
        ],
        guard: (status, step) => {
            guardUsage(step, { grantId, slot: '1', status });
        },
        table: usageTransitions,
    },
];

describe.each(machines)('the states of a $record', ({ record, statuses, steps, allowed, guard, table }) => {
    it.each(statuses.flatMap((status) => steps.map((step) => [status, step] as const)))(
        'in %s answer %s as the law has it',
        (status, step) => {
            const may = allowed.some(([from, name]) => from === status && name === step);
            const code = codeOf(() => {
                guard(status as never, step as never);
            });
            expect(code).toBe(may ? 'no refusal' : `EXCHANGE_${record.toUpperCase()}_STATE_FORBIDS`);
        },
    );

    it('know no other step', () => {
        expect(Object.keys(table).sort()).toEqual([...steps].sort());
    });

    it('stand in the README', () => {
        const readme = readFileSync(join(__dirname, '../../../chaincode/src/exchange/README.md'), 'utf8');
        for (const [step, { from, to }] of Object.entries(table)) {
            expect(readme).toContain(`| ${[record, from.join(', '), `\`${step}\``, to.join(', ')].join(' | ')} |`);
        }
    });
});

describe('the error catalogue', () => {
    const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

    it.each(Object.values(exchangeErrors).map((entry) => [entry.code, entry] as const))(
        'tells %s in both languages with the same details and a way on',
        (code, { en, zh, fix }) => {
            expect(code).toMatch(/^EXCHANGE_[A-Z_]+$/);
            expect(placeholders(zh)).toEqual(placeholders(en));
            expect(zh).toMatch(/\p{Script=Han}/u);
            expect(fix[0]).not.toBe('');
            expect(fix[1]).toMatch(/\p{Script=Han}/u);
        },
    );
});
