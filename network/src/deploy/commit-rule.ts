import { common } from '@hyperledger/fabric-protos';
import { isMetByPeers } from './policy-strength';

/** Whose approvals a channel asks for before a definition can be committed. */
export interface CommitRule {
    /** For people, e.g. `3 of 4`, or the rule in a word where it does not count. */
    readonly text: string;
    isMetBy(mspIds: readonly string[]): boolean;
}

const { Rule } = common.ImplicitMetaPolicy;

/**
 * The channel's policy LifecycleEndorsement; the majority where the channel has none.
 * @param organizations how many organisations the channel has.
 * @see Fabric core/chaincode/lifecycle/endorsement_info.go, common/policies/implicitmeta.go
 */
export function commitRule(config: common.Config, organizations: number): CommitRule {
    const application = config.getChannelGroup()?.getGroupsMap().get('Application');
    const policy = application?.getPoliciesMap().get('LifecycleEndorsement')?.getPolicy();
    if (policy?.getType() === common.Policy.PolicyType.SIGNATURE) {
        const envelope = common.SignaturePolicyEnvelope.deserializeBinary(policy.getValue_asU8());
        return { text: 'LifecycleEndorsement', isMetBy: (mspIds) => isMetByPeers(envelope, mspIds) };
    }
    const rule =
        policy === undefined
            ? Rule.MAJORITY
            : common.ImplicitMetaPolicy.deserializeBinary(policy.getValue_asU8()).getRule();
    const majority = Math.floor(organizations / 2) + 1;
    const needed = rule === Rule.ANY ? 1 : rule === Rule.ALL ? organizations : majority;
    return {
        text: `${String(needed)} of ${String(organizations)}`,
        isMetBy: (mspIds) => mspIds.length >= needed,
    };
}
