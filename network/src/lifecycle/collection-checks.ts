import { msp, type common, type peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import { errorText } from '../proto/error-text';

const NAME = /^[A-Za-z0-9-]+([A-Za-z0-9_-]+)*$/;

/** @throws Error with Fabric's cause. Fabric: core/chaincode/lifecycle/scc.go. */
export function checkCollections(collections: readonly peer.StaticCollectionConfig[], config: ChannelConfig): void {
    const names = new Set<string>();
    for (const collection of collections) {
        const name = collection.getName();
        if (!NAME.test(name)) {
            throw new Error(
                `invalid collection name '${name}'. Names can only consist of alphanumerics, '_', and '-' and cannot begin with '_'`,
            );
        }
        if (names.has(name)) {
            throw new Error(`collection-name: ${name} -- found duplicate in collection configuration`);
        }
        names.add(name);
        checkPeerCounts(collection);
        checkMembers(collection, config);
    }
}

/** A new definition keeps the collections of the committed one and how long their data lives. */
export function checkUpgrade(
    proposed: readonly peer.StaticCollectionConfig[],
    committed: readonly peer.StaticCollectionConfig[],
): void {
    if (committed.length > 0 && proposed.length === 0) {
        throw new Error('the proposed collection config does not contain previously defined collections');
    }
    for (const before of committed) {
        const after = proposed.find((collection) => collection.getName() === before.getName());
        if (after === undefined) {
            throw new Error(
                `existing collection [${before.getName()}] missing in the proposed collection configuration`,
            );
        }
        if (after.getBlockToLive() !== before.getBlockToLive()) {
            throw new Error(
                `the BlockToLive in an existing collection [${before.getName()}] modified. Existing value [${String(before.getBlockToLive())}]`,
            );
        }
    }
}

export function staticCollections(
    collections: peer.CollectionConfigPackage | undefined,
): readonly peer.StaticCollectionConfig[] {
    return (collections?.getConfigList() ?? []).map((config) => {
        const collection = config.getStaticCollectionConfig();
        if (collection === undefined) {
            throw new Error('collection configuration is empty');
        }
        return collection;
    });
}

function checkPeerCounts(collection: peer.StaticCollectionConfig): void {
    const required = collection.getRequiredPeerCount();
    const maximum = collection.getMaximumPeerCount();
    if (maximum < required) {
        throw new Error(
            `collection-name: ${collection.getName()} -- maximum peer count (${String(maximum)}) cannot be less than the required peer count (${String(required)})`,
        );
    }
    if (required < 0) {
        throw new Error(
            `collection-name: ${collection.getName()} -- requiredPeerCount (${String(required)}) cannot be less than zero`,
        );
    }
}

function checkMembers(collection: peer.StaticCollectionConfig, config: ChannelConfig): void {
    const name = collection.getName();
    if (collection.getMemberOrgsPolicy() === undefined) {
        throw new Error(`collection member policy is not set for collection '${name}'`);
    }
    const policy = collection.getMemberOrgsPolicy()?.getSignaturePolicy();
    if (policy === undefined) {
        throw new Error(`collection member org policy is empty for collection '${name}'`);
    }
    try {
        config.policies.signaturePolicy(policy.serializeBinary());
    } catch (error) {
        throw new Error(`invalid member org policy for collection '${name}': ${errorText(error)}`, { cause: error });
    }
    checkOr(name, policy.getRule());
    for (const principal of policy.getIdentitiesList()) {
        checkPrincipal(name, principal, config);
    }
}

function checkOr(name: string, rule: common.SignaturePolicy | undefined): void {
    const gate = rule?.getNOutOf();
    if (gate === undefined) {
        return;
    }
    if (gate.getN() !== 1) {
        throw new Error(
            `collection-name: ${name} -- error in member org policy: signature policy is not an OR concatenation, NOutOf ${String(gate.getN())}`,
        );
    }
    for (const inner of gate.getRulesList()) {
        checkOr(name, inner);
    }
}

function checkPrincipal(name: string, principal: msp.MSPPrincipal, config: ChannelConfig): void {
    const { Classification } = msp.MSPPrincipal;
    const content = principal.getPrincipal_asU8();
    switch (principal.getPrincipalClassification()) {
        case Classification.ROLE:
            requireMember(name, msp.MSPRole.deserializeBinary(content).getMspIdentifier(), config);
            return;
        case Classification.ORGANIZATION_UNIT:
            requireMember(name, msp.OrganizationUnit.deserializeBinary(content).getMspIdentifier(), config);
            return;
        case Classification.IDENTITY:
            try {
                config.msps.deserialize(content);
            } catch {
                throw new Error(`collection-name: ${name} -- contains an identity that is not part of the channel`);
            }
            return;
        default:
            throw new Error(
                `collection-name: ${name} -- principal type ${String(principal.getPrincipalClassification())} is not supported`,
            );
    }
}

function requireMember(name: string, mspId: string, config: ChannelConfig): void {
    if (!config.msps.mspIds.includes(mspId)) {
        throw new Error(`collection-name: ${name} -- collection member '${mspId}' is not part of the channel`);
    }
}
