/** Runs every cell of an expected access table on the fake ledger, and tells where the register answers otherwise. */
import { RoleName } from '../../../chaincode/src/directory/roles';
import type { ContractDefinition } from '../../../chaincode/src/runtime/definition';
import {
    type AccessRow,
    type Lapse,
    lapses,
    names,
    relations,
    verdictAfter,
    verdictOf,
} from '../../expectations/access';
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

/** The rows of a table, each with its name. */
export function rowsOf(
    table: Readonly<Record<string, AccessRow<string> | undefined>>,
): (readonly [name: string, row: AccessRow<string>])[] {
    return Object.entries(table).flatMap(([name, row]) => (row === undefined ? [] : [[name, row] as const]));
}

/** What came out of one row. */
export interface RowResult {
    readonly cells: number;
    /** `role, relation: expected … got …`, for each cell that differs. */
    readonly differences: readonly string[];
}

/**
 * Everybody in good standing, and whose right has ended, is narrowed, or is none any more. A role that the row does not
 * name is asked where it could most easily slip through, and elsewhere.
 */
export async function runRow(matrix: Matrix, name: string, row: AccessRow<string>): Promise<RowResult> {
    const asked: Asked[] = [];
    for (const role of RoleName.options) {
        const named = names(row, role);
        for (const who of named ? relations : (['own', 'otherAgency'] as const)) {
            asked.push({ role, who, signer: matrix.staff.officer(role, who), expected: verdictOf(row, role, who) });
        }
        if (named) asked.push(...(await lapsed(matrix.staff, row, role)));
    }
    return judge(matrix, name, asked);
}

async function lapsed(staff: Staff, row: AccessRow<string>, role: RoleName): Promise<readonly Asked[]> {
    const signers: Readonly<Record<Exclude<Lapse, 'suspended'>, Signer>> = {
        expired: staff.officer(role, 'own'),
        narrowed: await staff.narrowed(role),
        retired: staff.officer(role, 'retired'),
        unknown: await staff.stranger(role),
    };
    return lapses.flatMap((who) => {
        if (who === 'suspended') return [];
        const at = who === 'expired' ? { at: afterPeriod } : {};
        return [{ role, who, signer: signers[who], expected: verdictAfter(row, who), ...at }];
    });
}

/** Everybody of the agencies concerned, once these are suspended. */
export function runSuspended(matrix: Matrix, name: string, row: AccessRow<string>): Promise<RowResult> {
    const asked = RoleName.options
        .filter((role) => names(row, role))
        .map((role): Asked => {
            const signer = matrix.staff.officer(role, 'own');
            return { role, who: 'suspended', signer, expected: verdictAfter(row, 'suspended') };
        });
    return judge(matrix, name, asked);
}

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
