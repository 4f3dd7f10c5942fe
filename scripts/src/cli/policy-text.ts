import { common, msp } from '@hyperledger/fabric-protos';

/** A signature policy as the rules of lifecycle commands write it, with the MSPs that it names. */
export interface PolicyText {
    readonly text: string;
    readonly mspIds: readonly string[];
    /** Whether peers of these MSPs, one each, satisfy it. */
    readonly isMetBy: (mspIds: ReadonlySet<string>) => boolean;
}

export function policyText(envelope: common.SignaturePolicyEnvelope): PolicyText {
    const principals = envelope.getIdentitiesList().map((principal) => principalText(principal));
    const rule = envelope.getRule();
    return {
        text: rule === undefined ? '?' : ruleText(rule, principals),
        mspIds: [...new Set(principals.map(({ mspId }) => mspId))],
        isMetBy: (mspIds) => rule !== undefined && isMet(rule, principals, mspIds),
    };
}

interface Principal {
    readonly mspId: string;
    readonly text: string;
}

function principalText(principal: msp.MSPPrincipal): Principal {
    if (principal.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) {
        return { mspId: '', text: '?' };
    }
    const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
    const names = Object.entries(msp.MSPRole.MSPRoleType);
    const name = names.find(([, type]) => type === role.getRole())?.[0] ?? '?';
    const mspId = role.getMspIdentifier();
    return { mspId, text: `'${mspId}.${name.toLowerCase()}'` };
}

function ruleText(rule: common.SignaturePolicy, principals: readonly Principal[]): string {
    const outOf = rule.getNOutOf();
    if (outOf === undefined) {
        return principals[rule.getSignedBy()]?.text ?? '?';
    }
    const rules = outOf.getRulesList();
    const parts = rules.map((part) => ruleText(part, principals));
    if (parts.length === 1 && outOf.getN() === 1) {
        return parts.join();
    }
    const head =
        outOf.getN() === rules.length ? 'AND(' : outOf.getN() === 1 ? 'OR(' : `OutOf(${String(outOf.getN())}, `;
    return `${head}${parts.join(', ')})`;
}

function isMet(rule: common.SignaturePolicy, principals: readonly Principal[], present: ReadonlySet<string>): boolean {
    const outOf = rule.getNOutOf();
    if (outOf === undefined) {
        return present.has(principals[rule.getSignedBy()]?.mspId ?? '');
    }
    return outOf.getRulesList().filter((part) => isMet(part, principals, present)).length >= outOf.getN();
}

/** All smallest sets of MSPs that meet every policy, out of those admitted; none when no set does. */
export function smallestSets(
    policies: readonly PolicyText[],
    admitted?: readonly string[],
): readonly (readonly string[])[] {
    const named = [...new Set(policies.flatMap((policy) => policy.mspIds))].sort();
    const mspIds = admitted === undefined ? named : named.filter((mspId) => admitted.includes(mspId));
    for (let size = 1; size <= mspIds.length; size += 1) {
        const found = subsets(mspIds, size).filter((set) => policies.every(({ isMetBy }) => isMetBy(new Set(set))));
        if (found.length > 0) {
            return found;
        }
    }
    return [];
}

function subsets(items: readonly string[], size: number): readonly (readonly string[])[] {
    if (size === 0) {
        return [[]];
    }
    return items.flatMap((item, index) => subsets(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}
