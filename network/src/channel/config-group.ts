import { common } from '@hyperledger/fabric-protos';
import { parseImplicitMetaPolicy, parseSignaturePolicy } from '../policies/policy-dsl';

const ADMINS = 'Admins';

/** A message with bytes. */
interface Serializable {
    serializeBinary(): Uint8Array;
}

export interface ConfigGroupContent {
    readonly values: Readonly<Record<string, Serializable | undefined>>;
    /** Names with texts: `ANY Readers` or `OR('Org1MSP.peer')`. */
    readonly policies: Readonly<Record<string, string>>;
    readonly groups?: Readonly<Record<string, common.ConfigGroup>>;
    /** Where a value's modification policy is not `Admins`. */
    readonly modPolicies?: Readonly<Record<string, string>>;
}

/** Version 0 of a group; everything in it may be changed by its `Admins` unless said otherwise. */
export function createConfigGroup(content: ConfigGroupContent): common.ConfigGroup {
    const group = new common.ConfigGroup();
    group.setModPolicy(ADMINS);
    for (const [name, message] of Object.entries(content.values)) {
        if (message !== undefined) {
            const value = new common.ConfigValue();
            value.setValue(message.serializeBinary());
            value.setModPolicy(content.modPolicies?.[name] ?? ADMINS);
            group.getValuesMap().set(name, value);
        }
    }
    for (const [name, text] of Object.entries(content.policies)) {
        const policy = new common.ConfigPolicy();
        policy.setPolicy(createPolicy(text));
        policy.setModPolicy(ADMINS);
        group.getPoliciesMap().set(name, policy);
    }
    for (const [name, subGroup] of Object.entries(content.groups ?? {})) {
        group.getGroupsMap().set(name, subGroup);
    }
    return group;
}

function createPolicy(text: string): common.Policy {
    const policy = new common.Policy();
    if (text.includes('(')) {
        policy.setType(common.Policy.PolicyType.SIGNATURE);
        policy.setValue(parseSignaturePolicy(text).serializeBinary());
    } else {
        policy.setType(common.Policy.PolicyType.IMPLICIT_META);
        policy.setValue(parseImplicitMetaPolicy(text).serializeBinary());
    }
    return policy;
}
