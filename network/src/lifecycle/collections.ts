import { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import { parseSignaturePolicy } from '../policies/policy-dsl';
import { staticCollections } from './collection-checks';
import type { ReadableState } from './lifecycle-state';
import { mspIdOfImplicitCollection } from './state-keys';
import { readDefinition } from './stored-definition';

/**
 * The collection of a chaincode as of a state: an explicit one of the definition, or the implicit one of an
 * organisation of the channel. The definition is read in either case. Undefined when there is none.
 */
export async function findCollection(
    state: ReadableState,
    namespace: string,
    name: string,
    config: ChannelConfig,
    localMspId: string,
): Promise<peer.StaticCollectionConfig | undefined> {
    const definition = await readDefinition(state, namespace);
    if (definition === undefined) {
        return undefined;
    }
    const mspId = mspIdOfImplicitCollection(name);
    if (mspId !== undefined) {
        const collection = implicitCollection(mspId, config);
        // To further peers of its own organisation, as core.yaml has it, and to none of another.
        collection?.setMaximumPeerCount(mspId === localMspId ? 1 : 0);
        return collection;
    }
    return staticCollections(definition.collections).find((collection) => collection.getName() === name);
}

/** Every chaincode has one per organisation of the channel. Fabric: core/chaincode/implicitcollection. */
export function implicitCollection(mspId: string, config: ChannelConfig): peer.StaticCollectionConfig | undefined {
    const organization = config.organizations.find((candidate) => candidate.mspId === mspId);
    if (organization === undefined) {
        return undefined;
    }
    const anyMember = parseSignaturePolicy(`OR('${mspId}.member')`);
    const members = new peer.CollectionPolicyConfig();
    members.setSignaturePolicy(anyMember);
    const endorsement = new peer.ApplicationPolicy();
    const path = `/Channel/Application/${organization.group}/Endorsement`;
    if (config.policies.policy(path) === undefined) {
        endorsement.setSignaturePolicy(anyMember);
    } else {
        endorsement.setChannelConfigPolicyReference(path);
    }
    const collection = new peer.StaticCollectionConfig();
    collection.setName(`_implicit_org_${mspId}`);
    collection.setMemberOrgsPolicy(members);
    collection.setEndorsementPolicy(endorsement);
    return collection;
}
