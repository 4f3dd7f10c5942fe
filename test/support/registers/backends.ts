/**
 * Where the suites of test/integration run: the embedded network always, Fabric's own processes where FABRIC_BIN names
 * the folder of peer and orderer, a running network where TABULARIUM_NETWORK names its folder. What runs on a backend
 * and what is skipped is decided here, before any test starts; driving the registers is left to ./office.
 */
import { dealtMsps } from '../../../scripts/src/cli/agency-msps';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NetworkBackend } from '../../../network/src/backend';
import { attachNetwork } from '../../../network/src/native/attached-backend';
import { startNative } from '../../../network/src/native/native-backend';
import { startNetwork } from '../../../network/src/start-network';
import { AgenciesFile, type AgenciesData } from '../../../scripts/src/story/story-data';

/** Lets transactions share a block on purpose; absent where only the orderer's clock decides. */
export interface BlockControl {
    hold(): Promise<void>;
    /** Makes one block of what waits, and lets blocks come by themselves again. */
    release(): Promise<void>;
}

export interface OpenedBackend {
    readonly backend: NetworkBackend;
    readonly agencies: AgenciesData;
    readonly mspOf?: (agencyId: string) => string;
    readonly control?: BlockControl;
    /** For the office's own files; kept where the network is kept. */
    readonly folder: string;
    close(): Promise<void>;
}

export interface OpenOptions {
    /** How long Fabric's orderer waits for more transactions, in milliseconds. Default 150. */
    readonly batchTimeoutMs?: number;
}

export interface BackendEntry {
    readonly name: string;
    /** Distinct organisations. */
    readonly organizations: number;
    /** Why nothing can run here. */
    readonly skipped?: string;
    open(options?: OpenOptions): Promise<OpenedBackend>;
}

const story = path.resolve(__dirname, '../../../scripts/story/agencies.json');

function readAgencies(): AgenciesData {
    return AgenciesFile.parse(JSON.parse(readFileSync(story, 'utf8')));
}

const agencyIds = readAgencies().agencies.map(({ agencyId }) => agencyId);

const embedded: BackendEntry = {
    name: 'embedded',
    organizations: agencyIds.length,
    open: async () => {
        const [ordererPort = 0, ...ports] = await portBlock(agencyIds.length + 1);
        const data = readAgencies();
        const agencies = {
            ...data,
            agencies: data.agencies.map((agency, index) => ({ ...agency, port: ports[index] ?? 0 })),
        };
        const network = await startNetwork({
            ordererPort,
            organizations: agencies.agencies.map(({ mspId, domain, port }) => ({ mspId, domain, port })),
        });
        const folder = await mkdtemp(path.join(tmpdir(), 'registers-office-'));
        return {
            backend: network,
            agencies,
            folder,
            control: {
                hold: () => network.ordering.setMode('manual'),
                release: async () => {
                    await network.ordering.cut();
                    await network.ordering.setMode('instant');
                },
            },
            close: async () => {
                await network.close();
                await rm(folder, { recursive: true, force: true });
            },
        };
    },
};

const binDir = process.env['FABRIC_BIN'];
const native: BackendEntry = {
    name: 'native',
    organizations: agencyIds.length,
    ...(binDir === undefined && { skipped: 'FABRIC_BIN is not set' }),
    ...(binDir !== undefined &&
        !(existsSync(path.join(binDir, 'peer')) && existsSync(path.join(binDir, 'orderer'))) && {
            skipped: 'FABRIC_BIN has no peer and orderer',
        }),
    open: async ({ batchTimeoutMs = 150 } = {}) => {
        const folder = await mkdtemp(path.join(tmpdir(), 'registers-native-'));
        const backend = await startNative({
            ...(binDir !== undefined && { binDir }),
            organizations: agencyIds.length,
            dataDir: path.join(folder, 'network'),
            batch: { timeoutMs: batchTimeoutMs },
        });
        return {
            backend,
            agencies: readAgencies(),
            mspOf: (agencyId) => `Org${String(agencyIds.indexOf(agencyId) + 1)}MSP`,
            folder: path.join(folder, 'office'),
            close: async () => {
                await backend.close();
                await rm(folder, { recursive: true, force: true });
            },
        };
    },
};

const networkDir = process.env['TABULARIUM_NETWORK'];
const attachedOrganizations = networkDir === undefined ? 0 : countOrganizations(networkDir);
const attached: BackendEntry = {
    name: 'attached',
    organizations: attachedOrganizations,
    ...(networkDir === undefined && { skipped: 'TABULARIUM_NETWORK is not set' }),
    ...(networkDir !== undefined &&
        attachedOrganizations < 2 && { skipped: 'TABULARIUM_NETWORK has fewer than two organisations' }),
    open: async () => {
        const backend = await attachNetwork({ dir: networkDir ?? '' });
        const agencies = readAgencies();
        const msps = dealtMsps(
            agencies,
            backend.organizations.map(({ mspId }) => mspId),
        );
        return {
            backend,
            agencies,
            // As `tabularium deploy` deals them, so that the suite also runs where the registers are deployed already.
            mspOf: (agencyId) => msps[agencyId] ?? '',
            folder: path.join(networkDir ?? '', 'tabularium-office'),
            close: () => backend.close(),
        };
    },
};

export const backends: readonly BackendEntry[] = [embedded, native, attached];

// Under other names: what is declared here are no tests of this file.
const { describe: suiteOf, test: testOf } = globalThis;

/** The suite once for every backend; where a backend cannot run, the suite's name says why it is skipped. */
export function onEveryBackend(suite: string, tests: (entry: BackendEntry) => void): void {
    for (const entry of backends) {
        const name = `${suite} on ${entry.name}`;
        const body = (): void => {
            tests(entry);
        };
        if (entry.skipped === undefined) {
            suiteOf(name, body);
        } else {
            suiteOf.skip(`${name} (skipped: ${entry.skipped})`, body);
        }
    }
}

/** A test that needs this many distinct organisations, or is skipped with the reason in its name. */
export function testWith(organizations: number, entry: BackendEntry, name: string, run: () => Promise<void>): void {
    if (entry.skipped !== undefined || entry.organizations >= organizations) {
        testOf(name, run);
    } else {
        testOf.skip(`${name} (skipped: ${String(organizations)} organisations needed)`, run);
    }
}

function countOrganizations(dir: string): number {
    const root = existsSync(path.join(dir, 'organizations')) ? path.join(dir, 'organizations') : dir;
    const folder = path.join(root, 'peerOrganizations');
    return existsSync(folder) ? readdirSync(folder).length : 0;
}

/** Each peer's chaincode listens 20 000 above it. Clear of the ports of test-network and of those of outgoing calls. */
const chaincodeDistance = 20_000;
const chaincodesPerPeer = 10;
const chaincodePorts = Array.from({ length: chaincodesPerPeer }, (_, number) => chaincodeDistance + number);

async function portBlock(count: number): Promise<readonly number[]> {
    for (let tries = 0; tries < 50; tries += 1) {
        const base = 2_000 + chaincodesPerPeer * Math.floor(Math.random() * 400);
        const ports = Array.from({ length: count }, (_, index) => base + index * chaincodesPerPeer);
        const wanted = ports.flatMap((port) => [port, ...chaincodePorts.map((number) => port + number)]);
        if ((await Promise.all(wanted.map(isFree))).every(Boolean)) {
            return ports;
        }
    }
    throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const server = createServer();
        server.once('error', () => {
            resolve(false);
        });
        server.listen(port, '127.0.0.1', () => {
            server.close(() => {
                resolve(true);
            });
        });
    });
}
