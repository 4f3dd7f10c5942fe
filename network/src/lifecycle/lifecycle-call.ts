import { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { TxSimulator } from '../ledger/tx-simulator';
import { approve, readApproval, readApprovals, sourceMessage } from './approvals';
import { checkCollections, checkUpgrade, staticCollections } from './collection-checks';
import { collectionHashes, collectionState, publicState, type HashedState } from './lifecycle-state';
import { DEFINITION_METADATA_PREFIX, GROUP, implicitCollectionOf, LIFECYCLE_NAMESPACE } from './state-keys';
import { writeRecord } from './state-record';
import {
    definitionRecord,
    fillResult,
    fromArguments,
    readDefinition,
    readSequence,
    type DefinitionArguments,
    type StoredDefinition,
} from './stored-definition';
import { errorText } from '../proto/error-text';

const { lifecycle } = peer;

const NAME = /^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$/;
const VERSION = /^[A-Za-z0-9_.+-]+$/;
const RESERVED: ReadonlySet<string> = new Set(['cscc', 'escc', 'lscc', 'qscc', 'vscc']);
const DEFAULT_POLICY = '/Channel/Application/Endorsement';

/** A definition that is not committed: answered with status 404 and this text alone. */
export class NotDefinedError extends Error {
    override readonly name = 'NotDefinedError';
}

/** The functions of `_lifecycle` that concern a channel, for one call. Each throws Fabric's cause. */
export class LifecycleCall {
    readonly #mspId: string;
    readonly #config: ChannelConfig;
    readonly #simulator: TxSimulator;
    readonly #fabric: '2.5' | '3.1';

    constructor(options: {
        readonly mspId: string;
        readonly config: ChannelConfig;
        readonly simulator: TxSimulator;
        readonly fabric: '2.5' | '3.1';
    }) {
        this.#mspId = options.mspId;
        this.#config = options.config;
        this.#simulator = options.simulator;
        this.#fabric = options.fabric;
    }

    async approve(bytes: Uint8Array): Promise<Uint8Array> {
        const args = lifecycle.ApproveChaincodeDefinitionForMyOrgArgs.deserializeBinary(bytes);
        await this.#validate(args);
        const definition = fromArguments(args);
        const packageId = args.getSource()?.getLocalPackage()?.getPackageId() ?? '';
        await approve(
            args.getName(),
            { definition, packageId },
            publicState(this.#simulator),
            collectionState(this.#simulator, implicitCollectionOf(this.#mspId)),
            {
                fabric: this.#fabric,
                setDefaults: () => {
                    this.#setDefaults(definition);
                },
            },
        );
        return new lifecycle.ApproveChaincodeDefinitionForMyOrgResult().serializeBinary();
    }

    async queryApproved(bytes: Uint8Array): Promise<Uint8Array> {
        const args = lifecycle.QueryApprovedChaincodeDefinitionArgs.deserializeBinary(bytes);
        const { definition, packageId } = await readApproval(
            this.#config.channelId,
            args.getName(),
            args.getSequence(),
            publicState(this.#simulator),
            collectionState(this.#simulator, implicitCollectionOf(this.#mspId)),
        );
        const result = fillResult(new lifecycle.QueryApprovedChaincodeDefinitionResult(), definition);
        result.setSource(sourceMessage(packageId));
        return result.serializeBinary();
    }

    async checkReadiness(bytes: Uint8Array): Promise<Uint8Array> {
        const args = lifecycle.CheckCommitReadinessArgs.deserializeBinary(bytes);
        const result = new lifecycle.CheckCommitReadinessResult();
        (await this.#readiness(args.getName(), fromArguments(args))).forEach((approved, mspId) => {
            result.getApprovalsMap().set(mspId, approved);
        });
        return result.serializeBinary();
    }

    async commit(bytes: Uint8Array): Promise<Uint8Array> {
        const args = lifecycle.CommitChaincodeDefinitionArgs.deserializeBinary(bytes);
        await this.#validate(args);
        const definition = fromArguments(args);
        const approvals = await this.#readiness(args.getName(), definition);
        await writeRecord(
            publicState(this.#simulator),
            GROUP.definitions,
            args.getName(),
            definitionRecord(definition),
        );
        if (approvals.get(this.#mspId) !== true) {
            throw new Error(`chaincode definition not agreed to by this org (${this.#mspId})`);
        }
        return new lifecycle.CommitChaincodeDefinitionResult().serializeBinary();
    }

    async queryDefinition(bytes: Uint8Array): Promise<Uint8Array> {
        const name = lifecycle.QueryChaincodeDefinitionArgs.deserializeBinary(bytes).getName();
        const definition = await this.#committed(name);
        const result = fillResult(new lifecycle.QueryChaincodeDefinitionResult(), definition);
        (await readApprovals(name, definition, this.#organizations())).forEach((approved, mspId) => {
            result.getApprovalsMap().set(mspId, approved);
        });
        return result.serializeBinary();
    }

    async queryDefinitions(): Promise<Uint8Array> {
        const result = new lifecycle.QueryChaincodeDefinitionsResult();
        for (const name of await this.#definedNames()) {
            const message = new lifecycle.QueryChaincodeDefinitionsResult.ChaincodeDefinition();
            message.setName(name);
            result.addChaincodeDefinitions(fillResult(message, await this.#committed(name)));
        }
        return result.serializeBinary();
    }

    async #readiness(name: string, definition: StoredDefinition): Promise<ReadonlyMap<string, boolean>> {
        const next = (await readSequence(publicState(this.#simulator), name)) + 1;
        if (definition.sequence !== next) {
            throw new Error(
                `requested sequence is ${String(definition.sequence)}, but new definition must be sequence ${String(next)}`,
            );
        }
        this.#setDefaults(definition);
        return readApprovals(name, definition, this.#organizations());
    }

    async #committed(name: string): Promise<StoredDefinition> {
        const definition = await readDefinition(publicState(this.#simulator), name);
        if (definition === undefined) {
            throw new NotDefinedError(`namespace ${name} is not defined`);
        }
        return definition;
    }

    async #definedNames(): Promise<readonly string[]> {
        // '0' follows '/' in the order of keys.
        const end = `${DEFINITION_METADATA_PREFIX.slice(0, -1)}0`;
        const iterator = this.#simulator.range(LIFECYCLE_NAMESPACE, DEFINITION_METADATA_PREFIX, end);
        const names: string[] = [];
        for (;;) {
            const entries = await iterator.next(100);
            if (entries.length === 0) {
                break;
            }
            names.push(...entries.map(({ key }) => key.slice(DEFINITION_METADATA_PREFIX.length)));
        }
        await iterator.close();
        return names;
    }

    #organizations(): ReadonlyMap<string, HashedState> {
        return new Map(
            this.#config.organizations.map(({ mspId }) => [
                mspId,
                collectionHashes(this.#simulator, implicitCollectionOf(mspId)),
            ]),
        );
    }

    #setDefaults({ endorsement, validation }: StoredDefinition): void {
        if (endorsement.getEndorsementPlugin() === '') {
            endorsement.setEndorsementPlugin('escc');
        }
        if (validation.getValidationPlugin() === '') {
            validation.setValidationPlugin('vscc');
        }
        if (validation.getValidationParameter_asU8().length > 0) {
            return;
        }
        const { channelId, policies } = this.#config;
        if (policies.policy(DEFAULT_POLICY) === undefined) {
            throw new Error(
                `could not set defaults for chaincode definition in channel ${channelId}: ` +
                    `policy '${DEFAULT_POLICY}' must be defined for channel '${channelId}' before chaincode operations can be attempted`,
            );
        }
        const policy = new peer.ApplicationPolicy();
        policy.setChannelConfigPolicyReference(DEFAULT_POLICY);
        validation.setValidationParameter(policy.serializeBinary());
    }

    async #validate(args: DefinitionArguments): Promise<void> {
        try {
            checkNames(args.getName(), args.getVersion());
            const collections = staticCollections(args.getCollections());
            checkCollections(collections, this.#config);
            const committed = await readDefinition(publicState(this.#simulator), args.getName());
            if (committed !== undefined) {
                checkUpgrade(collections, staticCollections(committed.collections));
            } else if (this.#fabric === '2.5') {
                // The older lifecycle is asked too, which leaves a read in the transaction.
                await this.#simulator.getState('lscc', args.getName());
            }
        } catch (error) {
            const text = errorText(error);
            throw new Error(`error validating chaincode definition: ${text}`, { cause: error });
        }
    }
}

function checkNames(name: string, version: string): void {
    if (!NAME.test(name)) {
        throw new Error(
            `invalid chaincode name '${name}'. Names can only consist of alphanumerics, '_', and '-' and can only begin with alphanumerics`,
        );
    }
    if (RESERVED.has(name)) {
        throw new Error(`chaincode name '${name}' is the name of a system chaincode`);
    }
    if (!VERSION.test(version)) {
        throw new Error(
            `invalid chaincode version '${version}'. Versions can only consist of alphanumerics, '_', '-', '+', and '.'`,
        );
    }
}
