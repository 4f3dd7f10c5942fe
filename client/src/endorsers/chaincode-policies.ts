import { peer } from '@hyperledger/fabric-protos';
import { ConfigurationError } from '../errors/tabularium-error';
import type { CallLimits, Transport } from '../transport/transport';
import type { PolicyRule } from './policy-solver';
import { policyRuleOf } from './signature-policy';

/** Endorsement policies of committed chaincode definitions, asked once per namespace. */
export class ChaincodePolicies {
    readonly #transport: Pick<Transport, 'evaluate'>;
    readonly #known = new Map<string, PolicyRule>();

    constructor(transport: Pick<Transport, 'evaluate'>) {
        this.#transport = transport;
    }

    /** @throws ConfigurationError for policies that live in the channel's configuration; the gateway's own errors */
    async policyOf(namespace: string, limits: CallLimits): Promise<PolicyRule> {
        const known = this.#known.get(namespace);
        if (known !== undefined) {
            return known;
        }
        const question = new peer.lifecycle.QueryChaincodeDefinitionArgs();
        question.setName(namespace);
        const answer = await this.#transport.evaluate(
            {
                chaincode: '_lifecycle',
                transaction: 'QueryChaincodeDefinition',
                argument: question.serializeBinary(),
            },
            limits,
        );
        const rule = ruleOf(namespace, answer);
        this.#known.set(namespace, rule);
        return rule;
    }

    /** After a commit that contradicts what was known: the definition may have been upgraded. */
    forget(): void {
        this.#known.clear();
    }
}

function ruleOf(namespace: string, answer: Uint8Array): PolicyRule {
    const definition = peer.lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(answer);
    const policy = peer.ApplicationPolicy.deserializeBinary(definition.getValidationParameter_asU8());
    const signaturePolicy = policy.getSignaturePolicy();
    if (signaturePolicy === undefined) {
        const reference = policy.getChannelConfigPolicyReference();
        throw new ConfigurationError(
            `Register ${namespace} is deployed with the channel's policy ${reference} instead of a policy of its own`,
            'Deploy it with a signature policy (--signature-policy) that names its owner and a witness',
            { step: 'endorsers' },
        );
    }
    return policyRuleOf(signaturePolicy);
}
