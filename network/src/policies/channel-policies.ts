import { common, peer } from '@hyperledger/fabric-protos';
import type { Msps } from '../msp/msps';
import { decode } from '../proto/decode';
import { createImplicitMetaPolicy, rejectingPolicy } from './implicit-meta-policy';
import type { Policies, Policy } from './policy';
import { createSignaturePolicy, decodeSignaturePolicy } from './signature-policy';

const Type = common.Policy.PolicyType;

/** Policies of a channel's configuration. @throws Error for a policy that cannot be read or is of an unknown type. */
export function createPolicies(channelGroup: common.ConfigGroup, msps: Msps): Policies {
    const byPath = new Map<string, Policy>();
    addGroup('/Channel', channelGroup, msps, byPath);
    const signaturePolicy = (envelope: Uint8Array): Policy =>
        createSignaturePolicy(decodeSignaturePolicy(envelope), msps);
    return {
        policy: (path) => byPath.get(path),
        signaturePolicy,
        applicationPolicy(bytes) {
            const policy = decode(peer.ApplicationPolicy, bytes, 'ApplicationPolicy');
            switch (policy.getTypeCase()) {
                case peer.ApplicationPolicy.TypeCase.SIGNATURE_POLICY: {
                    const envelope = policy.getSignaturePolicy();
                    return envelope === undefined ? undefined : createSignaturePolicy(envelope, msps);
                }
                case peer.ApplicationPolicy.TypeCase.CHANNEL_CONFIG_POLICY_REFERENCE:
                    return byPath.get(absolute(policy.getChannelConfigPolicyReference()));
                default:
                    throw new Error('unsupported policy type <nil>');
            }
        },
    };
}

/** Adds the policies of a group and of all below it; answers those of the group by name. */
function addGroup(
    path: string,
    group: common.ConfigGroup,
    msps: Msps,
    byPath: Map<string, Policy>,
): ReadonlyMap<string, Policy> {
    const subGroups: ReadonlyMap<string, Policy>[] = [];
    group.getGroupsMap().forEach((subGroup, name) => {
        subGroups.push(addGroup(`${path}/${name}`, subGroup, msps, byPath));
    });
    const own = new Map<string, Policy>();
    group.getPoliciesMap().forEach((configPolicy, name) => {
        const policy = configPolicy.getPolicy();
        if (policy !== undefined) {
            own.set(name, createPolicy(`${path}/${name}`, policy, subGroups, msps));
        }
    });
    own.forEach((policy, name) => byPath.set(`${path}/${name}`, policy));
    return own;
}

function createPolicy(
    path: string,
    policy: common.Policy,
    subGroups: readonly ReadonlyMap<string, Policy>[],
    msps: Msps,
): Policy {
    const value = policy.getValue_asU8();
    switch (policy.getType()) {
        case Type.SIGNATURE:
            return createSignaturePolicy(decodeSignaturePolicy(value), msps);
        case Type.IMPLICIT_META: {
            const definition = decode(common.ImplicitMetaPolicy, value, 'ImplicitMetaPolicy');
            const name = definition.getSubPolicy();
            return createImplicitMetaPolicy(
                definition,
                subGroups.map((subGroup) => subGroup.get(name) ?? rejectingPolicy(name)),
            );
        }
        default:
            throw new Error(`policy ${path}: unknown policy type: ${String(policy.getType())}`);
    }
}

/** A reference that does not begin with a slash counts from the channel's group. */
function absolute(reference: string): string {
    return reference.startsWith('/') ? reference : `/Channel/${reference}`;
}
