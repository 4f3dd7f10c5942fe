/** Runs every cell of an expected access table on the fake ledger, and tells where the register answers otherwise. */
import { RoleName } from '../../../chaincode/src/directory/roles';
import type { ContractDefinition } from '../../../chaincode/src/runtime/definition';
import { type AccessRow, lapses, relations, verdictAfter, verdictOf } from '../../expectations/access';
import type { Outcome } from '../../support/ledger/ledger-desk';
import type { Signer } from '../../support/ledger/signers';
import { afterPeriod, type Command, type Staff } from './staff';

export interface Matrix {
    readonly register: string;
    readonly definition: ContractDefinition;
    readonly staff: Staff;
    /** The command of a row, on an object that lets it pass for whoever has the right. */
    readonly commandOf: (row: string) => Command;
}

/** What came out of one row. */
export interface RowResult {
    readonly cells: number;
    /** `role, relation: expected … got …`, for each cell that differs. */
    readonly differences: readonly string[];
}

/** Everybody in good standing, with a right that has ended or is narrowed, out of office, or without one. */
export async function runRow(matrix: Matrix, name: string, row: AccessRow<string>): Promise<RowResult> {
    const { staff } = matrix;
    const asked: Asked[] = [];
    for (const role of RoleName.options) {
        for (const relation of relations) {
            asked.push({
                role,
                who: relation,
                signer: staff.officer(role, relation),
                expected: verdictOf(row, role, relation),
            });
        }
        const own = staff.officer(role, 'own');
        asked.push(
            { role, who: 'expired', signer: own, expected: verdictAfter(row, 'expired'), at: afterPeriod },
            { role, who: 'narrowed', signer: await staff.narrowed(role), expected: verdictAfter(row, 'narrowed') },
            { role, who: 'retired', signer: staff.officer(role, 'retired'), expected: verdictAfter(row, 'retired') },
            { role, who: 'unknown', signer: await staff.stranger(role), expected: verdictAfter(row, 'unknown') },
        );
    }
    return judge(matrix, name, asked);
}

/** Everybody of the agencies concerned, once these are suspended. */
export function runSuspended(matrix: Matrix, name: string, row: AccessRow<string>): Promise<RowResult> {
    const asked = RoleName.options.map((role): Asked => {
        const signer = matrix.staff.officer(role, 'own');
        return { role, who: 'suspended', signer, expected: verdictAfter(row, 'suspended') };
    });
    return judge(matrix, name, asked);
}

/** Each row is run for every role in every relation and every lapse. */
export const cellsPerRow = RoleName.options.length * (relations.length + lapses.length);

interface Asked {
    readonly role: RoleName;
    readonly who: string;
    readonly signer: Signer;
    readonly expected: string;
    readonly at?: string;
}

async function judge(matrix: Matrix, name: string, asked: readonly Asked[]): Promise<RowResult> {
    const { register, definition, staff, commandOf } = matrix;
    const [transaction = ''] = name.split(':');
    const { input, options } = commandOf(name);
    const differences: string[] = [];
    for (const { role, who, signer, expected, at } of asked) {
        const how = definition.transactions[transaction]?.kind === 'evaluate' ? 'evaluate' : 'endorse';
        const when = at === undefined ? {} : { at };
        const outcome = await staff.desk[how](signer, register, transaction, input, { ...options, ...when });
        const got = verdictIn(outcome);
        if (got !== expected) differences.push(`${role}, ${who}: expected ${expected}, got ${got}`);
    }
    return { cells: asked.length, differences };
}

/** `passes`, or the code of the refusal, with a complaint when that left a trace. */
function verdictIn({ status, refusal, writes, privateWrites, policies, event }: Outcome): string {
    if (status < 400) return 'passes';
    const traces = writes.length + privateWrites.length + Object.keys(policies).length;
    const code = refusal?.code ?? 'no catalogued refusal';
    return traces > 0 || event !== undefined ? `${code} with traces` : code;
}
