import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NativeOptions, startNative } from '../../../network/src/native/native-backend';
import { startNetwork } from '../../../network/src/start-network';

/** Programs in the place of Fabric's, which end at once. */
describe('the options of a native network', () => {
    let dir: string;

    beforeEach(async () => {
        dir = await mkdtemp(join(tmpdir(), 'native-options-'));
        await program('bin/peer', 'echo \' Version: v2.5.16\'; [ "$1" = version ] || exec tail -f /dev/null');
        await program('bin/orderer', 'echo one; echo two; exit 3');
        await program('builders/ccaas/bin/detect', 'exit 0');
    });

    afterEach(() => rm(dir, { recursive: true }));

    async function program(path: string, script: string): Promise<void> {
        const file = join(dir, path);
        await mkdir(join(file, '..'), { recursive: true });
        await writeFile(file, `#!/bin/sh\n${script}\n`);
        await chmod(file, 0o755);
    }

    const start = (more: Partial<NativeOptions>): ReturnType<typeof startNative> =>
        startNative({
            organizations: 1,
            dataDir: join(dir, 'net'),
            binDir: join(dir, 'bin'),
            seams: { ports: { isFree: () => Promise.resolve(true) } },
            ...more,
        });

    it.each<[string, Partial<NativeOptions>, string]>([
        [
            'blocks that are cut by hand',
            { batch: { mode: 'manual' } },
            "Fabric's orderer cannot wait to be told when to make a block",
        ],
        [
            'another address than loopback',
            { host: '0.0.0.0' },
            'A native network listens on loopback only, not on 0.0.0.0',
        ],
        ['another version than the binaries’', { fabric: '3.1' }, 'The binaries are of Fabric 2.5, not 3.1'],
    ])('refuse %s before anything is written', async (_, options, message) => {
        await expect(start(options)).rejects.toMatchObject({ code: 'CONFIG_INVALID', message });
        expect(await readdir(dir)).not.toContain('net');
    });

    it.each([
        [{ organizations: [{ mspId: 'AMSP', domain: 'a.org', port: 7051, peers: 2 }] }, 'AMSP has 2 peers'],
        [{ organizations: [{ mspId: 'AMSP', domain: 'a.org', port: 7051 }], orderers: 3 as const }, '3 orderers'],
        [{ organizations: [{ mspId: 'AMSP', domain: 'a.org', port: 7051 }], logging: 'INFO' }, 'no log'],
    ])('are refused by the embedded network where only Fabric has them', async (options, message) => {
        await expect(startNetwork(options)).rejects.toMatchObject({
            code: 'CONFIG_INVALID',
            message: expect.stringContaining(message) as string,
            advice: expect.stringContaining('native Fabric') as string,
        });
    });

    it('lead to nodes whose early end is told with the end of their log, and leave nothing running', async () => {
        const { path, text } = await start({}).then(
            () => ({ path: '', text: '' }),
            (error: unknown) => ({
                path: (error as { advice: string }).advice,
                text: (error as { code: string; message: string }).message,
            }),
        );

        expect(text).toBe('orderer.example.com ended with code 3: one\ntwo');
        expect(path).toBe(`Read its log: ${join(dir, 'net/log/orderer.example.com.log')}`);
        expect(await readFile(join(dir, 'net/log/orderer.example.com.log'), 'utf8')).toBe('one\ntwo\n');
    });

    it('lead to a folder that a start with the same may use again, and one with others may not', async () => {
        await start({}).catch(() => undefined);

        await expect(start({})).rejects.toMatchObject({ code: 'NATIVE_START_FAILED' });
        await expect(start({ ordererPort: 8050 })).rejects.toMatchObject({
            code: 'DATA_DIR_MISMATCH',
            message: `${join(dir, 'net')} holds a network that differs in ports`,
        });
        await program('bin/peer', "echo ' Version: v3.1.5'");
        await expect(start({})).rejects.toMatchObject({
            code: 'DATA_DIR_MISMATCH',
            message: `${join(dir, 'net')} holds a network that differs in Fabric version`,
        });
    });
});
