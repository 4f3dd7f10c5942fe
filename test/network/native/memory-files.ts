import type { FileSystem } from '../../../network/src/seams/file-system';

/** Files by path, for reading only. */
export function memoryFiles(files: Readonly<Record<string, string>>): FileSystem {
    const readOnly = (): Promise<never> => Promise.reject(new Error('read-only'));
    return {
        readFile: (path) => {
            const content = files[path];
            return Promise.resolve(content === undefined ? undefined : Buffer.from(content));
        },
        list: (path) => {
            const below = Object.keys(files).filter((file) => file.startsWith(`${path}/`));
            const names = below.map((file) => file.slice(path.length + 1).split('/')[0] ?? '');
            return Promise.resolve([...new Set(names)].sort());
        },
        writeFile: readOnly,
        remove: readOnly,
    };
}
