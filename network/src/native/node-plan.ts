import { join } from 'node:path';
import { organizationDir } from '../ca/material';
import { ORDERER_DOMAIN, ORDERER_MSP_ID, ordererHosts, peerHosts, peerPort } from '../ca/network-material';
import type { NetworkConfig, OrganizationConfig } from '../config/network-config';
import type { Binaries } from './binaries';
import { ordererConfig, peerConfig } from './node-config';

/** One process to be: what it is, where it listens, and what it is started with. */
export interface NodePlan {
    readonly kind: 'peer' | 'orderer';
    /** Full host name, e.g. `peer0.org1.example.com`. */
    readonly name: string;
    readonly mspId: string;
    /** That clients dial. */
    readonly port: number;
    /** A peer's for chaincode that it starts itself, an orderer's for administration. */
    readonly secondPort: number;
    readonly operationsPort: number;
    readonly program: string;
    readonly arguments: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly configFile: { readonly name: string; readonly content: string };
}

export interface PlanOptions {
    readonly folder: string;
    readonly config: NetworkConfig;
    readonly binaries: Binaries;
}

/** Orderers first. A node uses three ports: its own and, as test-network, the next ones; see the two functions below. */
export function planNodes(options: PlanOptions): readonly NodePlan[] {
    const { organizations, orderers } = options.config;
    return [
        ...ordererHosts(orderers).map((host, index) => planOrderer(options, host, index)),
        ...organizations.flatMap((organization) =>
            peerHosts(organization.peers).map((host, place) => planPeer(options, organization, host, place)),
        ),
    ];
}

function planOrderer({ folder, config, binaries }: PlanOptions, host: string, index: number): NodePlan {
    const name = `${host}.${ORDERER_DOMAIN}`;
    const port = config.ordererPort + 10 * index;
    const ports = { port, secondPort: port + 3, operationsPort: port + 4 };
    return {
        kind: 'orderer',
        name,
        mspId: ORDERER_MSP_ID,
        ...ports,
        program: binaries.orderer,
        arguments: [],
        environment: {},
        configFile: {
            name: 'orderer.yaml',
            content: ordererConfig({
                ...ports,
                mspId: ORDERER_MSP_ID,
                materialDir: nodeDir(folder, 'orderer', ORDERER_DOMAIN, name),
                dataDir: dataDir(folder, name),
                adminPort: ports.secondPort,
            }),
        },
    };
}

function planPeer(
    { folder, binaries }: PlanOptions,
    organization: OrganizationConfig,
    host: string,
    place: number,
): NodePlan {
    const { mspId, domain, peers } = organization;
    const name = `${host}.${domain}`;
    const port = peerPort(organization, place);
    const ports = { port, secondPort: port + 1, operationsPort: port + 4 };
    const places = peerHosts(peers).map((_, other) => other);
    return {
        kind: 'peer',
        name,
        mspId,
        ...ports,
        program: binaries.peer,
        arguments: ['node', 'start'],
        environment: {
            CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG: JSON.stringify({
                peername: name.split('.').slice(0, 2).join(''),
                ...organization.builderConfig,
            }),
        },
        configFile: {
            name: 'core.yaml',
            content: peerConfig({
                ...ports,
                id: name,
                mspId,
                materialDir: nodeDir(folder, 'peer', domain, name),
                dataDir: dataDir(folder, name),
                chaincodePort: ports.secondPort,
                colleagues: places
                    .filter((other) => other !== place)
                    .map((other) => `localhost:${String(peerPort(organization, other))}`),
                binaries,
            }),
        },
    };
}

function nodeDir(folder: string, kind: 'peer' | 'orderer', domain: string, name: string): string {
    return join(organizationDir(`${folder}/organizations`, { kind, domain }), `${kind}s`, name);
}

/** Where a node keeps its ledger. */
function dataDir(folder: string, name: string): string {
    return `${folder}/data/${name}`;
}
