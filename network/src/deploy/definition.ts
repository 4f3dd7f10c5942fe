import { type common, peer } from '@hyperledger/fabric-protos';
import { parseSignaturePolicy } from '../policies/policy-dsl';
import { DeployError } from './deploy-error';
import { errorText } from '../proto/error-text';

/** What organisations agree on, in the words of a person. */
export interface ChaincodeDefinition {
    readonly name: string;
    readonly version: string;
    /** From 1; each commit adds 1. */
    readonly sequence: number;
    /** A signature policy such as `AND('Org1MSP.peer', 'Org2MSP.peer')`, or the path of a channel policy beginning with `/`. */
    readonly policy: string;
    readonly collections?: readonly CollectionConfig[];
    readonly initRequired?: boolean;
}

/** A private data collection, as the peer command's collection files have it. */
export interface CollectionConfig {
    readonly name: string;
    /** Members: an OR of principals. */
    readonly policy: string;
    readonly requiredPeerCount?: number;
    readonly maxPeerCount?: number;
    /** Number of blocks that a value outlives its own; 0 (the default): it stays. */
    readonly blockToLive?: number;
    readonly memberOnlyRead?: boolean;
    readonly memberOnlyWrite?: boolean;
    /** The definition's own where absent. */
    readonly endorsementPolicy?: { readonly signaturePolicy: string } | { readonly channelConfigPolicy: string };
}

/** @throws DeployError POLICY_INVALID with Fabric's text. */
export function encodePolicy(policy: string, owner: string): peer.ApplicationPolicy {
    const application = new peer.ApplicationPolicy();
    if (policy.startsWith('/')) {
        application.setChannelConfigPolicyReference(policy);
    } else {
        application.setSignaturePolicy(parsePolicy(policy, owner));
    }
    return application;
}

/** Undefined for none: Fabric knows no empty list. */
export function encodeCollections(
    collections: readonly CollectionConfig[] = [],
): peer.CollectionConfigPackage | undefined {
    if (collections.length === 0) {
        return undefined;
    }
    const encoded = new peer.CollectionConfigPackage();
    encoded.setConfigList(collections.map(encodeCollection));
    return encoded;
}

function encodeCollection(collection: CollectionConfig): peer.CollectionConfig {
    const owner = `collection ${collection.name}`;
    const members = new peer.CollectionPolicyConfig();
    members.setSignaturePolicy(parsePolicy(collection.policy, owner));
    const encoded = new peer.StaticCollectionConfig();
    encoded.setName(collection.name);
    encoded.setMemberOrgsPolicy(members);
    encoded.setRequiredPeerCount(collection.requiredPeerCount ?? 0);
    encoded.setMaximumPeerCount(collection.maxPeerCount ?? 1);
    encoded.setBlockToLive(collection.blockToLive ?? 0);
    encoded.setMemberOnlyRead(collection.memberOnlyRead ?? false);
    encoded.setMemberOnlyWrite(collection.memberOnlyWrite ?? false);
    if (collection.endorsementPolicy !== undefined) {
        encoded.setEndorsementPolicy(encodeCollectionPolicy(collection.endorsementPolicy, owner));
    }
    const config = new peer.CollectionConfig();
    config.setStaticCollectionConfig(encoded);
    return config;
}

function encodeCollectionPolicy(
    policy: NonNullable<CollectionConfig['endorsementPolicy']>,
    owner: string,
): peer.ApplicationPolicy {
    return encodePolicy('signaturePolicy' in policy ? policy.signaturePolicy : policy.channelConfigPolicy, owner);
}

function parsePolicy(policy: string, owner: string): common.SignaturePolicyEnvelope {
    try {
        return parseSignaturePolicy(policy);
    } catch (error) {
        throw new DeployError(
            'POLICY_INVALID',
            `The policy of ${owner} cannot be read: ${errorText(error)}`,
            "Write it like AND('Org1MSP.peer', 'Org2MSP.peer'), OR(…) or OutOf(2, …).",
            { cause: error },
        );
    }
}

/** The fields that approve, readiness, commit and the queries share. */
export interface DefinitionMessage {
    getSequence(): number;
    getVersion(): string;
    getEndorsementPlugin(): string;
    getValidationPlugin(): string;
    getValidationParameter_asU8(): Uint8Array;
    getCollections(): peer.CollectionConfigPackage | undefined;
    getInitRequired(): boolean;
}

interface DefinitionArguments {
    setSequence(value: number): void;
    setName(value: string): void;
    setVersion(value: string): void;
    setValidationParameter(value: Uint8Array): void;
    setCollections(value?: peer.CollectionConfigPackage): void;
    setInitRequired(value: boolean): void;
}

/** Fills in everything but the plugins, whose defaults are the peer's. */
export function writeDefinition<T extends DefinitionArguments>(message: T, definition: ChaincodeDefinition): T {
    message.setSequence(definition.sequence);
    message.setName(definition.name);
    message.setVersion(definition.version);
    message.setValidationParameter(encodePolicy(definition.policy, definition.name).serializeBinary());
    message.setCollections(encodeCollections(definition.collections));
    message.setInitRequired(definition.initRequired ?? false);
    return message;
}

/** A definition as a peer answers with it; policies and collections in their wire form. */
export interface StoredDefinition {
    readonly sequence: number;
    readonly version: string;
    readonly endorsementPlugin: string;
    readonly validationPlugin: string;
    /** `protos.ApplicationPolicy`. */
    readonly validationParameter: Uint8Array;
    /** `protos.CollectionConfigPackage`; empty for none. */
    readonly collections: Uint8Array;
    readonly initRequired: boolean;
}

export function readDefinition(message: DefinitionMessage): StoredDefinition {
    return {
        sequence: message.getSequence(),
        version: message.getVersion(),
        endorsementPlugin: message.getEndorsementPlugin(),
        validationPlugin: message.getValidationPlugin(),
        validationParameter: message.getValidationParameter_asU8(),
        collections: message.getCollections()?.serializeBinary() ?? new Uint8Array(),
        initRequired: message.getInitRequired(),
    };
}

export type DefinitionPart = 'version' | 'policy' | 'collections' | 'initRequired' | 'plugins';

/** In what deploying `wanted` over `stored` would change it; sequences are not compared. */
export function changedParts(wanted: ChaincodeDefinition, stored: StoredDefinition): readonly DefinitionPart[] {
    const policy = encodePolicy(wanted.policy, wanted.name).serializeBinary();
    const collections = encodeCollections(wanted.collections)?.serializeBinary() ?? new Uint8Array();
    const isChanged: Readonly<Record<DefinitionPart, boolean>> = {
        version: wanted.version !== stored.version,
        policy: Buffer.compare(policy, stored.validationParameter) !== 0,
        collections: Buffer.compare(collections, stored.collections) !== 0,
        initRequired: (wanted.initRequired ?? false) !== stored.initRequired,
        plugins: stored.endorsementPlugin !== 'escc' || stored.validationPlugin !== 'vscc',
    };
    return (Object.keys(isChanged) as DefinitionPart[]).filter((part) => isChanged[part]);
}

/** Whether deploying `wanted` over `stored` would change nothing; sequences are not compared. */
export function sameDefinition(wanted: ChaincodeDefinition, stored: StoredDefinition): boolean {
    return changedParts(wanted, stored).length === 0;
}
