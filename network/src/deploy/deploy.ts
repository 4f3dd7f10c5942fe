import type { NetworkBackend, OrganizationHandle, PeerEndpoint } from '../backend';
import { loadSigningIdentity } from '../ca/material';
import type { ChaincodeTerms } from './agency';
import { Connections } from './connections';
import type { ChaincodeDefinition } from './definition';
import { encodeCollections, encodePolicy, sameDefinition } from './definition';
import { DeployError } from './deploy-error';
import { deploySeams, type DeploySeams } from './deploy-seams';
import {
    type ApprovedDefinition,
    createLifecycleClient,
    type CommittedDefinition,
    type LifecycleClient,
    type LifecycleTimeouts,
} from './lifecycle-client';
import { packageChaincode, type CcaasConnection, type ChaincodePackage } from './package';
import { pause } from '../seams/clock';

export interface DeployerOptions {
    readonly backend: NetworkBackend;
    readonly timeouts?: Partial<LifecycleTimeouts>;
    readonly seams?: Partial<DeploySeams>;
}

export interface ChaincodeOptions extends ChaincodeTerms {
    /** Default `<name>_<version>`. A package id belongs to one chaincode: two names need two labels or addresses. */
    readonly label?: string;
    /** `host:port` at which this organisation's peer reaches its chaincode server. */
    readonly addressFor: (organization: OrganizationHandle) => string;
    /** The rest of `connection.json`: time limit, TLS. */
    readonly connection?: Omit<CcaasConnection, 'address'>;
    /** Default false. */
    readonly initRequired?: boolean;
    readonly onProgress?: (progress: DeployProgress) => void;
}

export type DeployOptions = DeployerOptions & ChaincodeOptions;

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

/** Deploys any number of chaincodes, also at the same time, over one connection to each node. */
export interface Deployer {
    /**
     * With every organisation of the network: all install and approve, one commits with the endorsements of all. May be
     * repeated: what is done already is left alone, so an unchanged request changes nothing and one that was interrupted is
     * completed; a changed definition or package takes the next sequence.
     * @throws DeployError
     */
    deploy(chaincode: ChaincodeOptions): Promise<Deployment>;
    close(): void;
}

/** Reads the administrators' identities; nodes are dialled when the first chaincode is deployed. */
export async function openDeployer({ backend, timeouts, seams }: DeployerOptions): Promise<Deployer> {
    const { clock, random, crypto, fileSystem } = deploySeams(seams);
    const connections = new Connections(clock);
    const members = await Promise.all(
        backend.organizations.map(async (organization): Promise<Member> => {
            const folder = `${organization.materialDir}/users/Admin@${organization.domain}/msp`;
            return {
                organization,
                client: createLifecycleClient({
                    peer: organization.peer,
                    orderer: backend.orderer,
                    channelId: backend.channelId,
                    admin: await loadSigningIdentity(folder, organization.mspId, fileSystem, crypto),
                    clock,
                    random,
                    connections,
                    ...(timeouts === undefined ? {} : { timeouts }),
                }),
            };
        }),
    );
    return {
        deploy: (chaincode) => deploy(members, chaincode, { clock, timeoutMs: timeouts?.commit ?? 60_000 }),
        close: () => {
            connections.close();
        },
    };
}

/** One chaincode with a `Deployer` of its own. @throws DeployError */
export async function deployChaincode(options: DeployOptions): Promise<Deployment> {
    const deployer = await openDeployer(options);
    try {
        return await deployer.deploy(options);
    } finally {
        deployer.close();
    }
}

/** An organisation's administrator at its own peer. */
interface Member {
    readonly organization: OrganizationHandle;
    readonly client: LifecycleClient;
}

interface Party extends Member {
    readonly pack: ChaincodePackage;
}

interface Patience extends Pick<DeploySeams, 'clock'> {
    /** For peers that are behind. */
    readonly timeoutMs: number;
}

const readinessDelayMs = 100;

async function deploy(
    members: readonly Member[],
    chaincode: ChaincodeOptions,
    patience: Patience,
): Promise<Deployment> {
    const { policy, name } = chaincode;
    // First what needs no network, so that a mistake is told before anything is installed.
    encodePolicy(policy, name);
    encodeCollections(chaincode.collections);
    const parties = await packages(members, chaincode);
    const [first] = parties;
    if (first === undefined) {
        throw new DeployError('DEFINITION_INVALID', 'The network has no organisation', 'Add one to the network.');
    }
    await Promise.all(parties.map((party) => install(party, chaincode)));
    const committed = await first.client.queryCommitted(name);
    const plan = await planFor(chaincode, parties, committed);
    const approvals = await Promise.all(parties.map((party) => approve(party, parties, plan, chaincode)));
    const commits = plan.definition.sequence !== committed?.sequence;
    if (commits) {
        if (approvals.includes(false)) {
            await agreement(parties, plan.definition, patience);
        }
        await first.client.commit(plan.definition, peersOf(parties));
    }
    chaincode.onProgress?.({ step: commits ? 'commit' : 'unchanged', skipped: !commits });
    return {
        sequence: plan.definition.sequence,
        packageIds: Object.fromEntries(parties.map(({ organization, pack }) => [organization.mspId, pack.packageId])),
        changed: commits || approvals.includes(true),
    };
}

function packages(members: readonly Member[], chaincode: ChaincodeOptions): Promise<readonly Party[]> {
    const { name, version, label = `${name}_${version}`, connection, addressFor } = chaincode;
    return Promise.all(
        members.map(async (member) => {
            const address = addressFor(member.organization);
            const pack = await packageChaincode({ type: 'ccaas', label, connection: { ...connection, address } });
            return { ...member, pack };
        }),
    );
}

function peersOf(parties: readonly Party[]): readonly PeerEndpoint[] {
    return parties.map(({ organization }) => organization.peer);
}

async function install({ client, organization, pack }: Party, { onProgress }: ChaincodeOptions): Promise<void> {
    const { alreadyInstalled } = await client.install(pack.bytes, pack.packageId);
    onProgress?.({ step: 'install', mspId: organization.mspId, skipped: alreadyInstalled });
}

interface Plan {
    readonly definition: ChaincodeDefinition;
    /** By party: what it has approved of this, as far as it was asked. */
    readonly approved: readonly (ApprovedDefinition | undefined)[];
}

/** The committed sequence while neither the definition nor anybody's package is another, else the next. */
async function planFor(
    { name, version, policy, collections, initRequired = false }: ChaincodeOptions,
    parties: readonly Party[],
    committed: CommittedDefinition | undefined,
): Promise<Plan> {
    const optional = collections === undefined ? {} : { collections };
    const at = (sequence: number): ChaincodeDefinition => ({
        ...{ name, version, sequence, policy, initRequired },
        ...optional,
    });
    if (committed === undefined) {
        return { definition: at(1), approved: [] };
    }
    const current = at(committed.sequence);
    const next = { definition: at(committed.sequence + 1), approved: [] };
    if (!sameDefinition(current, committed)) {
        return next;
    }
    const approved = await Promise.all(parties.map(({ client }) => client.queryApproved(name, current.sequence)));
    // An organisation that has approved nothing at this sequence, or without a package, can still catch up.
    const replaced = parties.some(({ pack }, index) => {
        const packageId = approved[index]?.packageId;
        return packageId !== undefined && packageId !== pack.packageId;
    });
    return replaced ? next : { definition: current, approved };
}

/** True when there was something to approve; then all peers have seen it. */
async function approve(
    party: Party,
    parties: readonly Party[],
    { definition, approved }: Plan,
    { onProgress }: ChaincodeOptions,
): Promise<boolean> {
    const { client, organization, pack } = party;
    const known = approved[parties.indexOf(party)];
    const isDone = known?.packageId === pack.packageId && sameDefinition(definition, known);
    const changed = !isDone && (await client.approve(definition, pack.packageId, peersOf(parties)));
    onProgress?.({ step: 'approve', mspId: organization.mspId, skipped: !changed });
    return changed;
}

/**
 * Waits until every peer has seen the approvals of an earlier attempt too: endorsements of the commit carry the versions
 * of all approvals, so they differ while one peer is behind.
 */
async function agreement(
    parties: readonly Party[],
    wanted: ChaincodeDefinition,
    { clock, timeoutMs }: Patience,
): Promise<void> {
    const endMs = clock.now().getTime() + timeoutMs;
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
            await pause(clock, readinessDelayMs);
        }
    }
}
