import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFileSystem as fs } from '../../../network/src/seams/node-file-system';

let folder: string;
beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-system-'));
});
afterEach(async () => {
    await rm(folder, { recursive: true });
});

describe('the file system', () => {
    test('makes folders, replaces files and leaves no temporary file behind', async () => {
        const path = join(folder, 'a', 'b', 'file.txt');

        await fs.writeFile(path, 'first');
        await fs.writeFile(path, Buffer.from('second'));

        expect(Buffer.from((await fs.readFile(path)) ?? []).toString()).toBe('second');
        expect(await fs.list(join(folder, 'a', 'b'))).toEqual(['file.txt']);
    });

    test('writes new files in place when told to, with their folders and their mode', async () => {
        const path = join(folder, 'new', 'key');

        await fs.writeFile(path, 'secret', { inPlace: true, mode: 0o600 });

        expect(Buffer.from((await fs.readFile(path)) ?? []).toString()).toBe('secret');
        expect((await stat(path)).mode & 0o777).toBe(0o600);
    });

    test('gives a file the mode it was asked for', async () => {
        await fs.writeFile(join(folder, 'key'), 'secret', { mode: 0o600 });

        expect((await stat(join(folder, 'key'))).mode & 0o777).toBe(0o600);
    });

    test('lists names sorted and passes over what an interrupted write left', async () => {
        await writeFile(join(folder, '.key.1.1.tmp~'), '');
        await fs.writeFile(join(folder, 'b'), '');
        await fs.writeFile(join(folder, 'a'), '');

        expect(await fs.list(folder)).toEqual(['a', 'b']);
    });

    test('answers undefined and an empty list for what does not exist', async () => {
        expect(await fs.readFile(join(folder, 'none'))).toBeUndefined();
        expect(await fs.list(join(folder, 'none'))).toEqual([]);
    });

    test('removes files and folders, also those that do not exist', async () => {
        await fs.writeFile(join(folder, 'a', 'b'), '');

        await fs.remove(join(folder, 'a'));
        await fs.remove(join(folder, 'a'));

        expect(await fs.list(folder)).toEqual([]);
    });

    test('reports errors other than absence', async () => {
        await expect(fs.readFile(folder)).rejects.toThrow('EISDIR');
    });
});
