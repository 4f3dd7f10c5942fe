import { peer as protos } from '@hyperledger/fabric-protos';
import { ConfigurationError, type ErrorContext } from '../errors/tabularium-error';
import type { CallLimits } from '../transport/transport';
import type { Asking } from './asking';
import type { PolicyRule } from './policy-solver';
import { memberMsps, policyRuleOf } from './signature-policy';

/** What validation and distribution of one private collection ask for. */
export interface CollectionPolicy {
    /** Undefined where the collection has no endorsement policy: then the chaincode's applies. */
    readonly endorsement: PolicyRule | undefined;
    /** MSP ids of the organisations that receive the values. */
    readonly members: ReadonlySet<string>;
}

type Definition = protos.lifecycle.QueryChaincodeDefinitionResult;

/** Endorsement policies of committed chaincode definitions and their collections, asked once per chaincode. */
export class ChaincodePolicies {
    readonly #peer: Asking;
    readonly #known = new Map<string, Definition>();

    constructor(peer: Asking) {
        this.#peer = peer;
    }

    /** @throws ConfigurationError for policies that live in the channel's configuration */
    async policyOf(namespace: string, limits: CallLimits, context: ErrorContext): Promise<PolicyRule> {
        const definition = await this.#definition(namespace, limits, context);
        return this.#orForget(namespace, () =>
            ruleOf(`Register ${namespace}`, definition.getValidationParameter_asU8(), context),
        );
    }

    /** @throws ConfigurationError where the definition has no such collection */
    async collectionOf(
        namespace: string,
        collection: string,
        limits: CallLimits,
        context: ErrorContext,
    ): Promise<CollectionPolicy> {
        const definition = await this.#definition(namespace, limits, context);
        return this.#orForget(namespace, () => {
            const config = definition
                .getCollections()
                ?.getConfigList()
                .map((each) => each.getStaticCollectionConfig())
                .find((each) => each?.getName() === collection);
            if (config === undefined) {
                throw new ConfigurationError(
                    `Register ${namespace} is deployed without the private collection ${collection}`,
                    'Deploy it again with the collections of its present members',
                    context,
                );
            }
            const endorsement = config.getEndorsementPolicy()?.serializeBinary();
            return {
                endorsement:
                    endorsement === undefined ? undefined : ruleOf(`Collection ${collection}`, endorsement, context),
                members: new Set(memberMsps(config.getMemberOrgsPolicy()?.getSignaturePolicy())),
            };
        });
    }

    /** What cannot be used may be put right by the next deployment. */
    #orForget<Result>(namespace: string, read: () => Result): Result {
        try {
            return read();
        } catch (error) {
            this.#known.delete(namespace);
            throw error;
        }
    }

    /** After a commit that contradicts what was known: the definition may have been upgraded. */
    forget(): void {
        this.#known.clear();
    }

    async #definition(namespace: string, limits: CallLimits, context: ErrorContext): Promise<Definition> {
        const known = this.#known.get(namespace);
        if (known !== undefined) {
            return known;
        }
        const question = new protos.lifecycle.QueryChaincodeDefinitionArgs();
        question.setName(namespace);
        const answer = await this.#peer.evaluate(
            {
                chaincode: '_lifecycle',
                transaction: 'QueryChaincodeDefinition',
                argument: question.serializeBinary(),
            },
            limits,
            context,
        );
        const definition = protos.lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(answer);
        this.#known.set(namespace, definition);
        return definition;
    }
}

function ruleOf(owner: string, applicationPolicy: Uint8Array, context: ErrorContext): PolicyRule {
    const policy = protos.ApplicationPolicy.deserializeBinary(applicationPolicy);
    const signaturePolicy = policy.getSignaturePolicy();
    if (signaturePolicy === undefined) {
        const reference = policy.getChannelConfigPolicyReference();
        throw new ConfigurationError(
            `${owner} is deployed with the channel's policy ${reference} instead of a policy of its own`,
            'Deploy it with a signature policy (--signature-policy) that names its owner and a witness',
            context,
        );
    }
    return policyRuleOf(signaturePolicy);
}
