import type { NetworkConfig } from '../config/network-config';
import { openFolderStore } from '../config/folder-store';
import { NetworkError } from '../config/network-error';
import type { NativeSeams } from './native-seams';
import { endNodes, LOCK } from './remains';

/** All that a network puts into its folder beside the lock; nothing else is ever removed. */
const ownNames = ['network.json', 'organizations', 'data', 'config', 'log'];

/** A folder that this process holds. */
export interface NativeFolder {
    readonly path: string;
    close(): Promise<void>;
}

/**
 * Takes the folder, ends what a killed network has left running in it, and with `fresh` removes what any has left there.
 * @throws NetworkError DATA_DIR_IN_USE; DATA_DIR_MISMATCH where it holds what is not a network's of ours
 */
export async function openNativeFolder(
    path: string,
    { channelId, fresh }: Pick<NetworkConfig, 'channelId'> & { readonly fresh: boolean },
    seams: NativeSeams,
): Promise<NativeFolder> {
    const { fileSystem } = seams;
    const lock = await openFolderStore(path, LOCK, seams.openStore);
    try {
        await endNodes(path, seams.processes, seams.clock);
        const names = await fileSystem.list(path);
        if (fresh) {
            const own = [...ownNames, `${channelId}.block`].filter((name) => names.includes(name));
            await Promise.all(own.map((name) => fileSystem.remove(`${path}/${name}`)));
        } else if (!names.includes('network.json') && names.some((name) => name !== LOCK)) {
            throw new NetworkError(
                'DATA_DIR_MISMATCH',
                `${path} holds something else than a network, or one whose first start was cut short`,
                'Configure another dataDir, or start with `fresh: true`, which removes what a network would have put there.',
            );
        }
        return { path, close: () => lock.close() };
    } catch (error) {
        await lock.close();
        throw error;
    }
}
