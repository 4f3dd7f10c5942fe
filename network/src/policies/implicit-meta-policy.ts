import { common } from '@hyperledger/fabric-protos';
import type { Policy } from './policy';

const { Rule } = common.ImplicitMetaPolicy;

/**
 * Counts the sub-groups whose policy of the same name is satisfied.
 * Fabric: common/policies/implicitmeta.go.
 * @param subPolicies one per sub-group, also where a group lacks the policy (then one that always refuses).
 */
export function createImplicitMetaPolicy(
    definition: common.ImplicitMetaPolicy,
    subPolicies: readonly Policy[],
): Policy {
    const threshold = thresholdOf(definition.getRule(), subPolicies.length);
    const count = (isSatisfied: (policy: Policy) => boolean): string | undefined => {
        let satisfied = 0;
        for (const policy of subPolicies) {
            if (satisfied < threshold && isSatisfied(policy)) {
                satisfied += 1;
            }
        }
        return satisfied >= threshold
            ? undefined
            : `implicit policy evaluation failed - ${String(satisfied)} sub-policies were satisfied, but this policy requires ${String(threshold)} of the '${definition.getSubPolicy()}' sub-policies to be satisfied`;
    };
    return {
        evaluateSignedData: (signatures) => count((policy) => policy.evaluateSignedData(signatures) === undefined),
        evaluateIdentities: (identities) => count((policy) => policy.evaluateIdentities(identities) === undefined),
    };
}

/** What stands in for a policy that does not exist. */
export function rejectingPolicy(name: string): Policy {
    const reject = (): string => `no such policy: '${name}'`;
    return { evaluateSignedData: reject, evaluateIdentities: reject };
}

/** Without sub-groups nothing is required. */
function thresholdOf(rule: number, groups: number): number {
    if (groups === 0) {
        return 0;
    }
    switch (rule) {
        case Rule.ANY:
            return 1;
        case Rule.ALL:
            return groups;
        case Rule.MAJORITY:
            return Math.floor(groups / 2) + 1;
        default:
            throw new Error(`unknown rule of an implicit meta policy: ${String(rule)}`);
    }
}
