import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from '../../../network/src/native/binaries';
import { startNative } from '../../../network/src/native/native-backend';

describe('Fabric’s binaries', () => {
    let dir: string;

    beforeEach(async () => {
        dir = await mkdtemp(join(tmpdir(), 'binaries-'));
    });

    afterEach(() => rm(dir, { recursive: true }));

    async function program(path: string, output = ''): Promise<void> {
        const file = join(dir, path);
        await mkdir(join(file, '..'), { recursive: true });
        await writeFile(file, `#!/bin/sh\necho '${output}'\n`);
        await chmod(file, 0o755);
    }

    async function release(version: string): Promise<void> {
        await program('bin/peer', ` Version: ${version}`);
        await program('bin/orderer');
        await program('builders/ccaas/bin/detect');
    }

    it.each([
        ['v2.5.16', '2.5'],
        ['v3.1.5', '3.1'],
    ])('of a release %s are found with their builder', async (version, fabric) => {
        await release(version);

        await expect(findBinaries(undefined, { FABRIC_BIN: join(dir, 'bin') })).resolves.toEqual({
            peer: join(dir, 'bin/peer'),
            orderer: join(dir, 'bin/orderer'),
            ccaasBuilder: join(dir, 'builders/ccaas'),
            fabric,
        });
    });

    it('are found on the path', async () => {
        await release('v2.5.16');

        await expect(findBinaries(undefined, { PATH: `/nowhere:${join(dir, 'bin')}` })).resolves.toMatchObject({
            peer: join(dir, 'bin/peer'),
        });
    });

    it('of another version are refused', async () => {
        await release('v1.4.12');

        await expect(findBinaries(join(dir, 'bin'), {})).rejects.toMatchObject({
            code: 'NATIVE_BINARIES_MISSING',
            message: expect.stringContaining('1.4') as string,
        });
    });

    it('without the service builder are refused', async () => {
        await program('bin/peer', ' Version: v2.5.16');
        await program('bin/orderer');

        await expect(findBinaries(join(dir, 'bin'), {})).rejects.toMatchObject({
            code: 'NATIVE_BINARIES_MISSING',
            message: expect.stringContaining('builders/ccaas') as string,
        });
    });

    it('that are not there stop a native network before it writes anything', async () => {
        await expect(
            startNative({ organizations: 2, dataDir: join(dir, 'data'), environment: { PATH: '/nowhere' } }),
        ).rejects.toMatchObject({
            code: 'NATIVE_BINARIES_MISSING',
            advice: expect.stringContaining('FABRIC_BIN') as string,
        });
    });
});
