/**
 * How the expected access is written down: for each transaction the roles that may call it, and for each role what an
 * officer is told who stands in another relation to the object. Whoever is not named is refused.
 */
import type { RoleName } from '../../chaincode/src/directory/roles';
import type { ContractDefinition, TransactionName } from '../../chaincode/src/runtime/definition';

/** How an officer in good standing relates to the object. The right holds everywhere unless the relation says otherwise. */
export const relations = ['own', 'otherDepartment', 'otherAgency', 'lowClearance', 'outside'] as const;
/**
 * `own`: of the department and agency concerned, clearance 3, jurisdiction over the place. `otherDepartment`: next door in
 * the same agency. `otherAgency`: the same role elsewhere. `lowClearance`: clearance 1. `outside`: a right for other regions.
 */
export type Relation = (typeof relations)[number];

/** Why somebody who would stand in relation `own` has no right any more, or none yet. */
export const lapses = ['expired', 'narrowed', 'retired', 'suspended', 'unknown'] as const;
/**
 * `expired`: the right has ended. `narrowed`: the certificate's attributes name another role. `retired`: out of office.
 * `suspended`: the agency is. `unknown`: a certificate of the same agency that the directory does not know.
 */
export type Lapse = (typeof lapses)[number];

/** `passes`: the command is carried out or the question answered; else the code of the refusal, and nothing is written. */
export type Verdict<Code extends string> = 'passes' | Code;
export type Standing<Code extends string> = Readonly<Record<Relation, Verdict<Code>>>;

export type AccessRow<Code extends string> =
    /** Everybody who can write to the channel, also without an office. */
    | 'whoever'
    /** Every officer in office of an agency that is not suspended. */
    | 'inOffice'
    /** The door is open to everybody, and what comes then is the same for all. */
    | { readonly everybody: Code }
    | Readonly<Partial<Record<RoleName, Standing<Code>>>>;

/** Every transaction has a row; where one has several kinds of objects, `name: kind` has a row of its own. */
export type AccessExpectation<Definition extends ContractDefinition, Code extends string> = Readonly<
    Record<TransactionName<Definition>, AccessRow<Code>> &
        Partial<Record<`${TransactionName<Definition>}: ${string}`, AccessRow<Code>>>
>;

export const everywhere = {
    own: 'passes',
    otherDepartment: 'passes',
    otherAgency: 'passes',
    lowClearance: 'passes',
    outside: 'passes',
} as const;

/** Whether the row names this role, or everybody. */
export function names(row: AccessRow<string>, role: RoleName): boolean {
    return row === 'whoever' || row === 'inOffice' || 'everybody' in row || Object.hasOwn(row, role);
}

/** What an officer of this role is told; default deny. */
export function verdictOf<Code extends string>(
    row: AccessRow<Code>,
    role: RoleName,
    relation: Relation,
): Verdict<Code> | 'RUNTIME_ACCESS_DENIED' {
    if (row === 'whoever' || row === 'inOffice') return 'passes';
    if ('everybody' in row) return row.everybody;
    return row[role]?.[relation] ?? 'RUNTIME_ACCESS_DENIED';
}

/** What somebody is told whose right has lapsed, whatever the role was. */
export function verdictAfter(row: AccessRow<string>, lapse: Lapse): string {
    if (row === 'whoever') return 'passes';
    if (row !== 'inOffice' && 'everybody' in row) return row.everybody;
    if (lapse === 'suspended') return 'RUNTIME_AGENCY_SUSPENDED';
    if (lapse === 'retired' || lapse === 'unknown') return 'RUNTIME_CALLER_UNKNOWN';
    return row === 'inOffice' ? 'passes' : 'RUNTIME_ACCESS_DENIED';
}
