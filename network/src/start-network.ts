import type { NetworkBackend, OrganizationHandle } from './backend';
import { organizationDir } from './ca/material';
import { requireEmbeddable } from './config/backend-limits';
import { type NetworkConfig, type NetworkConfigInput, parseNetworkConfig } from './config/network-config';
import { NetworkError } from './config/network-error';
import { embeddedShape } from './ca/network-shape';
import { ORDERER_READERS } from './deliver/channel-reader';
import { type ChannelNode, openChannel } from './embedded/channel-node';
import { type DataFolder, openDataFolder } from './embedded/data-folder';
import { findUser, firstNode, type NetworkMaterial, ORDERER_MSP_ID, provideMaterial } from './ca/network-material';
import { networkSeams, type NetworkSeams } from './embedded/network-seams';
import { createPeerNode, type PeerNode } from './embedded/peer-node';
import type { Ledger } from './ledger/ledger';
import type { OrderingMode } from './orderer/create-orderer';
import { type GrpcServer, startGrpcServer } from './peer/grpc-server';
import { ordererServices } from './peer/orderer-services';

export interface StartOptions extends NetworkConfigInput {
    /** Removes what an earlier network left in `dataDir` first. Default false. */
    readonly fresh?: boolean;
}

/** A running embedded network. */
export interface NetworkHandle extends NetworkBackend {
    readonly kind: 'embedded';
    /** Holds `organizations`; a temporary folder, removed on closing, for a network in memory. */
    readonly dataDir: string;
    /** Of all peers. To be read only. */
    readonly ledger: Ledger;
    readonly ordering: Ordering;
    /** @throws NetworkError IDENTITY_NOT_FOUND */
    identity(mspId: string, userName: string): UserIdentity;
    status(): NetworkStatus;
    /** Ends all calls and resolves when nothing is open any more. May be repeated. */
    close(): Promise<void>;
}

export interface Ordering {
    setMode(mode: OrderingMode): Promise<void>;
    /** Makes a block of what is pending; resolves when it is committed. */
    cut(): Promise<void>;
    /** Number of transactions waiting for a block. */
    readonly pending: number;
}

/** What a client signs with. */
export interface UserIdentity {
    readonly mspId: string;
    readonly certificatePem: string;
    /** PKCS#8. */
    readonly privateKeyPem: string;
}

export interface NetworkStatus {
    readonly channelId: string;
    readonly height: number;
    readonly ordering: { readonly mode: OrderingMode; readonly pending: number };
    readonly nodes: readonly { readonly name: string; readonly mspId: string; readonly address: string }[];
}

/**
 * Starts a network in this process; a second start with the same `dataDir` continues it.
 * @throws NetworkError CONFIG_INVALID, PORT_TAKEN, ADDRESS_UNUSABLE, DATA_DIR_IN_USE, DATA_DIR_MISMATCH
 */
export async function startNetwork(options: StartOptions, seams?: Partial<NetworkSeams>): Promise<NetworkHandle> {
    const { fresh = false, ...input } = options;
    const config = parseNetworkConfig(input);
    requireEmbeddable(config);
    const network = new EmbeddedNetwork(config, networkSeams(seams));
    try {
        return await network.start(fresh);
    } catch (error) {
        await network.close();
        throw error;
    }
}

class EmbeddedNetwork {
    readonly #config: NetworkConfig;
    readonly #seams: NetworkSeams;
    /** Undone in reverse order. */
    readonly #opened: (() => Promise<void> | void)[] = [];
    #closing: Promise<void> | undefined;

    constructor(config: NetworkConfig, seams: NetworkSeams) {
        this.#config = config;
        this.#seams = seams;
    }

    async start(fresh: boolean): Promise<NetworkHandle> {
        const config = this.#config;
        const folder = await openDataFolder(config, fresh, this.#seams);
        this.#opened.push(() => folder.close());
        const material = await provideMaterial(folder.path, config, embeddedShape(config), this.#seams);
        const channel = await openChannel(folder, config, material, this.#seams);
        this.#opened.push(() => channel.orderer.close());
        const peers = await this.#createPeers(folder, material, channel);
        this.#opened.push(...peers.map((peer) => () => peer.close()));
        const servers: GrpcServer[] = [];
        this.#opened.push(async () => {
            await Promise.all(servers.map((server) => server.close()));
        });
        const starting = [this.#serveOrderer(material, channel), ...peers.map((peer) => peer.serve())];
        const results = await Promise.allSettled(starting);
        servers.push(...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
        for (const result of results) {
            if (result.status === 'rejected') {
                throw result.reason;
            }
        }
        return this.#handle(folder, material, channel);
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

    async #createPeers(folder: DataFolder, material: NetworkMaterial, channel: ChannelNode): Promise<PeerNode[]> {
        const peers: PeerNode[] = [];
        const created = await Promise.all(
            paired(this.#config, material).map(([organization, own]) =>
                createPeerNode({
                    organization,
                    material: own,
                    channel,
                    config: this.#config,
                    folder: folder.path,
                    seams: this.#seams,
                    peers: () => peers,
                }),
            ),
        );
        peers.push(...created);
        return peers;
    }

    #serveOrderer(material: NetworkMaterial, channel: ChannelNode): Promise<GrpcServer> {
        const node = firstNode(material.orderer);
        return startGrpcServer({
            host: this.#config.host,
            port: this.#config.ordererPort,
            name: node.name,
            tls: node.tls,
            clock: this.#seams.clock,
            services: ordererServices({
                orderer: channel.orderer,
                deliver: {
                    channel: (channelId) => (channelId === channel.channelId ? channel : undefined),
                    policyPath: ORDERER_READERS,
                    clock: this.#seams.clock,
                },
            }),
        });
    }

    #handle(folder: DataFolder, material: NetworkMaterial, channel: ChannelNode): NetworkHandle {
        const config = this.#config;
        const organizations = paired(config, material).map(([{ mspId, domain, port }, own]): OrganizationHandle => ({
            mspId,
            domain,
            peer: {
                address: this.#dial(port),
                hostAlias: firstNode(own).name,
                tlsRootCertPem: own.tlsCa.certificatePem,
            },
            materialDir: organizationDir(`${folder.path}/organizations`, own),
        }));
        const orderer = {
            mspId: ORDERER_MSP_ID,
            address: this.#dial(config.ordererPort),
            hostAlias: firstNode(material.orderer).name,
            tlsRootCertPem: material.orderer.tlsCa.certificatePem,
        };
        return {
            kind: 'embedded',
            fabric: config.fabric,
            channelId: config.channelId,
            dataDir: folder.path,
            organizations,
            orderer,
            ledger: channel.ledger,
            ordering: orderingOf(channel),
            identity: (mspId, userName) => identityOf(material, mspId, userName),
            status: () => ({
                channelId: config.channelId,
                height: channel.ledger.height,
                ordering: { mode: channel.orderer.mode, pending: channel.orderer.pending },
                nodes: [
                    { name: orderer.hostAlias, mspId: orderer.mspId, address: orderer.address },
                    ...organizations.map(({ mspId, peer }) => ({
                        name: peer.hostAlias,
                        mspId,
                        address: peer.address,
                    })),
                ],
            }),
            close: () => this.close(),
        };
    }

    /** An address of this machine stands for those that only say "every interface". */
    #dial(port: number): string {
        const { host } = this.#config;
        return `${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${String(port)}`;
    }
}

type Organization = NetworkConfig['organizations'][number];
type Material = NetworkMaterial['organizations'][number];

function paired(config: NetworkConfig, material: NetworkMaterial): readonly (readonly [Organization, Material])[] {
    return config.organizations.flatMap((organization, index) => {
        const own = material.organizations[index];
        return own === undefined ? [] : [[organization, own] as const];
    });
}

function orderingOf({ orderer }: ChannelNode): Ordering {
    return {
        setMode: (mode) => orderer.setMode(mode),
        cut: () => orderer.cut(),
        get pending() {
            return orderer.pending;
        },
    };
}

function identityOf(material: NetworkMaterial, mspId: string, userName: string): UserIdentity {
    const organization = [...material.organizations, material.orderer].find((candidate) => candidate.mspId === mspId);
    const user = organization === undefined ? undefined : findUser(organization, userName);
    if (user === undefined) {
        throw new NetworkError(
            'IDENTITY_NOT_FOUND',
            `there is no user ${userName} of ${mspId}`,
            `Add the user to the organisation's \`users\` in the configuration and start again.`,
        );
    }
    return { mspId, ...user.identity };
}
