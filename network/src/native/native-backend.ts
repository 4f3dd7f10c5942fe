import { resolve } from 'node:path';
import type { NetworkBackend, OrganizationHandle, OrdererEndpoint } from '../backend';
import { connectionProfile } from '../ca/connection-profile';
import {
    createOrganizationMaterial,
    loadSigningIdentity,
    mspConfig,
    writeOrganization,
    type OrganizationMaterial,
} from '../ca/material';
import { createGenesisBlock } from '../channel/genesis-block';
import { DeployError, isDeployError } from '../deploy/deploy-error';
import { deploySeams, type DeploySeams } from '../deploy/deploy-seams';
import { findBinaries, type Binaries } from './binaries';
import { joinOrderer, joinPeer } from './join-channel';
import { knownOrganizations } from './membership';
import { testNetworkPort } from './network-folder';
import { ordererConfig, peerConfig } from './node-config';
import { Processes } from './processes';

export interface NativeOptions {
    /** Folder with `peer` and `orderer`; default FABRIC_BIN, then PATH. */
    readonly binDir?: string;
    /** How many, from 1: `Org1MSP` with `org1.example.com` and so on, one peer each. */
    readonly organizations: number;
    /** A new or empty folder: material below `organizations`, logs in `log`. */
    readonly dataDir: string;
    /** Default `mychannel`. */
    readonly channelId?: string;
    /** Default test-network's: 2 s, 10 transactions. */
    readonly batch?: { readonly timeoutMs?: number; readonly maxMessageCount?: number };
    /** More for each peer's CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG, which has `peername`; `number` is the organisation's. */
    readonly builderConfig?: (number: number) => Readonly<Record<string, string>>;
    /** Fabric's FABRIC_LOGGING_SPEC; default `WARN`. */
    readonly logging?: string;
    /** For the programs and for finding them; default this process's. */
    readonly environment?: Readonly<Record<string, string | undefined>>;
    readonly seams?: Partial<DeploySeams>;
}

const ordererDomain = 'example.com';
const ordererHost = `orderer.${ordererDomain}`;
const ports = { orderer: 7050, ordererAdmin: 7053, operations: 9443 };
const startTimeoutMs = 60_000;
const pollDelayMs = 100;

/**
 * Starts a network of Fabric's own processes without Docker, on loopback with test-network's ports, and resolves when its
 * peers have joined the channel and know each other.
 * @throws DeployError NATIVE_BINARIES_MISSING, NATIVE_START_FAILED.
 */
export async function startNative(options: NativeOptions): Promise<NetworkBackend> {
    const environment = options.environment ?? process.env;
    const binaries = await findBinaries(options.binDir, environment);
    const network = new NativeNetwork(options, binaries, deploySeams(options.seams));
    try {
        return await network.start();
    } catch (error) {
        await network.stop();
        throw error;
    }
}

class NativeNetwork {
    readonly #options: NativeOptions;
    readonly #binaries: Binaries;
    readonly #seams: DeploySeams;
    readonly #processes: Processes;
    readonly #dataDir: string;
    readonly #materialDir: string;
    readonly #channelId: string;

    constructor(options: NativeOptions, binaries: Binaries, seams: DeploySeams) {
        this.#options = options;
        this.#binaries = binaries;
        this.#seams = seams;
        this.#processes = new Processes(seams.clock);
        this.#dataDir = resolve(options.dataDir);
        this.#materialDir = `${this.#dataDir}/organizations`;
        this.#channelId = options.channelId ?? 'mychannel';
    }

    async start(): Promise<NetworkBackend> {
        const { fileSystem } = this.#seams;
        if ((await fileSystem.list(this.#dataDir)).length > 0) {
            throw new DeployError('NATIVE_START_FAILED', `${this.#dataDir} is not empty`, 'Give a new folder.');
        }
        const numbers = Array.from({ length: this.#options.organizations }, (_, index) => index + 1);
        const ordererOrganization = await this.#createOrganization('orderer', 'OrdererMSP', ordererDomain, 'orderer');
        const peerOrganizations = await Promise.all(
            numbers.map((number) =>
                this.#createOrganization(
                    'peer',
                    `Org${String(number)}MSP`,
                    `org${String(number)}.example.com`,
                    'peer0',
                ),
            ),
        );
        const handles = peerOrganizations.map((material, index) => this.#handle(material, index + 1));
        await Promise.all(handles.map((handle, index) => this.#writeProfile(handle, index + 1)));
        const genesisBlock = this.#genesisBlock(ordererOrganization, peerOrganizations);
        await fileSystem.writeFile(`${this.#dataDir}/${this.#channelId}.block`, genesisBlock);

        await this.#startOrderer(ordererOrganization);
        await Promise.all(handles.map((handle, index) => this.#startPeer(handle, index + 1)));
        await this.#join(genesisBlock, ordererOrganization, handles);
        return {
            kind: 'native',
            fabric: this.#binaries.fabric,
            channelId: this.#channelId,
            organizations: handles,
            orderer: ordererEndpoint(ordererOrganization),
            close: () => this.stop(),
        };
    }

    stop(): Promise<void> {
        return this.#processes.stop();
    }

    async #createOrganization(
        kind: 'peer' | 'orderer',
        mspId: string,
        domain: string,
        node: string,
    ): Promise<OrganizationMaterial> {
        const users = kind === 'peer' ? [{ name: 'User1' }] : [];
        const material = createOrganizationMaterial({ kind, mspId, domain, nodes: [node], users }, this.#seams);
        await writeOrganization(this.#materialDir, material, this.#seams.fileSystem);
        return material;
    }

    #handle({ mspId, domain, tlsCa }: OrganizationMaterial, number: number): OrganizationHandle {
        return {
            mspId,
            domain,
            peer: {
                address: `localhost:${String(testNetworkPort(number))}`,
                hostAlias: `peer0.${domain}`,
                tlsRootCertPem: tlsCa.certificatePem,
            },
            materialDir: `${this.#materialDir}/peerOrganizations/${domain}`,
        };
    }

    async #writeProfile(handle: OrganizationHandle, number: number): Promise<void> {
        const { json, yaml } = connectionProfile({
            organization: `Org${String(number)}`,
            mspId: handle.mspId,
            domain: handle.domain,
            peer: { name: handle.peer.hostAlias, host: 'localhost', port: testNetworkPort(number) },
            tlsCaPem: handle.peer.tlsRootCertPem,
        });
        const path = `${handle.materialDir}/connection-org${String(number)}`;
        await this.#seams.fileSystem.writeFile(`${path}.json`, json);
        await this.#seams.fileSystem.writeFile(`${path}.yaml`, yaml);
    }

    #genesisBlock(orderer: OrganizationMaterial, peers: readonly OrganizationMaterial[]): Uint8Array {
        const { batch } = this.#options;
        return createGenesisBlock({
            channelId: this.#channelId,
            organizations: peers.map((material, index) => ({
                mspId: material.mspId,
                mspConfig: mspConfig(material),
                anchorPeers: [{ host: 'localhost', port: testNetworkPort(index + 1) }],
            })),
            ordererOrganization: {
                mspId: orderer.mspId,
                mspConfig: mspConfig(orderer),
                endpoints: [`localhost:${String(ports.orderer)}`],
                consenterTlsCertificatePem: ordererNode(orderer).tls.certificatePem,
            },
            ...(batch === undefined ? {} : { batch }),
            clock: this.#seams.clock,
            random: this.#seams.random,
        }).serializeBinary();
    }

    async #startOrderer({ mspId }: OrganizationMaterial): Promise<void> {
        const config = ordererConfig({
            mspId,
            materialDir: `${this.#materialDir}/ordererOrganizations/${ordererDomain}/orderers/${ordererHost}`,
            dataDir: `${this.#dataDir}/data/orderer`,
            port: ports.orderer,
            adminPort: ports.ordererAdmin,
            operationsPort: ports.operations,
        });
        await this.#startNode('orderer', 'orderer.yaml', config, this.#binaries.orderer, []);
    }

    async #startPeer(handle: OrganizationHandle, number: number): Promise<void> {
        const config = peerConfig({
            id: handle.peer.hostAlias,
            mspId: handle.mspId,
            materialDir: `${handle.materialDir}/peers/${handle.peer.hostAlias}`,
            dataDir: `${this.#dataDir}/data/peer0-org${String(number)}`,
            port: testNetworkPort(number),
            chaincodePort: testNetworkPort(number) + 1,
            operationsPort: ports.operations + number,
            binaries: this.#binaries,
        });
        await this.#startNode(
            `peer0-org${String(number)}`,
            'core.yaml',
            config,
            this.#binaries.peer,
            ['node', 'start'],
            {
                CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG: JSON.stringify({
                    peername: `peer0org${String(number)}`,
                    ...this.#options.builderConfig?.(number),
                }),
            },
        );
    }

    async #startNode(
        name: string,
        configName: string,
        config: string,
        program: string,
        args: readonly string[],
        environment: Readonly<Record<string, string>> = {},
    ): Promise<void> {
        const configDir = `${this.#dataDir}/config/${name}`;
        await this.#seams.fileSystem.writeFile(`${configDir}/${configName}`, config);
        const inherited = this.#options.environment ?? process.env;
        this.#processes.start({
            name,
            program,
            arguments: args,
            // Nothing else of the caller's environment: CORE_… and ORDERER_… would override the files.
            environment: {
                PATH: inherited['PATH'] ?? '',
                HOME: inherited['HOME'] ?? '',
                FABRIC_CFG_PATH: configDir,
                FABRIC_LOGGING_SPEC: this.#options.logging ?? 'WARN',
                ...environment,
            },
            logPath: `${this.#dataDir}/log/${name}.log`,
        });
    }

    async #join(
        genesisBlock: Uint8Array,
        orderer: OrganizationMaterial,
        handles: readonly OrganizationHandle[],
    ): Promise<void> {
        const { clock, random, crypto, fileSystem } = this.#seams;
        const node = ordererNode(orderer);
        await this.#eventually('the orderer', () =>
            joinOrderer(genesisBlock, {
                port: ports.ordererAdmin,
                tlsRootCertPem: orderer.tlsCa.certificatePem,
                certificatePem: node.tls.certificatePem,
                privateKeyPem: node.tls.privateKeyPem,
            }).then(() => true),
        );
        await Promise.all(
            handles.map(async ({ materialDir, domain, mspId, peer }) => {
                const admin = await loadSigningIdentity(
                    `${materialDir}/users/Admin@${domain}/msp`,
                    mspId,
                    fileSystem,
                    crypto,
                );
                await this.#eventually(peer.hostAlias, () =>
                    joinPeer(genesisBlock, { peer, admin, clock, random }).then(() => true),
                );
                await this.#eventually(`${peer.hostAlias} to know the others`, async () => {
                    const known = await knownOrganizations(peer, this.#channelId, admin);
                    return known.length === handles.length;
                });
            }),
        );
    }

    /** Repeats while a node does not answer yet or the result is not there yet. */
    async #eventually(what: string, attempt: () => Promise<boolean>): Promise<void> {
        const { clock } = this.#seams;
        const endMs = clock.now().getTime() + startTimeoutMs;
        for (;;) {
            await this.#processes.assertRunning();
            if (await attempt().catch(isRetryable)) {
                return;
            }
            if (clock.now().getTime() >= endMs) {
                throw new DeployError(
                    'NATIVE_START_FAILED',
                    `Waited ${String(startTimeoutMs / 1000)} s for ${what}`,
                    `Read the logs in ${this.#dataDir}/log.`,
                );
            }
            await new Promise<void>((done) => {
                clock.after(pollDelayMs, done);
            });
        }
    }
}

function isRetryable(error: unknown): false {
    if (isDeployError(error, 'PEER_UNREACHABLE') || isDeployError(error, 'ORDERER_UNREACHABLE')) {
        return false;
    }
    throw error;
}

function ordererEndpoint(material: OrganizationMaterial): OrdererEndpoint {
    return {
        mspId: material.mspId,
        address: `localhost:${String(ports.orderer)}`,
        hostAlias: ordererHost,
        tlsRootCertPem: material.tlsCa.certificatePem,
    };
}

function ordererNode(material: OrganizationMaterial): OrganizationMaterial['nodes'][number] {
    const [node] = material.nodes;
    if (node === undefined) {
        throw new Error(`${material.domain} has no node`);
    }
    return node;
}
