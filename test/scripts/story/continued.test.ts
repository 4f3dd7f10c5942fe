/** The story over several starts on one ledger, as a person starts, stops and starts `npm start`. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePortBase } from '../../support/ports';

jest.setTimeout(120_000);

const script = path.resolve(__dirname, '../../../scripts/dist/start.js');

describe('the story', () => {
    let folder: string;
    let portBase: string;

    beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-continued-'));
        portBase = String(await freePortBase());
    });
    afterAll(() => rm(folder, { recursive: true }));

    /** Resolves when it ends; killed, without time to tidy up, once it has printed `sign`. */
    function start(options: readonly string[], sign?: string): Promise<{ code: number | null; output: string }> {
        const args = [script, '--exit', '--lang', 'en', '--dir', folder, '--port-base', portBase, ...options];
        const child = spawn(process.execPath, args, { env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } });
        let output = '';
        const onData = (text: string): void => {
            output += text;
            if (sign !== undefined && output.includes(sign)) {
                child.kill('SIGKILL');
            }
        };
        child.stdout.setEncoding('utf8').on('data', onData);
        child.stderr.setEncoding('utf8').on('data', onData);
        return new Promise((resolve) => {
            child.once('close', (code) => {
                resolve({ code, output });
            });
        });
    }

    it('goes on with the act after the last one that was told, when it was killed in between', async () => {
        const killed = await start([], 'Zheng seals the record to that key');
        expect(killed.code).toBeNull();

        const { code, output } = await start([]);
        expect(output).toContain('going on with the ledger of an earlier start');
        expect(output).not.toContain('Zheng seals the record to that key');
        expect(output).toContain(" 1 ✓ Zheng delivers what is sealed into the registry's inbox");
        expect(output).toContain('Every act came out as told');
        expect(code).toBe(0);
    });

    it('is not told again on the same ledger', async () => {
        const { code, output } = await start([]);
        expect(output).toContain('was told on an earlier start; nothing is left to do.');
        expect(output).not.toContain('✓');
        expect(code).toBe(0);
    });

    it('starts over when it is asked to', async () => {
        const { code, output } = await start(['--fresh']);
        expect(output).not.toContain('earlier start');
        expect(output).toContain(' 1 ✓ Civil Affairs attests the signing keys');
        expect(code).toBe(0);
    });
});
