import { type Clock, pause } from '../seams/clock';
import type {
    AgencyDeployerOptions,
    Approval,
    ApprovalPlan,
    ApproveOptions,
    ChaincodeStanding,
    ChaincodeTerms,
    Commitment,
    CommitPlan,
} from './agency';
import { commitRule } from './commit-rule';
import type { ChaincodeDefinition } from './definition';
import { changedParts, encodeCollections, encodePolicy, sameDefinition } from './definition';
import { DeployError, isDeployError } from './deploy-error';
import { deploySeams } from './deploy-seams';
import { GatewayLifecycle } from './gateway-lifecycle';
import type { CommittedDefinition } from './lifecycle';
import type { ChaincodePackage } from './package';
import { UnreachableError } from './refusal';
import { assertNotWeaker } from './weaker-error';

export type * from './agency';

const settleDelayMs = 200;
/** For peers of other organisations that have not seen the last approvals. */
const settleMs = 20_000;

/** Brings chaincodes onto a channel with one organisation's own key and its own peer, among others who do the same. */
export class AgencyDeployer {
    readonly #lifecycle: GatewayLifecycle;
    readonly #clock: Clock;
    readonly #mspId: string;

    constructor({ peer, admin, channelId, timeouts, seams }: AgencyDeployerOptions) {
        const { clock, random } = deploySeams(seams);
        const limits = timeouts === undefined ? {} : { timeouts };
        this.#lifecycle = new GatewayLifecycle({ peer, admin, channelId, clock, random, ...limits });
        this.#clock = clock;
        this.#mspId = admin.mspId;
    }

    async standing(terms: ChaincodeTerms): Promise<ChaincodeStanding> {
        try {
            return await this.#standing(terms);
        } catch (error) {
            // Committed by somebody between the questions: asked again, they agree.
            if (isDeployError(error, 'SEQUENCE_MISMATCH')) {
                return this.#standing(terms);
            }
            throw error;
        }
    }

    /** What `approve` would do. @throws DeployError POLICY_WEAKER, PACKAGE_DIFFERS, and as `GatewayLifecycle`. */
    async planApproval(
        terms: ChaincodeTerms,
        { packageId }: Pick<ChaincodePackage, 'packageId'>,
        { allowWeaker = false, replacePackage = false }: ApproveOptions = {},
    ): Promise<ApprovalPlan> {
        const { definition } = await this.#next(terms, allowWeaker);
        const [approved, installed] = await Promise.all([
            this.#lifecycle.queryApproved(terms.name, definition.sequence),
            this.#lifecycle.queryInstalled(),
        ]);
        const isSame = approved !== undefined && sameDefinition(definition, approved);
        if (isSame && approved.packageId !== undefined && approved.packageId !== packageId && !replacePackage) {
            throw new DeployError(
                'PACKAGE_DIFFERS',
                `${this.#mspId} has approved ${terms.name} with package ${approved.packageId}; this is ${packageId}`,
                'Compare the package ids with the other agencies; to replace the approved one, use --replace-package.',
            );
        }
        return {
            definition,
            installs: !installed.some((each) => each.packageId === packageId),
            approves: !(isSame && approved.packageId === packageId),
        };
    }

    /**
     * Installs the package where it is not, and approves the terms for the own organisation. May be repeated.
     * @throws DeployError as `planApproval`
     */
    async approve(terms: ChaincodeTerms, pack: ChaincodePackage, options: ApproveOptions = {}): Promise<Approval> {
        const { definition, installs, approves } = await this.planApproval(terms, pack, options);
        const { bytes, packageId } = pack;
        const installed = installs && !(await this.#lifecycle.install(bytes, packageId)).alreadyInstalled;
        const approved = approves && (await this.#lifecycle.approve(definition, packageId));
        return { sequence: definition.sequence, installed, approved };
    }

    /**
     * What `commit` would do; undefined where the terms are committed already.
     * @throws DeployError POLICY_WEAKER, DEFINITION_DIFFERS, APPROVALS_MISSING, and as `GatewayLifecycle`.
     */
    async planCommit(
        terms: ChaincodeTerms,
        { allowWeaker = false }: Pick<ApproveOptions, 'allowWeaker'> = {},
    ): Promise<CommitPlan | undefined> {
        const { definition, isCommitted } = await this.#next(terms, allowWeaker);
        return isCommitted ? undefined : { definition, ...(await this.#agreed(definition)) };
    }

    /**
     * Commits the terms with the endorsements of all who approved them. May be repeated, and by several at the same time.
     * @throws DeployError as `planCommit`
     */
    async commit(terms: ChaincodeTerms, options: Pick<ApproveOptions, 'allowWeaker'> = {}): Promise<Commitment> {
        const endMs = this.#clock.now().getTime() + settleMs;
        for (;;) {
            try {
                const plan = await this.planCommit(terms, options);
                if (plan === undefined) {
                    const committed = await this.#lifecycle.queryCommitted(terms.name);
                    return { sequence: committed?.sequence ?? 0, committed: false };
                }
                await this.#commitWith(plan);
                return { sequence: plan.definition.sequence, committed: true };
            } catch (error) {
                if (!isOvertaken(error) || this.#clock.now().getTime() > endMs) {
                    throw error;
                }
            }
            await pause(this.#clock, settleDelayMs);
        }
    }

    close(): void {
        this.#lifecycle.close();
    }

    async #standing(terms: ChaincodeTerms): Promise<ChaincodeStanding> {
        const committed = await this.#lifecycle.queryCommitted(terms.name);
        const { definition, isCommitted } = definitionOf(terms, committed);
        const [approved, installed, agreement] = await Promise.all([
            this.#lifecycle.queryApproved(terms.name, definition.sequence),
            this.#lifecycle.queryInstalled(),
            this.#agreement(definition, isCommitted ? committed : undefined),
        ]);
        return {
            ...{ committed, definition, isCommitted, approved },
            ...agreement,
            installed: installed.map(({ packageId }) => packageId),
        };
    }

    async #next(terms: ChaincodeTerms, allowWeaker: boolean): Promise<ReturnType<typeof definitionOf>> {
        const committed = await this.#lifecycle.queryCommitted(terms.name);
        const next = definitionOf(terms, committed);
        if (committed !== undefined && !next.isCommitted && !allowWeaker) {
            assertNotWeaker(committed, next.definition);
        }
        return next;
    }

    /** Without the organisations whose peers cannot be reached, as long as enough are left. */
    async #commitWith({ definition, mspIds, rule }: CommitPlan): Promise<void> {
        try {
            await this.#lifecycle.commit(definition, mspIds);
        } catch (error) {
            const lost = error instanceof UnreachableError ? error.mspIds : [];
            const left = mspIds.filter((mspId) => !lost.includes(mspId));
            if (left.length === mspIds.length || !rule.isMetBy(left)) {
                throw error;
            }
            await this.#commitWith({ definition, mspIds: left, rule });
        }
    }

    /** Those whose peers are to endorse the commit. */
    async #agreed(definition: ChaincodeDefinition): Promise<Omit<CommitPlan, 'definition'>> {
        const { name, sequence } = definition;
        const own = await this.#lifecycle.queryApproved(name, sequence);
        const changed = own === undefined ? [] : changedParts(definition, own);
        if (changed.length > 0) {
            throw new DeployError(
                'DEFINITION_DIFFERS',
                `${this.#mspId} has approved another ${changed.join(', ')} of ${name} at sequence ${String(sequence)} than this software and these agencies make`,
                'Approve again with this software and the agreed agencies.json and channel.json, then commit.',
            );
        }
        const { approvals, rule } = await this.#agreement(definition, undefined);
        const agreed = [...approvals].flatMap(([mspId, approves]) => (approves ? [mspId] : []));
        if (!rule.isMetBy(agreed)) {
            const missing = [...approvals].flatMap(([mspId, approves]) => (approves ? [] : [mspId])).sort();
            throw new DeployError(
                'APPROVALS_MISSING',
                `${name} ${definition.version} at sequence ${String(sequence)} has ${String(agreed.length)} approvals and needs ${rule.text}; not yet approved, or something else: ${missing.join(', ')}`,
                'Ask their administrators to approve exactly this; status shows who has.',
            );
        }
        return { mspIds: agreed, rule };
    }

    async #agreement(
        definition: ChaincodeDefinition,
        committed: CommittedDefinition | undefined,
    ): Promise<Pick<ChaincodeStanding, 'approvals' | 'rule'>> {
        const [config, approvals] = await Promise.all([
            this.#lifecycle.channelConfig(),
            committed?.approvals ?? this.#lifecycle.checkCommitReadiness(definition),
        ]);
        return { approvals, rule: commitRule(config, approvals.size) };
    }
}

/** The committed sequence where the terms are committed, else the next. */
function definitionOf(
    { name, version, policy, collections }: ChaincodeTerms,
    committed: CommittedDefinition | undefined,
): { readonly definition: ChaincodeDefinition; readonly isCommitted: boolean } {
    const terms = { name, version, policy, ...(collections === undefined ? {} : { collections }) };
    // What cannot be read is told before anything is asked or installed.
    encodePolicy(policy, name);
    encodeCollections(collections);
    const sequence = committed?.sequence ?? 0;
    const isCommitted = committed !== undefined && sameDefinition({ ...terms, sequence }, committed);
    return { definition: { ...terms, sequence: isCommitted ? sequence : sequence + 1 }, isCommitted };
}

/** What happens when others commit at the same time, or when a peer has not seen the last approval. */
function isOvertaken(error: unknown): boolean {
    return (
        isDeployError(error, 'SEQUENCE_MISMATCH') ||
        isDeployError(error, 'ENDORSEMENTS_DIFFER') ||
        isDeployError(error, 'DEFINITION_NOT_AGREED') ||
        (isDeployError(error, 'TRANSACTION_INVALID') && /MVCC_READ_CONFLICT|PHANTOM_READ_CONFLICT/.test(error.message))
    );
}
