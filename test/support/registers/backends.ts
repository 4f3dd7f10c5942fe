/**
 * Where the suites of test/integration run: the embedded network always, Fabric's own processes where FABRIC_BIN names
 * the folder of peer and orderer, a running network where TABULARIUM_NETWORK names its folder. What runs on a backend
 * and what is skipped is decided here, before any test starts; driving the registers is left to ./office.
 */
import { dealtMsps } from '../../../scripts/src/cli/agency-msps';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NetworkBackend } from '../../../network/src/backend';
import { attachNetwork } from '../../../network/src/native/attached-backend';
import { startNative } from '../../../network/src/native/native-backend';
import { startNetwork } from '../../../network/src/start-network';
import { freePortBase } from '../ports';
import { AgenciesFile, type AgenciesData } from '../../../scripts/src/story/story-data';

/** Lets transactions share a block on purpose; absent where only the orderer's clock decides. */
export interface BlockControl {
    hold(): Promise<void>;
    /** How many wait for a block. */
    readonly pending: number;
    /** Makes one block of what waits, and lets blocks come by themselves again. */
    release(): Promise<void>;
}

export interface OpenedBackend {
    readonly backend: NetworkBackend;
    readonly agencies: AgenciesData;
    readonly mspOf?: (agencyId: string) => string;
    readonly control?: BlockControl;
    /** Folders in which the nodes keep ledgers and private data; absent where they are elsewhere, or in memory. */
    readonly files?: NodeFiles;
    /** For the office's own files; kept where the network is kept. */
    readonly folder: string;
    close(): Promise<void>;
}

export interface NodeFiles {
    /** Holds all of the others. */
    readonly root: string;
    /** Of an organisation's peer alone. Relative to the root, as the others. */
    peer(mspId: string): string;
}

export interface OpenOptions {
    /** How long Fabric's orderer waits for more transactions, in milliseconds. Default 150. */
    readonly batchTimeoutMs?: number;
    /** How many transactions make a block full. Default test-network's, 10. */
    readonly maxMessageCount?: number;
    /** Keeps what the nodes have in files, see `OpenedBackend.files`. Fabric always does. */
    readonly onDisk?: boolean;
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
    open: async ({ onDisk = false } = {}) => {
        const ordererPort = await freePortBase();
        const data = readAgencies();
        const agencies = {
            ...data,
            agencies: data.agencies.map((agency) => ({ ...agency, port: agency.port - 7050 + ordererPort })),
        };
        const folder = await mkdtemp(path.join(tmpdir(), 'registers-office-'));
        const root = path.join(folder, 'network');
        const network = await startNetwork({
            ordererPort,
            ...(onDisk && { dataDir: root }),
            organizations: agencies.agencies.map(({ mspId, domain, port }) => ({ mspId, domain, port })),
        });
        return {
            backend: network,
            agencies,
            folder,
            ...(onDisk && { files: { root, peer: (mspId: string) => path.join('private', mspId) } }),
            control: {
                hold: () => network.ordering.setMode('manual'),
                get pending() {
                    return network.ordering.pending;
                },
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
    open: async ({ batchTimeoutMs = 150, maxMessageCount = 10 } = {}) => {
        const folder = await mkdtemp(path.join(tmpdir(), 'registers-native-'));
        const backend = await startNative({
            ...(binDir !== undefined && { binDir }),
            organizations: agencyIds.length,
            dataDir: path.join(folder, 'network'),
            batch: { timeoutMs: batchTimeoutMs, maxMessageCount },
        });
        const numberOf = (mspId: string): string => /\d+/.exec(mspId)?.[0] ?? '';
        return {
            backend,
            agencies: readAgencies(),
            mspOf: (agencyId) => `Org${String(agencyIds.indexOf(agencyId) + 1)}MSP`,
            folder: path.join(folder, 'office'),
            files: {
                // With the logs beside the data.
                root: path.join(folder, 'network'),
                peer: (mspId) => path.join('data', `peer0-org${numberOf(mspId)}`),
            },
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

/** `TABULARIUM_BACKENDS`: names with commas between them; all by default. */
const wanted = process.env['TABULARIUM_BACKENDS']?.split(',');
export const backends: readonly BackendEntry[] = [embedded, native, attached].filter(
    ({ name }) => wanted?.includes(name) ?? true,
);

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
