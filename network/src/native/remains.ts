import { resolve } from 'node:path';
import { openFolderStore } from '../config/folder-store';
import { type Clock, pause } from '../seams/clock';
import { type NativeSeams, nativeSeams } from './native-seams';
import type { ProcessTable } from './process-table';

/** Holds nothing: the store's lock says that a network runs in its folder, and goes with the network's process. */
export const LOCK = 'lock';

const patienceMs = 10_000;
const lookMs = 50;

/** What a node is started as, so that it can be told from every other process of the machine: folder and node. */
export function processName(dataDir: string, node: string): string {
    return `${dataDir}/${node}`;
}

/**
 * Ends the nodes in a folder whose network was killed before it could end them; nothing to do where there are none.
 * @returns their names. @throws NetworkError DATA_DIR_IN_USE while their network runs
 */
export async function endRemains(dataDir: string, given?: Partial<NativeSeams>): Promise<readonly string[]> {
    const folder = resolve(dataDir);
    const seams = nativeSeams(given);
    if ((await seams.fileSystem.list(folder)).length === 0) {
        return [];
    }
    const lock = await openFolderStore(folder, LOCK, seams.openStore);
    try {
        return await endNodes(folder, seams.processes, seams.clock);
    } finally {
        await lock.close();
    }
}

/** For whoever holds the folder's lock: then no network runs there, and its nodes are nobody's. */
export async function endNodes(dataDir: string, processes: ProcessTable, clock: Clock): Promise<readonly string[]> {
    const first = await nodesOf(dataDir, processes);
    first.forEach(({ pid }) => {
        processes.signal(pid, 'SIGTERM');
    });
    const endMs = clock.now().getTime() + patienceMs;
    for (let left = first; left.length > 0; left = await nodesOf(dataDir, processes)) {
        if (clock.now().getTime() >= endMs) {
            left.forEach(({ pid }) => {
                processes.signal(pid, 'SIGKILL');
            });
        }
        await pause(clock, lookMs);
    }
    return first.map(({ name }) => name);
}

async function nodesOf(
    dataDir: string,
    processes: ProcessTable,
): Promise<readonly { readonly pid: number; readonly name: string }[]> {
    const prefix = processName(dataDir, '');
    return (await processes.list()).flatMap(({ pid, command }) => {
        // Not those of a network in a folder below this one.
        const name = command.startsWith(prefix) ? /^[^/ ]+(?= |$)/.exec(command.slice(prefix.length))?.[0] : undefined;
        return name === undefined ? [] : [{ pid, name }];
    });
}
