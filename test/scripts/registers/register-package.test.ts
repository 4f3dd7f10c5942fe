import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodePackage, servicePackage, templateConnection } from '../../../scripts/src/registers/register-package';

const hash = 'ab'.repeat(32);

describe('a register’s package', () => {
    let root: string;

    /** The built program as it lies on one machine, with that machine's times and modes, written in this order. */
    async function machine(name: string, order: readonly string[], mode: number, year: number): Promise<string> {
        const folder = path.join(root, name);
        await mkdir(path.join(folder, 'dist/land'), { recursive: true });
        const content: Readonly<Record<string, string>> = {
            'package.json':
                '{"name":"@tabularium/chaincode","scripts":{"start":"fabric-chaincode-node start","metadata":"x"}}',
            'npm-shrinkwrap.json': '{}',
            'dist/index.js': "'use strict';",
            'dist/index.d.ts': 'export {};',
            'dist/land/contract.js': "'use strict';",
        };
        for (const file of order) {
            const target = path.join(folder, file);
            await writeFile(target, content[file] ?? '');
            await chmod(target, mode);
            await utimes(target, new Date(Date.UTC(year, 1)), new Date(Date.UTC(year, 1)));
        }
        return folder;
    }

    beforeAll(async () => {
        root = await mkdtemp(path.join(tmpdir(), 'register-package-'));
    });
    afterAll(() => rm(root, { recursive: true }));

    it('of type node is the same whatever the files’ times, modes and order on a machine', async () => {
        const files = [
            'package.json',
            'npm-shrinkwrap.json',
            'dist/index.js',
            'dist/index.d.ts',
            'dist/land/contract.js',
        ];
        const [one, other] = await Promise.all([
            machine('one', files, 0o644, 2024),
            machine('other', [...files].reverse(), 0o600, 2026),
        ]);
        const [first, second] = await Promise.all([
            nodePackage('land', '1', hash, one),
            nodePackage('land', '1', hash, other),
        ]);
        expect(first.packageId).toMatch(/^land_1:[0-9a-f]{64}$/);
        expect(second.packageId).toBe(first.packageId);
    });

    it('of type node starts as its register, and so is another one for each register and founding document', async () => {
        const files = ['package.json', 'npm-shrinkwrap.json', 'dist/index.js'];
        const folder = await machine('started', files, 0o644, 2024);
        const { bytes, packageId } = await nodePackage('land', '1', hash, folder);

        // Nothing is compressed, so that the words can be read.
        const start = `TABULARIUM_REGISTER=land TABULARIUM_FOUNDING_SHA256=${hash} fabric-chaincode-node start`;
        expect(Buffer.from(bytes).toString('latin1')).toContain(`"start": "${start}"`);
        expect((await nodePackage('land', '1', 'cd'.repeat(32), folder)).packageId).not.toBe(packageId);
    });

    it('with templates is the same at every agency, and another one for each slot and kind of TLS', async () => {
        const idOf = async (...args: Parameters<typeof templateConnection>): Promise<string> =>
            (await servicePackage('land', '1', templateConnection(...args))).packageId;

        const ids = [
            await idOf('land', 'a', 'off'),
            await idOf('land', 'b', 'off'),
            await idOf('land', 'a', 'server'),
            await idOf('land', 'a', 'mutual'),
        ];
        expect(new Set(ids).size).toBe(4);
        expect(await idOf('land', 'a', 'off')).toBe(ids[0]);
        expect(templateConnection('land', 'b', 'server')).toEqual({
            address: '{{.tabularium_land_b}}',
            tls_required: true,
            root_cert: '{{.tabularium_root_cert}}',
        });
    });
});
