import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNative } from '../../../network/src/native/native-backend';
import { machineProcesses } from '../../../network/src/native/process-table';
import { endRemains } from '../../../network/src/native/remains';
import { heights } from './cluster';

jest.setTimeout(120_000);

const binDir = process.env['FABRIC_BIN'];
/* Set FABRIC_BIN to the folder of peer and orderer, of Fabric 2.5 or 3.1. */
const suite = binDir === undefined ? describe.skip : describe;
const nodes = ['orderer.example.com', 'peer0.org1.example.com', 'peer0.org2.example.com'];

suite(
    `native Fabric whose network was killed${binDir === undefined ? ' (skipped: FABRIC_BIN is not set)' : ''}`,
    () => {
        let dataDir: string;

        beforeEach(async () => {
            dataDir = await mkdtemp(join(tmpdir(), 'native-killed-'));
        });

        afterEach(async () => {
            await endRemains(dataDir);
            await rm(dataDir, { recursive: true });
        });

        /** Kills a process in which the network runs, and leaves its nodes to themselves. */
        async function startAndKill(): Promise<readonly number[]> {
            const child = fork(join(__dirname, 'native-child.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
            child.send({ organizations: 2, dataDir });
            const [pids] = (await once(child, 'message')) as [readonly number[]];
            const ended = once(child, 'exit');
            child.kill('SIGKILL');
            await ended;
            return pids;
        }

        /** All processes that know the folder. */
        async function running(): Promise<readonly number[]> {
            const all = await machineProcesses.list();
            return all.filter(({ command }) => command.includes(dataDir)).map(({ pid }) => pid);
        }

        it('leaves nodes that the next start ends, which goes on with their ledger', async () => {
            const pids = await startAndKill();
            expect([...(await running())].sort()).toEqual([...pids].sort());

            const network = await startNative({ organizations: 2, dataDir });

            expect(network.nodes.map(({ pid }) => pid)).not.toEqual(expect.arrayContaining([pids[0]]));
            expect(await running()).toHaveLength(3);
            expect(await heights(network)).toEqual({ 'peer0.org1.example.com': 1, 'peer0.org2.example.com': 1 });
            await network.close();
            expect(await running()).toEqual([]);
        });

        it('leaves nodes that can be ended without a start', async () => {
            await startAndKill();

            await expect(endRemains(dataDir)).resolves.toEqual(expect.arrayContaining(nodes));
            expect(await running()).toEqual([]);
            await expect(endRemains(dataDir)).resolves.toEqual([]);
        });

        it('keeps its nodes while it lives', async () => {
            const network = await startNative({ organizations: 2, dataDir });

            await expect(endRemains(dataDir)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
            expect(await running()).toHaveLength(3);
            await network.close();
        });

        it('is told of a node that ends by itself, with the end of its log', async () => {
            const told = new EventEmitter();
            const onNodeEnd = (...words: readonly string[]): boolean => told.emit('end', ...words);
            const network = await startNative({ organizations: 2, dataDir, onNodeEnd });
            const peer = network.nodes.find(({ kind }) => kind === 'peer');

            const ended = once(told, 'end');
            machineProcesses.signal(peer?.pid ?? 0, 'SIGKILL');
            const [name, words] = (await ended) as [string, string];
            await network.close();

            expect(name).toBe('peer0.org1.example.com');
            expect(words).toContain('peer0.org1.example.com ended with SIGKILL');
        });
    },
);
