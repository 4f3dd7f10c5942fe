/**
 * Who must have endorsed what a transaction writes: for each key its own policy, else its collection's, else the
 * chaincode's. Fabric: core/committer/txvalidator/v20/plugindispatcher, core/handlers/validation/builtin/v20,
 * core/common/validation/statebased.
 */
import { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { StateView } from '../ledger/ledger';
import type { StateEntry } from '../ledger/state-entry';
import type { CollectionRwSet, NamespaceRwSet } from '../ledger/read-write-set';
import { VALIDATION_PARAMETER } from '../ledger/state-simulator';
import type { Policy, SignedData } from '../policies/policy';
import { TransactionError, type TransactionAction } from '../proto/transaction';
import type { ChaincodeDefinitions, CommittedDefinition } from './definitions';
import { errorText } from '../proto/error-text';

const LIFECYCLE = '_lifecycle';
const IMPLICIT_PREFIX = '_implicit_org_';

export interface EndorsementContext {
    readonly config: ChannelConfig;
    readonly definitions: ChaincodeDefinitions;
    readonly state: StateView;
    /** Keys whose policy an earlier valid transaction of the same block has written. */
    readonly metadataWritten: ReadonlySet<string>;
}

/** @throws TransactionError ENDORSEMENT_POLICY_FAILURE, or INVALID_CHAINCODE for one that is not committed */
export async function checkNamespace(
    name: string,
    set: NamespaceRwSet | undefined,
    action: TransactionAction,
    context: EndorsementContext,
): Promise<void> {
    const check = new NamespaceCheck(name, await definitionOf(name, context), action, context);
    for (const key of writtenKeys(set)) {
        await check.publicKey(key);
    }
    for (const collection of set?.collections ?? []) {
        for (const keyHash of writtenHashes(collection)) {
            await check.hashedKey(collection.collection, keyHash);
        }
    }
    check.finish();
}

/** Does the transaction write anything here? */
export function hasWrites(set: NamespaceRwSet): boolean {
    return writtenKeys(set).length > 0 || set.collections.some((collection) => writtenHashes(collection).length > 0);
}

/** Names of the keys whose metadata a transaction writes, for `metadataWritten`. */
export function metadataKeys(set: NamespaceRwSet): readonly string[] {
    return [
        ...set.metadataWrites.map(({ key }) => publicName(set.namespace, key)),
        ...set.collections.flatMap(({ collection, metadataWrites }) =>
            metadataWrites.map(({ keyHash }) => hashedName(set.namespace, collection, keyHash)),
        ),
    ];
}

class NamespaceCheck {
    readonly #name: string;
    readonly #definition: CommittedDefinition;
    readonly #context: EndorsementContext;
    readonly #signatures: readonly SignedData[];
    readonly #satisfied = new Set<string>();

    constructor(name: string, definition: CommittedDefinition, action: TransactionAction, context: EndorsementContext) {
        this.#name = name;
        this.#definition = definition;
        this.#context = context;
        this.#signatures = action.endorsements.map(({ endorser, signature }) => ({
            message: Buffer.concat([action.responsePayload, endorser]),
            identity: endorser,
            signature,
        }));
    }

    async publicKey(key: string): Promise<void> {
        this.#refuseIfPolicyChanged(publicName(this.#name, key));
        const entry = await this.#context.state.get(this.#name, key);
        if (!this.#ownPolicy(entry)) {
            this.#chaincodePolicy();
        }
    }

    async hashedKey(collection: string, keyHash: Uint8Array): Promise<void> {
        this.#refuseIfPolicyChanged(hashedName(this.#name, collection, keyHash));
        const entry = await this.#context.state.getHashed(this.#name, collection, keyHash);
        if (!this.#ownPolicy(entry)) {
            this.#collectionPolicy(collection);
        }
    }

    /** Where nothing was written, and so no policy looked at, the chaincode's own decides. */
    finish(): void {
        if (this.#satisfied.size === 0) {
            this.#chaincodePolicy();
        }
    }

    /** True when the key has a policy of its own and it is satisfied. */
    #ownPolicy(entry: StateEntry | undefined): boolean {
        const bytes = entry?.metadata.find(({ name }) => name === VALIDATION_PARAMETER)?.value;
        if (bytes === undefined || bytes.length === 0) {
            return false;
        }
        this.#require(`key ${Buffer.from(bytes).toString('base64')}`, () =>
            this.#context.config.policies.signaturePolicy(bytes),
        );
        return true;
    }

    #collectionPolicy(collection: string): void {
        const { config } = this.#context;
        if (collection.startsWith(IMPLICIT_PREFIX)) {
            const mspId = collection.slice(IMPLICIT_PREFIX.length);
            const group = config.organizations.find((organization) => organization.mspId === mspId)?.group;
            const path = `/Channel/Application/${group ?? ''}/Endorsement`;
            this.#require(`collection ${collection}`, () =>
                group === undefined ? undefined : config.policies.policy(path),
            );
            return;
        }
        const found = this.#definition.collections.find(({ name }) => name === collection);
        if (found === undefined) {
            throw failure(`collection ${collection} is not defined`);
        }
        const { endorsementPolicy } = found;
        if (endorsementPolicy === undefined) {
            this.#chaincodePolicy();
        } else {
            this.#require(`collection ${collection}`, () => config.policies.applicationPolicy(endorsementPolicy));
        }
    }

    #chaincodePolicy(): void {
        this.#require('chaincode', () => this.#context.config.policies.applicationPolicy(this.#definition.policy));
    }

    /** Each policy is evaluated once. */
    #require(name: string, find: () => Policy | undefined): void {
        if (this.#satisfied.has(name)) {
            return;
        }
        let problem: string | undefined;
        try {
            const policy = find();
            problem = policy === undefined ? 'policy not found' : policy.evaluateSignedData(this.#signatures);
        } catch (error) {
            problem = errorText(error);
        }
        if (problem !== undefined) {
            throw failure(`${this.#name}: ${name}: ${problem}`);
        }
        this.#satisfied.add(name);
    }

    #refuseIfPolicyChanged(name: string): void {
        if (this.#context.metadataWritten.has(name)) {
            throw failure('an earlier transaction of the block has written the policy of the key');
        }
    }
}

async function definitionOf(name: string, { definitions, state }: EndorsementContext): Promise<CommittedDefinition> {
    const definition = name === LIFECYCLE ? lifecycleDefinition() : await definitions.committed(state, name);
    if (definition === undefined) {
        throw new TransactionError(peer.TxValidationCode.INVALID_CHAINCODE, `chaincode ${name} is not committed`);
    }
    return definition;
}

function lifecycleDefinition(): CommittedDefinition {
    const policy = new peer.ApplicationPolicy();
    policy.setChannelConfigPolicyReference('/Channel/Application/LifecycleEndorsement');
    return { version: '', policy: policy.serializeBinary(), collections: [] };
}

function writtenKeys(set: NamespaceRwSet | undefined): readonly string[] {
    const keys = [...(set?.writes ?? []), ...(set?.metadataWrites ?? [])].map(({ key }) => key);
    return [...new Set(keys)];
}

function writtenHashes(set: CollectionRwSet): readonly Uint8Array[] {
    return [...set.writes, ...set.metadataWrites].map(({ keyHash }) => keyHash);
}

function publicName(namespace: string, key: string): string {
    return JSON.stringify([namespace, key]);
}

function hashedName(namespace: string, collection: string, keyHash: Uint8Array): string {
    return JSON.stringify([namespace, collection, Buffer.from(keyHash).toString('hex')]);
}

function failure(why: string): TransactionError {
    return new TransactionError(peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE, why);
}
