import { join } from 'node:path';
import type { NetworkConfig } from '../config/network-config';
import { openFolderStore } from '../config/folder-store';
import type { KeyValueStore } from '../seams/store';
import type { NetworkSeams } from './network-seams';

/** Where a network keeps what it has, and its store, which at the same time keeps other processes out. */
export interface DataFolder {
    readonly path: string;
    readonly store: KeyValueStore;
    /** Of each organisation, in a folder of its own: nobody else's private data is in it. */
    readonly privateStores: ReadonlyMap<string, KeyValueStore>;
    /** Closes the stores; removes the folder of a network in memory. */
    close(): Promise<void>;
}

/** @throws NetworkError DATA_DIR_IN_USE */
export async function openDataFolder(
    config: Pick<NetworkConfig, 'dataDir' | 'organizations'>,
    fresh: boolean,
    seams: NetworkSeams,
): Promise<DataFolder> {
    const { dataDir } = config;
    if (dataDir === undefined) {
        const path = await seams.temporaryFolder();
        const store = await seams.openStore(undefined);
        const privateStores = await openPrivateStores(config, seams);
        return {
            path,
            store,
            privateStores,
            close: async () => {
                await closeAll(store, privateStores);
                await seams.fileSystem.remove(path);
            },
        };
    }
    if (fresh) {
        // Opened once before anything is removed: another process may be at work in it.
        await (await openFolderStore(dataDir, 'ledger', seams.openStore)).close();
        const names = await seams.fileSystem.list(dataDir);
        await Promise.all(OWN_NAMES.filter((name) => names.includes(name)).map((name) => remove(dataDir, name, seams)));
    }
    const store = await openFolderStore(dataDir, 'ledger', seams.openStore);
    const privateStores = await openPrivateStores(config, seams);
    return { path: dataDir, store, privateStores, close: () => closeAll(store, privateStores) };
}

/** All that a network puts into its folder; nothing else is ever removed. */
const OWN_NAMES = ['network.json', 'ledger', 'organizations', 'packages', 'private'];

function remove(dataDir: string, name: string, seams: NetworkSeams): Promise<void> {
    return seams.fileSystem.remove(join(dataDir, name));
}

async function openPrivateStores(
    { dataDir, organizations }: Pick<NetworkConfig, 'dataDir' | 'organizations'>,
    seams: NetworkSeams,
): Promise<ReadonlyMap<string, KeyValueStore>> {
    const opened = await Promise.all(
        organizations.map(async ({ mspId }) => {
            const path = dataDir === undefined ? undefined : join(dataDir, 'private', mspId);
            return [mspId, await seams.openStore(path, { compression: false })] as const;
        }),
    );
    return new Map(opened);
}

async function closeAll(store: KeyValueStore, privateStores: ReadonlyMap<string, KeyValueStore>): Promise<void> {
    await Promise.all([store, ...privateStores.values()].map((one) => one.close()));
}
