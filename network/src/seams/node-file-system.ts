import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './file-system';

/** Marks files that are being written; one left over by a crash is never listed. */
const TEMPORARY = '.tmp~';

let writes = 0;

/** The real file system. */
export const nodeFileSystem: FileSystem = {
    async readFile(path) {
        return await readFile(path).catch(undefinedIfMissing);
    },

    async writeFile(path, content, { mode = 0o644, inPlace = false } = {}) {
        const folder = dirname(path);
        await mkdir(folder, { recursive: true });
        if (inPlace) {
            await writeSynced(path, content, mode);
            return;
        }
        writes += 1;
        const temporary = join(folder, `.${basename(path)}.${String(process.pid)}.${String(writes)}${TEMPORARY}`);
        try {
            await writeSynced(temporary, content, mode);
            await rename(temporary, path);
        } catch (error) {
            await rm(temporary, { force: true });
            throw error;
        }
        await syncFolder(folder);
    },

    async list(path) {
        const names = (await readdir(path).catch(undefinedIfMissing)) ?? [];
        return names.filter((name) => !name.endsWith(TEMPORARY)).sort();
    },

    async remove(path) {
        await rm(path, { recursive: true, force: true });
    },
};

async function writeSynced(path: string, content: Uint8Array | string, mode: number): Promise<void> {
    const file = await open(path, 'w', mode);
    try {
        await file.writeFile(content);
        await file.sync();
    } finally {
        await file.close();
    }
}

/** The rename itself must survive a crash too. */
async function syncFolder(path: string): Promise<void> {
    const folder = await open(path, 'r');
    try {
        await folder.sync();
    } finally {
        await folder.close();
    }
}

function undefinedIfMissing(error: unknown): undefined {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') {
        return undefined;
    }
    throw error;
}
