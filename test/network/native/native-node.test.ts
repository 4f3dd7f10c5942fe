import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeNode } from '../../../network/src/native/native-node';
import { machineProcesses } from '../../../network/src/native/process-table';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { eventually } from './cluster';

/** Scripts in the place of Fabric's programs. */
describe('a node’s process', () => {
    let folder: string;
    const clock = new ManualClock();

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'native-node-'));
    });

    afterEach(() => rm(folder, { recursive: true }));

    async function nodeOf(script: string, onEnd: (words: string) => void = () => undefined): Promise<NativeNode> {
        const program = join(folder, 'program');
        await writeFile(program, `#!/bin/sh\n${script}\n`);
        await chmod(program, 0o755);
        return new NativeNode({
            plan: {
                ...{ kind: 'orderer', name: 'orderer.example.com', mspId: 'OrdererMSP', program, arguments: [] },
                ...{ port: 7050, secondPort: 7053, operationsPort: 7054, environment: {} },
                configFile: { name: 'orderer.yaml', content: '' },
            },
            folder,
            environment: { PATH: process.env['PATH'] ?? '' },
            clock,
            onEnd: (_, words) => {
                onEnd(words);
            },
        });
    }

    const ready = (node: NativeNode): Promise<void> =>
        eventually(async () => {
            expect(await readFile(node.logPath, 'utf8')).toContain('ready');
        });

    const isRunning = async (pid: number | undefined): Promise<boolean> =>
        (await machineProcesses.list()).some((one) => one.pid === pid);

    it('ends when it is asked to, which nobody is told of', async () => {
        const told: string[] = [];
        const node = await nodeOf('echo ready; exec tail -f /dev/null', (words) => told.push(words));
        node.launch();
        await ready(node);
        const { pid } = node;

        await node.stop();

        expect(await isRunning(pid)).toBe(false);
        expect(node.pid).toBeUndefined();
        expect(told).toEqual([]);
        await expect(node.requireRunning()).resolves.toBeUndefined();
    });

    it('is killed when it has not ended within ten seconds', async () => {
        const node = await nodeOf("trap '' TERM; echo ready; exec tail -f /dev/null");
        node.launch();
        await ready(node);
        const { pid } = node;
        const stopped = node.stop();

        clock.advance(9_999);
        expect(await isRunning(pid)).toBe(true);
        clock.advance(1);
        await stopped;

        expect(await isRunning(pid)).toBe(false);
    });

    it('that ends by itself is told with the cause that Fabric logged, not with an earlier run’s', async () => {
        const node = await nodeOf(
            '[ -f "$0.ran" ] && echo "panic: the second cause" || echo "panic: the first cause"; touch "$0.ran"; echo goroutine 1; exit 2',
        );
        node.launch();
        await eventually(() => expect(node.requireRunning()).rejects.toThrow('panic: the first cause'));
        node.launch();

        await eventually(() =>
            expect(node.requireRunning()).rejects.toMatchObject({
                code: 'NATIVE_START_FAILED',
                message: 'orderer.example.com ended with code 2: panic: the second cause',
                advice: `Read its log: ${folder}/log/orderer.example.com.log`,
            }),
        );
    });

    it('that cannot be started says why', async () => {
        const node = await nodeOf('');
        await rm(join(folder, 'program'));
        node.launch();

        await eventually(() => expect(node.requireRunning()).rejects.toThrow('could not be started: spawn'));
    });
});
