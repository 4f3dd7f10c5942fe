import { common, msp, peer } from '@hyperledger/fabric-protos';

const { MSPRoleType } = msp.MSPRole;

export function principal(
    mspId: string,
    role: msp.MSPRole.MSPRoleTypeMap[keyof msp.MSPRole.MSPRoleTypeMap] = MSPRoleType.PEER,
): msp.MSPPrincipal {
    const mspRole = new msp.MSPRole();
    mspRole.setMspIdentifier(mspId);
    mspRole.setRole(role);
    const result = new msp.MSPPrincipal();
    result.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    result.setPrincipal(mspRole.serializeBinary());
    return result;
}

/** n of the organisations' peers. */
export function outOfPeers(n: number, ...mspIds: readonly string[]): common.SignaturePolicyEnvelope {
    const gate = new common.SignaturePolicy.NOutOf();
    gate.setN(n);
    gate.setRulesList(
        mspIds.map((_, index) => {
            const rule = new common.SignaturePolicy();
            rule.setSignedBy(index);
            return rule;
        }),
    );
    const rule = new common.SignaturePolicy();
    rule.setNOutOf(gate);
    const envelope = new common.SignaturePolicyEnvelope();
    envelope.setRule(rule);
    envelope.setIdentitiesList(mspIds.map((mspId) => principal(mspId)));
    return envelope;
}

export function base64(policy: common.SignaturePolicyEnvelope): string {
    return Buffer.from(policy.serializeBinary()).toString('base64');
}

export interface Collection {
    readonly name: string;
    /** MSP ids. */
    readonly members: readonly string[];
    readonly endorsement?: common.SignaturePolicyEnvelope;
}

function collectionConfig({ name, members, endorsement }: Collection): peer.CollectionConfig {
    const memberPolicy = new peer.CollectionPolicyConfig();
    const anyMember = outOfPeers(1, ...members);
    anyMember.setIdentitiesList(members.map((mspId) => principal(mspId, MSPRoleType.MEMBER)));
    memberPolicy.setSignaturePolicy(anyMember);
    const config = new peer.StaticCollectionConfig();
    config.setName(name);
    config.setMemberOrgsPolicy(memberPolicy);
    if (endorsement !== undefined) {
        const application = new peer.ApplicationPolicy();
        application.setSignaturePolicy(endorsement);
        config.setEndorsementPolicy(application);
    }
    const result = new peer.CollectionConfig();
    result.setStaticCollectionConfig(config);
    return result;
}

/** What `_lifecycle` answers for a chaincode with this policy, or with a reference to one of the channel's. */
export function definitionResult(
    policy: common.SignaturePolicyEnvelope | string,
    collections: readonly Collection[] = [],
): Uint8Array {
    const application = new peer.ApplicationPolicy();
    if (typeof policy === 'string') {
        application.setChannelConfigPolicyReference(policy);
    } else {
        application.setSignaturePolicy(policy);
    }
    const result = new peer.lifecycle.QueryChaincodeDefinitionResult();
    result.setSequence(1);
    result.setValidationParameter(application.serializeBinary());
    const configs = new peer.CollectionConfigPackage();
    configs.setConfigList(collections.map(collectionConfig));
    result.setCollections(configs);
    return result.serializeBinary();
}
