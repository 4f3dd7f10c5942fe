import { resolve } from 'node:path';
import type { NetworkBackend } from '../backend';
import { requireNative } from '../config/backend-limits';
import { type NetworkConfig, type NetworkConfigInput, parseNetworkConfig } from '../config/network-config';
import { numberedOrganizations } from '../config/test-network-profile';
import { NetworkError } from '../config/network-error';
import { findBinaries, type Binaries } from './binaries';
import { NativeNetwork, ordererHandle, organizationHandles } from './native-network';
import type { NativeNode } from './native-node';
import { type NativeSeams, nativeSeams } from './native-seams';
import { planNodes } from './node-plan';

/** As the embedded network's where the two mean the same. */
export interface NativeOptions extends Omit<NetworkConfigInput, 'organizations' | 'dataDir'> {
    /** A number stands for so many of test-network's: `Org1MSP` with `org1.example.com` and so on, one peer each. */
    readonly organizations: NetworkConfigInput['organizations'] | number;
    /** Material below `organizations`, ledgers in `data`, logs in `log`; a second start goes on with what is there. */
    readonly dataDir: string;
    /** Default `batch`, as test-network: 2 s, 10 transactions. `instant` makes a block of each transaction. */
    readonly batch?: NetworkConfigInput['batch'];
    /** Removes what an earlier network left in `dataDir` first. Default false. */
    readonly fresh?: boolean;
    /** Folder with `peer` and `orderer`; default FABRIC_BIN, then PATH. */
    readonly binDir?: string;
    /** For the programs and for finding them; default this process's. */
    readonly environment?: Readonly<Record<string, string | undefined>>;
    /** Hears, in words, of a node that ended by itself once the network was up. */
    readonly onNodeEnd?: (name: string, words: string) => void;
    readonly seams?: Partial<NativeSeams>;
}

/** A running network of Fabric's own processes. */
export interface NativeHandle extends NetworkBackend {
    readonly kind: 'native';
    readonly dataDir: string;
    /** Orderers first. */
    readonly nodes: readonly NodeHandle[];
    /** Name of the orderer that leads; undefined while there is none. */
    leader(): Promise<string | undefined>;
    /** Of all nodes; undefined where the machine does not tell. */
    memoryBytes(): Promise<number | undefined>;
}

export interface NodeHandle {
    readonly kind: 'peer' | 'orderer';
    /** e.g. `peer0.org1.example.com`. */
    readonly name: string;
    readonly mspId: string;
    readonly logPath: string;
    /** While it runs. */
    readonly pid: number | undefined;
    /** With no chance to tidy up; resolves when it has ended. */
    kill(): Promise<void>;
    /** Again, after it has ended; resolves when it says that it is well. @throws DeployError NATIVE_START_FAILED */
    start(): Promise<void>;
}

const defaultLogging = 'WARN';

/**
 * Starts a network of Fabric's own processes without Docker, on loopback, and resolves when its orderers have a leader and
 * its peers have joined the channel and know each other.
 * @throws DeployError NATIVE_BINARIES_MISSING, NATIVE_START_FAILED
 * @throws NetworkError CONFIG_INVALID, PORT_TAKEN, DATA_DIR_IN_USE, DATA_DIR_MISMATCH
 */
export async function startNative(options: NativeOptions): Promise<NativeHandle> {
    const { binDir, environment = process.env, fresh = false, onNodeEnd = () => undefined } = options;
    const binaries = await findBinaries(binDir, environment);
    const config = nativeConfig(options, binaries.fabric);
    const folder = resolve(options.dataDir);
    const seams = nativeSeams(options.seams);
    const plans = planNodes({ folder, config, binaries });
    const parts = {
        ...{ folder, config, plans, fresh, onNodeEnd, seams },
        // Nothing else of the caller's environment: CORE_… and ORDERER_… would override the files.
        environment: {
            PATH: environment['PATH'] ?? '',
            HOME: environment['HOME'] ?? '',
            FABRIC_LOGGING_SPEC: config.logging ?? defaultLogging,
        },
    };
    const network = new NativeNetwork(parts);
    try {
        const material = await network.start();
        return {
            kind: 'native',
            fabric: config.fabric,
            channelId: config.channelId,
            dataDir: folder,
            organizations: organizationHandles(parts, material),
            orderer: ordererHandle(parts, material),
            nodes: network.nodes.map((node) => nodeHandle(network, node)),
            leader: async () => (await network.leader())?.plan.name,
            memoryBytes: () => seams.processes.memoryBytes(network.nodes.flatMap(({ pid }) => pid ?? [])),
            close: () => network.close(),
        };
    } catch (error) {
        await network.close();
        throw error;
    }
}

function nativeConfig(options: NativeOptions, fabric: Binaries['fabric']): NetworkConfig {
    requireNative(options);
    if (options.fabric !== undefined && options.fabric !== fabric) {
        throw new NetworkError(
            'CONFIG_INVALID',
            `The binaries are of Fabric ${fabric}, not ${options.fabric}`,
            `Set FABRIC_BIN to the bin folder of Fabric ${options.fabric}, or leave out the version.`,
        );
    }
    const { organizations, channelId, ordererPort, orderers, logging, batch } = options;
    return parseNetworkConfig({
        ...{ fabric, channelId, ordererPort, orderers, logging, dataDir: options.dataDir },
        organizations: typeof organizations === 'number' ? numberedOrganizations(organizations) : organizations,
        batch: { mode: 'batch', ...batch },
    });
}

function nodeHandle(network: NativeNetwork, node: NativeNode): NodeHandle {
    const { kind, name, mspId } = node.plan;
    return {
        ...{ kind, name, mspId, logPath: node.logPath },
        get pid() {
            return node.pid;
        },
        kill: () => node.kill(),
        start: () => network.launch(node),
    };
}
