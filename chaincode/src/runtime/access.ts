/**
 * Who may call what, as data: one row per transaction, default deny. The door decides before the domain reads anything.
 * Rights are grants on the ledger; certificate attributes have narrowed them before they reach this table. Relations to
 * the object (who lodged it, whose mortgage it is) are rules of the domain.
 */
import type { ContractDefinition, ParsedInputOf, TransactionName } from './definition';
import type { Caller, Grant } from './caller';

/** Fields of the input that hold a text. */
type TextField<Input> = { [Key in keyof Input]-?: Input[Key] extends string ? Key : never }[keyof Input] & string;

/** One grant must satisfy role, clearance and jurisdiction together. */
export interface RoleRow<Input> {
    readonly roles: readonly string[];
    /** The least clearance that the grant must carry. */
    readonly clearance?: 1 | 2 | 3 | 4;
    /** Input field whose text begins with a GB/T 2260 region (a region or a unit code): it must lie in the grant's jurisdiction. */
    readonly within?: TextField<Input>;
    /** Input field that must name the caller's own agency. */
    readonly ownAgency?: TextField<Input>;
}

export type AccessRow<Input = Readonly<Record<string, string>>> =
    | RoleRow<Input>
    /** Any officer whom the directory knows, of an agency that is not suspended. */
    | { readonly public: true }
    /** Any channel writer; the directory is not asked and `caller` carries the principal only. */
    | { readonly anyone: true };

export type AccessTable<Definition extends ContractDefinition> = {
    readonly [Name in TransactionName<Definition>]: AccessRow<ParsedInputOf<Definition, Name>>;
};

/** Types the table against the definition: a transaction without a row does not compile. */
export function defineAccess<Definition extends ContractDefinition>(
    _definition: Definition,
    table: AccessTable<Definition>,
): AccessTable<Definition> {
    return table;
}

/** A row as the door sees it, without the types of one input. */
export interface PlainRow {
    readonly anyone?: true;
    readonly public?: true;
    readonly roles?: readonly string[];
    readonly clearance?: number;
    readonly within?: string;
    readonly ownAgency?: string;
}

/** True when the row lets this officer pass with this input. Rows of `anyone` are not asked. */
export function allows(row: PlainRow, caller: Caller, input: unknown): boolean {
    if (row.public === true) {
        return true;
    }
    const { roles } = row;
    if (roles === undefined) {
        return false;
    }
    if (row.ownAgency !== undefined && textField(input, row.ownAgency) !== caller.agencyId) {
        return false;
    }
    return caller.grants.some((grant) => grantSuffices(grant, row, roles, input));
}

function grantSuffices(grant: Grant, row: PlainRow, roles: readonly string[], input: unknown): boolean {
    if (!roles.includes(grant.role) || grant.clearance < (row.clearance ?? 1)) {
        return false;
    }
    if (row.within === undefined) {
        return true;
    }
    const place = textField(input, row.within);
    return place?.startsWith(grant.jurisdiction) ?? false;
}

function textField(input: unknown, name: string): string | undefined {
    if (typeof input !== 'object' || input === null || !Object.hasOwn(input, name)) {
        return undefined;
    }
    const value = (input as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : undefined;
}
