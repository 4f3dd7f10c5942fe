import {
    type NetworkBackend,
    type NetworkConfigInput,
    type NativeHandle,
    nodeFileSystem,
    startNative,
    startNetwork,
    testNetworkProfile,
} from '@tabularium/network';
import path from 'node:path';
import { networkOptions as storyOptions } from '../registers/network-options';
import type { AgenciesData } from '../story/story-data';
import { UsageError } from '../text/usage-error';
import type { Say } from './terminal';

/** What `up` has been told about the network itself. */
export interface UpNetworkOptions {
    readonly profile: 'story' | 'test-network';
    readonly backend: 'embedded' | 'native';
    readonly fresh?: boolean;
    readonly fabric?: '2.5' | '3.1';
    readonly batch: 'instant' | 'batch';
    readonly portBase?: number;
    readonly peers?: number;
    readonly orderers?: 1 | 3 | 5;
    readonly logLevel?: string;
}

/** The network that `up` has started. */
export interface UpNetwork {
    readonly network: NetworkBackend & { readonly dataDir: string };
    /** Where it is made of Fabric's own processes. */
    readonly native?: NativeHandle;
    /** For the registers' own files. */
    readonly officeFolder: string;
}

/** `agencies` are those of the story profile. @throws UsageError for what the backend does not have */
export async function startUpNetwork(
    options: UpNetworkOptions,
    dir: string,
    agencies: AgenciesData | undefined,
    say: Say,
): Promise<UpNetwork> {
    const { backend, fresh = false } = options;
    const home = backend === 'native' ? nativeHome(dir) : dir;
    const officeFolder = path.join(home, 'office');
    const network = await (backend === 'native' ? native : embedded)(options, home, agencies, say);
    if (fresh && agencies !== undefined) {
        await nodeFileSystem.remove(officeFolder);
    }
    return { ...network, officeFolder };
}

/** Every folder below `dir` in which Fabric's processes may have been left running. */
export function nativeFolders(dir: string): readonly string[] {
    return (['story', 'test-network'] as const).map((profile) => networkFolder(nativeHome(path.resolve(dir)), profile));
}

function nativeHome(dir: string): string {
    return path.join(dir, 'native');
}

function networkFolder(home: string, profile: UpNetworkOptions['profile']): string {
    return path.join(home, profile === 'story' ? 'network' : profile);
}

type Started = Omit<UpNetwork, 'officeFolder'>;

async function embedded(options: UpNetworkOptions, home: string, agencies: AgenciesData | undefined): Promise<Started> {
    const given = { '--peers': options.peers, '--orderers': options.orderers, '--log-level': options.logLevel };
    const [name] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
    if (name !== undefined) {
        throw new UsageError(
            {
                en: `${name} is for Fabric's own processes; the development network is one process.`,
                zh: `${name} 仅用于 Fabric 自身的进程；开发网络只有一个进程。`,
            },
            { en: `Add --backend native, or leave out ${name}.`, zh: `请加上 --backend native，或去掉 ${name}。` },
        );
    }
    const network = await startNetwork({ ...configuration(options, home, agencies), fresh: options.fresh ?? false });
    return { network };
}

async function native(
    options: UpNetworkOptions,
    home: string,
    agencies: AgenciesData | undefined,
    say: Say,
): Promise<Started> {
    const { peers = 1, orderers, logLevel, fresh = false } = options;
    const chosen = configuration(options, home, agencies);
    const network = await startNative({
        ...chosen,
        ...{ dataDir: chosen.dataDir, fresh },
        organizations: chosen.organizations.map((each) => ({ ...each, peers })),
        ...(orderers !== undefined && { orderers }),
        ...(logLevel !== undefined && { logging: logLevel }),
        onNodeEnd: (_, words) => {
            say({
                en: `! ${words}\n  The other nodes go on; end the network and start it again to have this one back.`,
                zh: `! ${words}\n  其余节点继续运行；重启网络可恢复该节点。`,
            });
        },
    });
    return { network, native: network };
}

function configuration(
    { profile, fabric, batch, portBase: base }: UpNetworkOptions,
    home: string,
    agencies: AgenciesData | undefined,
): NetworkConfigInput & { readonly dataDir: string } {
    const dataDir = networkFolder(home, profile);
    const chosen = agencies === undefined ? testNetwork(dataDir, base) : storyOptions(agencies, dataDir, base);
    return { ...chosen, ...(fabric !== undefined && { fabric }), batch: { mode: batch } };
}

/** All ports moved together, as those of the story. */
function testNetwork(dataDir: string, base: number | undefined): NetworkConfigInput & { readonly dataDir: string } {
    const profile = testNetworkProfile();
    const ordererPort = profile.ordererPort ?? 7050;
    const moved = (base ?? ordererPort) - ordererPort;
    return {
        ...profile,
        dataDir,
        ordererPort: ordererPort + moved,
        organizations: profile.organizations.map((each) => ({ ...each, port: each.port + moved })),
    };
}
