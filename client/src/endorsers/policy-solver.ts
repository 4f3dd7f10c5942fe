/**
 * Whose endorsement a transaction needs. This folder owns the choice of the organisations that are asked to endorse;
 * what the command will write is the register's answer (its `endorsers` transaction), and what becomes of the
 * endorsements is Fabric's validation. This file is pure: policies in, MSP ids out.
 */

/** A signature policy over organisations. A leaf without MSP id can be met by nobody's peer. */
export type PolicyRule =
    | { readonly kind: 'signedBy'; readonly mspId: string | undefined }
    | { readonly kind: 'outOf'; readonly n: number; readonly rules: readonly PolicyRule[] };

export interface SolverOptions {
    /** Organisations that must not be asked. */
    readonly excluded?: ReadonlySet<string>;
    /** The only organisations that may be asked. Default: all. */
    readonly admitted?: ReadonlySet<string> | undefined;
    /** Lower is better; decides between sets of the same size. Default: by name. */
    readonly rank?: (mspId: string) => number;
}

/** Sets that are tried before giving up; only policies with dozens of organisations come near. */
const mostTries = 200_000;

/**
 * A smallest set of organisations that meets every policy with one endorsement each; among the smallest the best
 * ranked. Undefined when there is none.
 */
export function solvePolicies(
    policies: readonly PolicyRule[],
    { excluded = new Set(), admitted, rank = () => 0 }: SolverOptions = {},
): readonly string[] | undefined {
    const candidates = [...new Set(policies.flatMap(mspIdsOf))]
        .filter((mspId) => !excluded.has(mspId) && (admitted === undefined || admitted.has(mspId)))
        .sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
    const everyone = new Set(candidates);
    if (!policies.every((policy) => couldBeMet(policy, everyone))) {
        return undefined;
    }
    const tries = { left: mostTries };
    for (let size = Math.max(0, ...policies.map(fewest)); size <= candidates.length && tries.left > 0; size++) {
        const found = firstOfSize(candidates, size, tries, (set) => policies.every((policy) => isMet(policy, set)));
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

/**
 * Whether one endorsement of each organisation meets a policy. As Fabric's common/cauthdsl: an endorsement counts for
 * one leaf only, and is taken by the first leaf that it fits, even where a later one needs it.
 */
export function isMet(policy: PolicyRule, mspIds: ReadonlySet<string>): boolean {
    return taken(policy, mspIds, new Set()) !== undefined;
}

/** The organisations whose endorsements are used up when the rule is met; undefined when it is not. */
function taken(
    rule: PolicyRule,
    mspIds: ReadonlySet<string>,
    used: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
    if (rule.kind === 'signedBy') {
        const { mspId } = rule;
        return mspId !== undefined && mspIds.has(mspId) && !used.has(mspId) ? new Set([...used, mspId]) : undefined;
    }
    let met = 0;
    let after = used;
    for (const part of rule.rules) {
        const next = taken(part, mspIds, after);
        if (next !== undefined) {
            met += 1;
            after = next;
        }
    }
    return met >= rule.n ? after : undefined;
}

/** A quick no: even if every endorsement could be counted for several leaves. */
function couldBeMet(rule: PolicyRule, mspIds: ReadonlySet<string>): boolean {
    return rule.kind === 'signedBy'
        ? rule.mspId !== undefined && mspIds.has(rule.mspId)
        : rule.rules.filter((part) => couldBeMet(part, mspIds)).length >= rule.n;
}

/** No set with fewer organisations can meet the rule. */
function fewest(rule: PolicyRule): number {
    if (rule.kind === 'signedBy') {
        return 1;
    }
    const parts = rule.rules.map(fewest).sort((left, right) => left - right);
    return parts.slice(0, Math.max(0, rule.n)).reduce((sum, part) => sum + part, 0);
}

function mspIdsOf(rule: PolicyRule): readonly string[] {
    if (rule.kind === 'outOf') {
        return rule.rules.flatMap(mspIdsOf);
    }
    return rule.mspId === undefined ? [] : [rule.mspId];
}

/** The first subset in the order of the candidates, so that the best ranked come first. */
function firstOfSize(
    candidates: readonly string[],
    size: number,
    tries: { left: number },
    accepts: (set: ReadonlySet<string>) => boolean,
): readonly string[] | undefined {
    const indexes = Array.from({ length: size }, (_, index) => index);
    while (tries.left > 0) {
        tries.left -= 1;
        const chosen = indexes.map((index) => candidates[index] ?? '');
        if (accepts(new Set(chosen))) {
            return chosen;
        }
        if (!advance(indexes, candidates.length)) {
            return undefined;
        }
    }
    return undefined;
}

/** The next combination in lexicographic order; false after the last. */
function advance(indexes: number[], count: number): boolean {
    for (let place = indexes.length - 1; place >= 0; place--) {
        const value = (indexes[place] ?? 0) + 1;
        if (value <= count - (indexes.length - place)) {
            for (let after = place; after < indexes.length; after++) {
                indexes[after] = value + after - place;
            }
            return true;
        }
    }
    return false;
}
