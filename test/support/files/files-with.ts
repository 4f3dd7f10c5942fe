import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Files below a folder whose raw bytes contain the text or the bytes, as paths from the folder, sorted. */
export async function filesWith(folder: string, text: string | Buffer): Promise<readonly string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const hits = await Promise.all(paths.map(async (path) => ((await bytesOf(path)).includes(text) ? [path] : [])));
    return hits
        .flat()
        .map((path) => relative(folder, path))
        .sort();
}

/** A store at work may remove a file at any time. */
async function bytesOf(path: string): Promise<Buffer> {
    return readFile(path).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
            return Buffer.alloc(0);
        }
        throw error;
    });
}
