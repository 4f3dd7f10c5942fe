import type { OrdererEndpoint, OrganizationHandle, PeerEndpoint } from '../backend';
import { loadSigningIdentity, organizationDir } from '../ca/material';
import { type NetworkMaterial, provideMaterial } from '../ca/network-material';
import { nativeShape } from '../ca/network-shape';
import type { NetworkConfig } from '../config/network-config';
import { DeployError, isDeployError } from '../deploy/deploy-error';
import { nativeGenesis } from './channel-genesis';
import { joinOrderer, joinPeer } from './join-channel';
import { knownPeers } from './membership';
import { openNativeFolder } from './native-folder';
import { NativeNode } from './native-node';
import type { NativeSeams } from './native-seams';
import type { NodePlan } from './node-plan';
import { isHealthy, leads } from './operations';
import { requireFreePorts } from './ports';
import { pause } from '../seams/clock';

export interface NetworkParts {
    readonly folder: string;
    readonly config: NetworkConfig;
    readonly plans: readonly NodePlan[];
    readonly fresh: boolean;
    /** Of every process, beside what its node needs. */
    readonly environment: Readonly<Record<string, string>>;
    readonly onNodeEnd: (name: string, words: string) => void;
    readonly seams: NativeSeams;
}

const startTimeoutMs = 60_000;
const pollDelayMs = 100;

/** The nodes of one network and the order in which they are started, joined to the channel and ended. */
export class NativeNetwork {
    readonly nodes: readonly NativeNode[];
    readonly #parts: NetworkParts;
    /** Undone in reverse order. */
    readonly #opened: (() => Promise<void> | void)[] = [];
    #started = false;
    #closing: Promise<void> | undefined;

    constructor(parts: NetworkParts) {
        this.#parts = parts;
        const { folder, plans, environment, seams, onNodeEnd } = parts;
        this.nodes = plans.map(
            (plan) =>
                new NativeNode({
                    plan,
                    folder,
                    environment,
                    clock: seams.clock,
                    onEnd: (node, words) => {
                        if (this.#started) {
                            onNodeEnd(node.plan.name, words);
                        }
                    },
                }),
        );
    }

    async start(): Promise<NetworkMaterial> {
        const { folder, config, plans, fresh, seams } = this.#parts;
        const held = await openNativeFolder(folder, { channelId: config.channelId, fresh }, seams);
        this.#opened.push(() => held.close());
        await requireFreePorts(plans, seams.ports);
        const material = await provideMaterial(folder, config, nativeShape(config), seams);
        const genesisBlock = await this.#genesisBlock(material);
        await Promise.all(
            this.nodes.map(({ configDir, plan: { configFile } }) =>
                seams.fileSystem.writeFile(`${configDir}/${configFile.name}`, configFile.content),
            ),
        );
        const killAll = (): void => {
            this.nodes.forEach((node) => void node.kill());
        };
        process.once('exit', killAll);
        this.#opened.push(async () => {
            await Promise.all(this.nodes.map((node) => node.stop()));
            process.removeListener('exit', killAll);
        });
        await Promise.all(this.nodes.map((node) => this.launch(node)));
        await this.#join(genesisBlock, material);
        this.#started = true;
        return material;
    }

    /** Starts a node and resolves when it says that it is well. @throws DeployError NATIVE_START_FAILED */
    async launch(node: NativeNode): Promise<void> {
        const { name, operationsPort } = node.plan;
        node.launch();
        await this.#eventually(`${name} to be well`, [node], () => isHealthy(operationsPort));
    }

    /** The orderer that leads; undefined while there is none. */
    async leader(): Promise<NativeNode | undefined> {
        const orderers = this.nodes.filter(({ plan }) => plan.kind === 'orderer');
        const leading = await Promise.all(
            orderers.map(({ plan }) => leads(plan.operationsPort, this.#parts.config.channelId)),
        );
        return orderers.find((_, index) => leading[index]);
    }

    close(): Promise<void> {
        this.#closing ??= this.#undo();
        return this.#closing;
    }

    async #undo(): Promise<void> {
        for (const undo of this.#opened.splice(0).reverse()) {
            await undo();
        }
    }

    /** Kept, so that a node that lost its data joins the same channel again. */
    async #genesisBlock(material: NetworkMaterial): Promise<Uint8Array> {
        const { folder, config, seams } = this.#parts;
        const path = `${folder}/${config.channelId}.block`;
        const known = await seams.fileSystem.readFile(path);
        if (known !== undefined) {
            return known;
        }
        const block = nativeGenesis(config, material, seams).serializeBinary();
        await seams.fileSystem.writeFile(path, block);
        return block;
    }

    async #join(genesisBlock: Uint8Array, material: NetworkMaterial): Promise<void> {
        const { config, seams } = this.#parts;
        await Promise.all([
            this.#joinOrderers(genesisBlock, material),
            ...organizationHandles(this.#parts, material).map(async (organization) => {
                const admin = await loadSigningIdentity(
                    `${organization.materialDir}/users/Admin@${organization.domain}/msp`,
                    organization.mspId,
                    seams.fileSystem,
                    seams.crypto,
                );
                const peers = [organization.peer, ...(organization.otherPeers ?? [])];
                const total = config.organizations.reduce((sum, each) => sum + each.peers, 0);
                await Promise.all(
                    peers.map(async (peer) => {
                        await this.#eventually(peer.hostAlias, this.nodes, () =>
                            joinPeer(genesisBlock, { peer, admin, ...seams }).then(() => true),
                        );
                        const knowsAll = async (): Promise<boolean> =>
                            (await knownPeers(peer, config.channelId, admin)) === total;
                        await this.#eventually(`${peer.hostAlias} to know the others`, this.nodes, knowsAll);
                    }),
                );
            }),
        ]);
    }

    async #joinOrderers(genesisBlock: Uint8Array, { orderer }: NetworkMaterial): Promise<void> {
        const orderers = this.nodes.filter(({ plan }) => plan.kind === 'orderer');
        await Promise.all(
            orderers.map(({ plan }, index) => {
                const tls = orderer.nodes[index]?.tls;
                const admin = {
                    port: plan.secondPort,
                    tlsRootCertPem: orderer.tlsCa.certificatePem,
                    certificatePem: tls?.certificatePem ?? '',
                    privateKeyPem: tls?.privateKeyPem ?? '',
                };
                return this.#eventually(plan.name, this.nodes, () => joinOrderer(genesisBlock, admin).then(() => true));
            }),
        );
        await this.#eventually('the orderers to elect a leader', this.nodes, async () => {
            return (await this.leader()) !== undefined;
        });
    }

    /** Repeats while a node does not answer yet or the result is not there yet. */
    async #eventually(what: string, needed: readonly NativeNode[], attempt: () => Promise<boolean>): Promise<void> {
        const { clock } = this.#parts.seams;
        const endMs = clock.now().getTime() + startTimeoutMs;
        for (;;) {
            if (this.#closing !== undefined) {
                throw new DeployError('NATIVE_START_FAILED', `Stopped while waiting for ${what}`, 'Start it again.');
            }
            await Promise.all(needed.map((node) => node.requireRunning()));
            if (await attempt().catch(isRetryable)) {
                return;
            }
            if (clock.now().getTime() >= endMs) {
                throw new DeployError(
                    'NATIVE_START_FAILED',
                    `Waited ${String(startTimeoutMs / 1000)} s for ${what}`,
                    `Read the logs in ${this.#parts.folder}/log.`,
                );
            }
            await pause(clock, pollDelayMs);
        }
    }
}

function isRetryable(error: unknown): false {
    if (isDeployError(error, 'PEER_UNREACHABLE') || isDeployError(error, 'ORDERER_UNREACHABLE')) {
        return false;
    }
    throw error;
}

/** How clients reach the organisations. */
export function organizationHandles(
    { folder, plans }: Pick<NetworkParts, 'folder' | 'plans'>,
    { organizations }: NetworkMaterial,
): readonly OrganizationHandle[] {
    return organizations.flatMap((material): readonly OrganizationHandle[] => {
        const [peer, ...otherPeers] = plans
            .filter(({ mspId }) => mspId === material.mspId)
            .map((plan) => endpointOf(plan, material.tlsCa.certificatePem));
        if (peer === undefined) {
            return [];
        }
        const { mspId, domain } = material;
        return [
            {
                mspId,
                domain,
                peer,
                ...(otherPeers.length > 0 && { otherPeers }),
                materialDir: organizationDir(`${folder}/organizations`, material),
            },
        ];
    });
}

/** The first of them. */
export function ordererHandle({ plans }: Pick<NetworkParts, 'plans'>, { orderer }: NetworkMaterial): OrdererEndpoint {
    const plan = plans.find(({ kind }) => kind === 'orderer');
    if (plan === undefined) {
        throw new Error('the network has no orderer');
    }
    return { mspId: orderer.mspId, ...endpointOf(plan, orderer.tlsCa.certificatePem) };
}

function endpointOf({ name, port }: NodePlan, tlsRootCertPem: string): PeerEndpoint {
    return { address: `localhost:${String(port)}`, hostAlias: name, tlsRootCertPem };
}
