import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { installedChaincode } from './chaincode-root';

/** The registers' version, with a hash of the built code: changed code is another version, and is deployed again. */
export async function codeVersion(root = installedChaincode()): Promise<string> {
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
    const hash = createHash('sha256');
    for (const file of await scripts(path.join(root, 'dist'))) {
        hash.update(path.relative(root, file)).update(await readFile(file));
    }
    return `${version}-${hash.digest('hex').slice(0, 12)}`;
}

async function scripts(folder: string): Promise<readonly string[]> {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
        .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
        .map((entry) => path.join(entry.parentPath, entry.name))
        .sort();
}
