/** Chaincode definitions of the channel, asked of a peer with Fabric's lifecycle. */
import { common, peer } from '@hyperledger/fabric-protos';
import type { Tabularium } from '@tabularium/client';
import { policyText, type PolicyText } from './policy-text';

export interface CommittedCollection {
    readonly name: string;
    /** MSP ids of those who receive the values. */
    readonly members: readonly string[];
    /** Absent where the chaincode's own policy applies. */
    readonly policy?: PolicyText;
}

export interface CommittedDefinition {
    readonly name: string;
    readonly sequence: number;
    readonly policy: PolicyText;
    readonly collections: readonly CommittedCollection[];
}

const limits = { timeoutMs: 10_000 };

export async function committedDefinition(client: Tabularium, name: string): Promise<CommittedDefinition> {
    const question = new peer.lifecycle.QueryChaincodeDefinitionArgs();
    question.setName(name);
    const bytes = await ask(client, 'QueryChaincodeDefinition', question.serializeBinary());
    return definition(name, peer.lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(bytes));
}

/** In the order of their names. */
export async function committedDefinitions(client: Tabularium): Promise<readonly CommittedDefinition[]> {
    const question = new peer.lifecycle.QueryChaincodeDefinitionsArgs();
    const bytes = await ask(client, 'QueryChaincodeDefinitions', question.serializeBinary());
    return peer.lifecycle.QueryChaincodeDefinitionsResult.deserializeBinary(bytes)
        .getChaincodeDefinitionsList()
        .map((each) => definition(each.getName(), each))
        .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function ask({ transport }: Tabularium, transaction: string, argument: Uint8Array): Promise<Uint8Array> {
    return transport.evaluate({ chaincode: '_lifecycle', transaction, argument }, limits);
}

type Answer = Pick<
    peer.lifecycle.QueryChaincodeDefinitionResult,
    'getSequence' | 'getValidationParameter_asU8' | 'getCollections'
>;

function definition(name: string, answer: Answer): CommittedDefinition {
    const policy = peer.ApplicationPolicy.deserializeBinary(answer.getValidationParameter_asU8());
    const configs = answer.getCollections()?.getConfigList() ?? [];
    return {
        name,
        sequence: answer.getSequence(),
        policy: policyText(policy.getSignaturePolicy() ?? new common.SignaturePolicyEnvelope()),
        collections: configs.flatMap((config) => collection(config.getStaticCollectionConfig()) ?? []),
    };
}

function collection(config: peer.StaticCollectionConfig | undefined): CommittedCollection | undefined {
    if (config === undefined) {
        return undefined;
    }
    const members = config.getMemberOrgsPolicy()?.getSignaturePolicy();
    const policy = config.getEndorsementPolicy()?.getSignaturePolicy();
    return {
        name: config.getName(),
        members: members === undefined ? [] : policyText(members).mspIds,
        ...(policy !== undefined && { policy: policyText(policy) }),
    };
}
