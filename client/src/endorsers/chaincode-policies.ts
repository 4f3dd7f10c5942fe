import { peer as protos } from '@hyperledger/fabric-protos';
import { ConfigurationError, type ErrorContext } from '../errors/tabularium-error';
import type { CallLimits } from '../transport/transport';
import type { Asking } from './asking';
import type { PolicyRule } from './policy-solver';
import { policyRuleOf } from './signature-policy';

/** Endorsement policies of committed chaincode definitions, asked once per namespace. */
export class ChaincodePolicies {
    readonly #peer: Asking;
    readonly #known = new Map<string, PolicyRule>();

    constructor(peer: Asking) {
        this.#peer = peer;
    }

    /** @throws ConfigurationError for policies that live in the channel's configuration */
    async policyOf(namespace: string, limits: CallLimits, context: ErrorContext): Promise<PolicyRule> {
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
        const rule = ruleOf(namespace, answer, context);
        this.#known.set(namespace, rule);
        return rule;
    }

    /** After a commit that contradicts what was known: the definition may have been upgraded. */
    forget(): void {
        this.#known.clear();
    }
}

function ruleOf(namespace: string, answer: Uint8Array, context: ErrorContext): PolicyRule {
    const definition = protos.lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(answer);
    const policy = protos.ApplicationPolicy.deserializeBinary(definition.getValidationParameter_asU8());
    const signaturePolicy = policy.getSignaturePolicy();
    if (signaturePolicy === undefined) {
        const reference = policy.getChannelConfigPolicyReference();
        throw new ConfigurationError(
            `Register ${namespace} is deployed with the channel's policy ${reference} instead of a policy of its own`,
            'Deploy it with a signature policy (--signature-policy) that names its owner and a witness',
            context,
        );
    }
    return policyRuleOf(signaturePolicy);
}
