import type { NetworkBackend, OrganizationHandle } from '../backend';
import { loadSigningIdentity } from '../ca/material';
import type { ChaincodeDefinition, CollectionConfig } from './definition';
import { encodeCollections, encodePolicy, sameDefinition } from './definition';
import { DeployError } from './deploy-error';
import { deploySeams, type DeploySeams } from './deploy-seams';
import {
    createLifecycleClient,
    type CommittedDefinition,
    type LifecycleClient,
    type LifecycleTimeouts,
} from './lifecycle-client';
import { packageChaincode, type CcaasConnection, type ChaincodePackage } from './package';

export interface DeployOptions {
    readonly backend: NetworkBackend;
    readonly name: string;
    readonly version: string;
    /** As `ChaincodeDefinition.policy`. */
    readonly policy: string;
    readonly collections?: readonly CollectionConfig[];
    /** Default `<name>_<version>`. A package id belongs to one chaincode: two names need two labels or addresses. */
    readonly label?: string;
    /** `host:port` at which this organisation's peer reaches its chaincode server. */
    readonly addressFor: (organization: OrganizationHandle) => string;
    /** The rest of `connection.json`: time limit, TLS. */
    readonly connection?: Omit<CcaasConnection, 'address'>;
    /** Default false. */
    readonly initRequired?: boolean;
    readonly onProgress?: (progress: DeployProgress) => void;
    readonly timeouts?: Partial<LifecycleTimeouts>;
    readonly seams?: Partial<DeploySeams>;
}

export interface DeployProgress {
    readonly step: 'install' | 'approve' | 'commit' | 'unchanged';
    /** Absent where the step concerns the channel. */
    readonly mspId?: string;
    /** True when nothing had to be done. */
    readonly skipped: boolean;
}

export interface Deployment {
    readonly sequence: number;
    /** What each organisation's chaincode server is started with. */
    readonly packageIds: Readonly<Record<string, string>>;
    /** False when network and request agreed already. */
    readonly changed: boolean;
}

interface Party {
    readonly organization: OrganizationHandle;
    readonly client: LifecycleClient;
    readonly pack: ChaincodePackage;
}

const readinessDelayMs = 100;

/**
 * Deploys a chaincode service with every organisation of the network: all install and approve, one commits with the
 * endorsements of all. May be repeated: what is done already is left alone, so an unchanged request changes nothing and
 * one that was interrupted is completed; a changed definition or package takes the next sequence.
 * @throws DeployError
 */
export async function deployChaincode(options: DeployOptions): Promise<Deployment> {
    const { backend, policy, name } = options;
    // First what needs no network, so that a mistake is told before anything is installed.
    encodePolicy(policy, name);
    encodeCollections(options.collections);
    const parties = await openParties(options);
    try {
        await Promise.all(parties.map((party) => install(party, options)));
        const [first] = parties;
        if (first === undefined) {
            throw new DeployError('DEFINITION_INVALID', 'The network has no organisation', 'Add one to the network.');
        }
        const committed = await first.client.queryCommitted(name);
        const wanted = definition(options, await nextSequence(options, parties, committed));
        const approvals = await Promise.all(parties.map((party) => approve(party, wanted, options)));
        const commits = wanted.sequence !== committed?.sequence;
        if (commits) {
            await agreement(options, parties, wanted);
            await first.client.commit(
                wanted,
                backend.organizations.slice(1).map((organization) => organization.peer),
            );
        }
        options.onProgress?.({ step: commits ? 'commit' : 'unchanged', skipped: !commits });
        return {
            sequence: wanted.sequence,
            packageIds: Object.fromEntries(
                parties.map(({ organization, pack }) => [organization.mspId, pack.packageId]),
            ),
            changed: commits || approvals.includes(true),
        };
    } finally {
        parties.forEach((party) => {
            party.client.close();
        });
    }
}

async function openParties(options: DeployOptions): Promise<readonly Party[]> {
    const { backend, timeouts } = options;
    const { clock, random, crypto, fileSystem } = deploySeams(options.seams);
    const prepared = await Promise.all(
        backend.organizations.map(async (organization) => ({
            organization,
            pack: await packageChaincode({
                type: 'ccaas',
                label: options.label ?? `${options.name}_${options.version}`,
                connection: { ...options.connection, address: options.addressFor(organization) },
            }),
            admin: await loadSigningIdentity(
                `${organization.materialDir}/users/Admin@${organization.domain}/msp`,
                organization.mspId,
                fileSystem,
                crypto,
            ),
        })),
    );
    return prepared.map(({ organization, pack, admin }) => ({
        organization,
        pack,
        client: createLifecycleClient({
            peer: organization.peer,
            orderer: backend.orderer,
            channelId: backend.channelId,
            admin,
            clock,
            random,
            ...(timeouts === undefined ? {} : { timeouts }),
        }),
    }));
}

async function install({ client, organization, pack }: Party, options: DeployOptions): Promise<void> {
    const { alreadyInstalled } = await client.install(pack.bytes, pack.packageId);
    options.onProgress?.({ step: 'install', mspId: organization.mspId, skipped: alreadyInstalled });
}

function definition(options: DeployOptions, sequence: number): ChaincodeDefinition {
    const { name, version, policy, collections, initRequired = false } = options;
    return { name, version, sequence, policy, initRequired, ...(collections === undefined ? {} : { collections }) };
}

/** The committed sequence while neither the definition nor anybody's package is another, else the next. */
async function nextSequence(
    options: DeployOptions,
    parties: readonly Party[],
    committed: CommittedDefinition | undefined,
): Promise<number> {
    if (committed === undefined) {
        return 1;
    }
    const { sequence } = committed;
    if (!sameDefinition(definition(options, sequence), committed)) {
        return sequence + 1;
    }
    const approved = await Promise.all(parties.map(({ client }) => client.queryApproved(options.name, sequence)));
    // An organisation that has approved nothing at this sequence, or without a package, can still catch up.
    const replaced = parties.some(({ pack }, index) => {
        const packageId = approved[index]?.packageId;
        return packageId !== undefined && packageId !== pack.packageId;
    });
    return replaced ? sequence + 1 : sequence;
}

/** True when there was something to approve. */
async function approve(
    { client, organization, pack }: Party,
    wanted: ChaincodeDefinition,
    options: DeployOptions,
): Promise<boolean> {
    const approved = await client.queryApproved(wanted.name, wanted.sequence);
    const isDone = approved?.packageId === pack.packageId && sameDefinition(wanted, approved);
    const changed = !isDone && (await client.approve(wanted, pack.packageId));
    options.onProgress?.({ step: 'approve', mspId: organization.mspId, skipped: !changed });
    return changed;
}

/**
 * Waits until every peer has seen every approval: endorsements of the commit carry the versions of all approvals, so they
 * differ while one peer is behind.
 */
async function agreement(
    options: DeployOptions,
    parties: readonly Party[],
    wanted: ChaincodeDefinition,
): Promise<void> {
    const { clock } = deploySeams(options.seams);
    const endMs = clock.now().getTime() + (options.timeouts?.commit ?? 60_000);
    for (const { client, organization } of parties) {
        for (;;) {
            const readiness = await client.checkCommitReadiness(wanted);
            const missing = parties.filter((party) => readiness.get(party.organization.mspId) !== true);
            if (missing.length === 0) {
                break;
            }
            if (clock.now().getTime() >= endMs) {
                const names = missing.map((party) => party.organization.mspId).join(', ');
                throw new DeployError(
                    'DEFINITION_NOT_AGREED',
                    `On ${organization.peer.address}, ${names} has not approved ${wanted.name} ${wanted.version}`,
                    'Look whether that peer receives blocks; then deploy again.',
                );
            }
            await new Promise<void>((resolve) => {
                clock.after(readinessDelayMs, resolve);
            });
        }
    }
}
