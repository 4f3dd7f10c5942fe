import { builtIns, type Endorsers } from '@tabularium/chaincode/api';
import { EndorsementError } from '../errors/endorsement-error';
import { ConfigurationError, type ErrorContext } from '../errors/tabularium-error';
import type { WriteSet } from '../transport/chaincode-action';
import type { CallLimits } from '../transport/transport';
import type { Asking } from './asking';
import type { Availability } from './availability';
import type { ChaincodePolicies, CollectionPolicy } from './chaincode-policies';
import { covers, KnownAnswers } from './known-answers';
import { type PolicyRule, solvePolicies } from './policy-solver';
import { decodeSignaturePolicy } from './signature-policy';

export interface PlannedCommand {
    readonly chaincode: string;
    readonly transaction: string;
    readonly commandId: string;
    /** `SubmitArgument` as canonical JSON. */
    readonly argument: string;
    readonly input: unknown;
    /** Canonical JSON; only organisations that are members of every collection that the command writes get it. */
    readonly privateInput?: Uint8Array | undefined;
}

export interface Plan {
    /** MSP ids, best first. */
    readonly organizations: readonly string[];
    /** What the plan was made from, where it was not asked for this command: to be held against its write set. */
    readonly assumed?: Endorsers;
}

export interface PlannerParts {
    readonly peer: Asking;
    readonly policies: ChaincodePolicies;
    readonly availability: Availability;
    readonly ownMspId: string;
}

/** One command's question: its limits, and what its failures will say of themselves. */
interface Question {
    readonly limits: CallLimits;
    readonly context: ErrorContext;
}

/** Finds out which organisations have to endorse a command, so that applications never name one. */
export class EndorserPlanner {
    readonly #parts: PlannerParts;
    readonly #known = new KnownAnswers();

    constructor(parts: PlannerParts) {
        this.#parts = parts;
    }

    /**
     * Asks the register, which runs the command without writing (a refusal comes out here), or takes what it answered
     * for an earlier command of the same transaction.
     * @throws EndorsementError when the policies cannot be met without the excluded organisations; TabulariumError
     */
    async plan(command: PlannedCommand, excluded: ReadonlySet<string>, limits: CallLimits): Promise<Plan> {
        const { availability, ownMspId } = this.#parts;
        const question = { limits, context: { step: 'endorsers', commandId: command.commandId } } as const;
        const assumed = this.#known.of(command);
        const answer = assumed ?? (await this.#ask(command, question));
        const collections = await this.#collections(command.chaincode, answer, question);
        const rules = [
            ...answer.keyPolicies.map((policy) => keyRule(policy, question.context)),
            ...collections.flatMap(({ endorsement }) => endorsement ?? []),
            ...(await this.#namespaceRules(command.chaincode, answer, collections, question)),
        ];
        // Whoever endorses sees the private input, also an organisation that the collection keeps its values from.
        const admitted = command.privateInput === undefined ? undefined : membersOfAll(collections);
        const chosen = solvePolicies(rules, { excluded, admitted, rank: (mspId) => availability.rank(mspId) });
        if (chosen === undefined) {
            // What is known of the policies may be out of date: the next command asks again.
            this.forget();
            throw solvePolicies(rules, { admitted }) === undefined
                ? neverMet(command, answer.collections, question.context)
                : notMetWithout(excluded, question.context);
        }
        // A policy that asks for nobody still needs a peer that runs the command.
        const organizations = chosen.length === 0 ? [ownMspId] : chosen;
        return assumed === undefined ? { organizations } : { organizations, assumed };
    }

    /** False where the plan was made for other writes than the peers have endorsed: then the command is planned anew. */
    confirm(command: PlannedCommand, { assumed }: Plan, writes: () => WriteSet): boolean {
        if (assumed === undefined || covers(assumed, writes())) {
            return true;
        }
        this.#known.distrust(command);
        return false;
    }

    /** After a commit that contradicts what was known: a register may have been upgraded. */
    forget(): void {
        this.#known.clear();
        this.#parts.policies.forget();
    }

    async #ask(command: PlannedCommand, { limits, context }: Question): Promise<Endorsers> {
        const { chaincode, transaction, argument } = command;
        const question = `{"input":{"argument":${argument},"transaction":${JSON.stringify(transaction)}}}`;
        const { privateInput } = command;
        const call = { chaincode, transaction: 'endorsers', argument: Buffer.from(question), privateInput };
        const parsed = builtIns.endorsers.output.safeParse(
            jsonOrUndefined(await this.#parts.peer.evaluate(call, limits, context)),
        );
        if (!parsed.success) {
            throw new ConfigurationError(
                `Register ${chaincode} does not say who has to endorse`,
                'Check that the chaincode of this name is a register, and that it is not newer than this client',
                { ...context, cause: parsed.error },
            );
        }
        this.#known.learn(command, parsed.data);
        return parsed.data;
    }

    #collections(
        chaincode: string,
        { collections }: Endorsers,
        { limits, context }: Question,
    ): Promise<readonly CollectionPolicy[]> {
        const { policies } = this.#parts;
        return Promise.all(collections.map((name) => policies.collectionOf(chaincode, name, limits, context)));
    }

    /**
     * The policies of chaincodes that validation will check: of every namespace with a key that has no policy of its
     * own, private keys included. A command that writes nothing (it ran before) is still checked against the policy of
     * the chaincode called.
     */
    async #namespaceRules(
        chaincode: string,
        { namespaces, plainKeys }: Endorsers,
        collections: readonly CollectionPolicy[],
        { limits, context }: Question,
    ): Promise<readonly PolicyRule[]> {
        const ownOnly = namespaces.length === 0 && collections.every(({ endorsement }) => endorsement === undefined);
        const checked = ownOnly ? [chaincode] : plainKeys ? namespaces : [];
        return Promise.all(checked.map((name) => this.#parts.policies.policyOf(name, limits, context)));
    }
}

/** Undefined where there is no collection: whoever is asked then keeps nothing of the private input. */
function membersOfAll(collections: readonly CollectionPolicy[]): ReadonlySet<string> | undefined {
    const [first, ...others] = collections;
    return first && new Set([...first.members].filter((mspId) => others.every(({ members }) => members.has(mspId))));
}

function neverMet(
    { chaincode, privateInput }: PlannedCommand,
    collections: readonly string[],
    context: ErrorContext,
): ConfigurationError {
    if (privateInput !== undefined && collections.length > 0) {
        return new ConfigurationError(
            `This command of ${chaincode} cannot be endorsed by members of ${collections.join(', ')} alone, who may see its private input`,
            'Check the policies of the register and of the collection: the members together must meet both',
            context,
        );
    }
    return new ConfigurationError(
        `The endorsement policies for this command of ${chaincode} cannot be met by one peer per organisation`,
        'Check the policies: each organisation counts once, and only its peers endorse',
        context,
    );
}

function notMetWithout(excluded: ReadonlySet<string>, context: ErrorContext): EndorsementError {
    const missing = [...excluded].join(', ');
    return new EndorsementError(`The command cannot be endorsed without ${missing}, which cannot be reached`, [], {
        ...context,
        step: 'endorse',
        retryable: true,
    });
}

function keyRule(base64: string, context: ErrorContext): PolicyRule {
    try {
        return decodeSignaturePolicy(Buffer.from(base64, 'base64'));
    } catch (cause) {
        throw new ConfigurationError(
            'A record carries an endorsement policy that cannot be read',
            'Report it to the operator of the register',
            { ...context, cause },
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
