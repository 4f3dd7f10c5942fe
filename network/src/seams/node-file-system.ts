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

    async writeFile(path, content, options) {
        const folder = dirname(path);
        await mkdir(folder, { recursive: true });
        writes += 1;
        const temporary = join(folder, `.${basename(path)}.${String(process.pid)}.${String(writes)}${TEMPORARY}`);
        try {
            const file = await open(temporary, 'w', options?.mode ?? 0o644);
            try {
                await file.writeFile(content);
                await file.sync();
            } finally {
                await file.close();
            }
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
