import { join } from 'node:path';
import type { KeyValueStore } from '../seams/store';
import { NetworkError } from './network-error';

/**
 * Opens the store of a network's folder that keeps other processes out. The system gives its lock free when the process
 * that holds it ends, however it ends. @throws NetworkError DATA_DIR_IN_USE
 */
export async function openFolderStore(
    dataDir: string,
    name: string,
    openStore: (path: string) => Promise<KeyValueStore>,
): Promise<KeyValueStore> {
    try {
        return await openStore(join(dataDir, name));
    } catch (error) {
        if (isLocked(error)) {
            throw new NetworkError(
                'DATA_DIR_IN_USE',
                `${dataDir} is in use by another network`,
                'Close that network (it may run in another process), or configure another dataDir.',
                { cause: error },
            );
        }
        throw error;
    }
}

/** LevelDB reports a held lock as the cause of a failed opening. By shape: its errors may be of another realm. */
function isLocked(error: unknown): boolean {
    let current = error;
    while (typeof current === 'object' && current !== null) {
        if ('code' in current && current.code === 'LEVEL_LOCKED') {
            return true;
        }
        current = 'cause' in current ? current.cause : undefined;
    }
    return false;
}
