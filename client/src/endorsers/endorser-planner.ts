import { builtIns, canonicalJson, type Endorsers, type SubmitArgument } from '@tabularium/chaincode/api';
import { ConfigurationError } from '../errors/tabularium-error';
import { EndorsementError } from '../errors/endorsement-error';
import type { CallLimits, Transport } from '../transport/transport';
import type { Availability } from './availability';
import type { ChaincodePolicies } from './chaincode-policies';
import { type PolicyRule, solvePolicies } from './policy-solver';
import { decodeSignaturePolicy } from './signature-policy';

export interface PlannedCommand {
    readonly chaincode: string;
    readonly transaction: string;
    readonly argument: SubmitArgument<unknown>;
}

/** Finds out which organisations have to endorse a command, so that applications never name one. */
export class EndorserPlanner {
    readonly #transport: Pick<Transport, 'evaluate'>;
    readonly #policies: ChaincodePolicies;
    readonly #availability: Availability;
    readonly #ownMspId: string;

    constructor(
        transport: Pick<Transport, 'evaluate'>,
        policies: ChaincodePolicies,
        availability: Availability,
        ownMspId: string,
    ) {
        this.#ownMspId = ownMspId;
        this.#transport = transport;
        this.#policies = policies;
        this.#availability = availability;
    }

    /**
     * MSP ids, best first. Asks the register, which runs the command without writing: a refusal comes out here.
     * @throws EndorsementError when the policies cannot be met without the excluded organisations
     */
    async plan(command: PlannedCommand, excluded: ReadonlySet<string>, limits: CallLimits): Promise<readonly string[]> {
        const answer = await this.#ask(command, limits);
        const rules = [
            ...answer.keyPolicies.map((policy) => keyRule(policy)),
            ...(await this.#namespaceRules(command.chaincode, answer, limits)),
        ];
        const rank = (mspId: string): number => this.#availability.rank(mspId);
        const chosen = solvePolicies(rules, { excluded, rank });
        if (chosen !== undefined) {
            // A policy that asks for nobody still needs a peer that runs the command.
            return chosen.length === 0 ? [this.#ownMspId] : chosen;
        }
        if (solvePolicies(rules) === undefined) {
            throw new ConfigurationError(
                `The endorsement policies of ${answer.namespaces.join(', ')} cannot be met by one peer per organisation`,
                'Check the policies: each organisation counts once, and only its peers endorse',
                { step: 'endorsers', commandId: command.argument.commandId },
            );
        }
        const missing = [...excluded].join(', ');
        throw new EndorsementError(`The command cannot be endorsed without ${missing}, which cannot be reached`, [], {
            step: 'endorse',
            commandId: command.argument.commandId,
            retryable: true,
        });
    }

    async #ask({ chaincode, transaction, argument }: PlannedCommand, limits: CallLimits): Promise<Endorsers> {
        const question = canonicalJson({ input: { transaction, argument } });
        const bytes = await this.#transport.evaluate(
            { chaincode, transaction: 'endorsers', argument: Buffer.from(question) },
            limits,
        );
        const parsed = builtIns.endorsers.output.safeParse(jsonOrUndefined(bytes));
        if (!parsed.success) {
            throw new ConfigurationError(
                `Register ${chaincode} does not say who has to endorse`,
                'Check that the chaincode of this name is a register, and that it is not newer than this client',
                { step: 'endorsers', cause: parsed.error },
            );
        }
        return parsed.data;
    }

    /**
     * The policies of chaincodes that validation will check: of every namespace with a key that has no policy of its
     * own. A command that writes nothing (it ran before) is still checked against the policy of the chaincode called.
     */
    async #namespaceRules(
        chaincode: string,
        { namespaces, plainKeys }: Endorsers,
        limits: CallLimits,
    ): Promise<readonly PolicyRule[]> {
        const checked = namespaces.length === 0 ? [chaincode] : plainKeys ? namespaces : [];
        return Promise.all(checked.map((namespace) => this.#policies.policyOf(namespace, limits)));
    }
}

function keyRule(base64: string): PolicyRule {
    try {
        return decodeSignaturePolicy(Buffer.from(base64, 'base64'));
    } catch (cause) {
        throw new ConfigurationError(
            'A record carries an endorsement policy that cannot be read',
            'Report it to the operator of the register',
            { step: 'endorsers', cause },
        );
    }
}

function jsonOrUndefined(bytes: Uint8Array): unknown {
    try {
        return JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch {
        return undefined;
    }
}
