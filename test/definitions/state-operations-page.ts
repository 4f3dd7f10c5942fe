/** The tables of docs/state-operations.md, from the budgets. */
import type { StateOperations } from '../support/ledger/state-operations';
import type { stateOperations } from './state-operations';

const columns: readonly (readonly [keyof StateOperations, string])[] = [
    ['calls', 'calls'],
    ['reads', 'reads'],
    ['writes', 'writes'],
    ['policies', 'policies'],
    ['privateReads', 'private reads'],
    ['privateWrites', 'private writes'],
    ['ranges', 'range reads'],
    ['bytes', 'bytes, at most'],
];

export function operationTables(budgets: typeof stateOperations): string {
    return Object.entries(budgets)
        .map(([register, transactions]) => {
            const rows = Object.entries(transactions).flatMap(([transaction, situations]) =>
                Object.entries(situations).map(([situation, operations]) => [
                    situation === '' ? `\`${transaction}\`` : `\`${transaction}\`, ${situation}`,
                    ...columns.map(([name]) => String(operations[name] ?? '')),
                ]),
            );
            const head = ['', ...columns.map(([, title]) => title)];
            const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
            return `## ${register}\n\n${lines.join('\n')}\n`;
        })
        .join('\n');
}
