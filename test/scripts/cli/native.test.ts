import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { machineProcesses } from '../../../network/src/native/process-table';
import { staying, tabularium } from './terminal-session';

jest.setTimeout(240_000);

const main = path.resolve(__dirname, '../../../scripts/dist/cli/main.js');
const binDir = process.env['FABRIC_BIN'];
/* Set FABRIC_BIN to the folder of peer and orderer, of Fabric 2.5 or 3.1. */
const suite = binDir === undefined ? describe.skip : describe;

describe('up with a backend', () => {
    it.each([
        ['en', "Fabric's binaries are not here: looked for peer and orderer in /nowhere.", 'Needed: peer and orderer'],
        ['zh', '找不到可用的 Fabric 程序：', '需要：Fabric 2.5 或 3.1 的 peer 与 orderer'],
    ])(
        'says what is needed and where Fabric documents it where its binaries are missing (%s)',
        async (lang, ...words) => {
            const env = { ...process.env, FABRIC_BIN: '/nowhere' };
            const ended = await promisify(execFile)(
                process.execPath,
                [main, 'up', '--backend', 'native', '--lang', lang],
                { env },
            ).catch((error: unknown) => error as { readonly code: number; readonly stderr: string });

            expect(ended).toMatchObject({ code: 1 });
            for (const expected of [
                ...words,
                'FABRIC_BIN',
                'PATH',
                'builders/ccaas',
                'hyperledger-fabric.readthedocs.io',
            ]) {
                expect(ended.stderr).toContain(expected);
            }
        },
    );

    it.each([
        ['--peers', '2'],
        ['--orderers', '3'],
        ['--log-level', 'INFO'],
    ])('refuses %s for the development network', async (...option) => {
        const [words, chinese] = await Promise.all([
            tabularium('up', ...option),
            tabularium('up', ...option, '--lang', 'zh'),
        ]);

        expect(words).toMatchObject({ code: 1, stdout: '' });
        expect(words.stderr).toBe(
            `${option[0]} is for Fabric's own processes; the development network is one process.\nAdd --backend native, or leave out ${option[0]}.\n`,
        );
        expect(chinese.stderr).toContain('请加上 --backend native');
    });

    it.each([
        ['--peers', '4'],
        ['--orderers', '2'],
    ])('takes no %s %s', async (...option) => {
        const { code, stderr } = await tabularium('up', '--backend', 'native', ...option);

        expect(code).toBe(1);
        expect(stderr).toContain('Give 1,');
    });
});

suite(`the command line on native Fabric${binDir === undefined ? ' (skipped: FABRIC_BIN is not set)' : ''}`, () => {
    let folder: string;
    let dir: readonly string[];

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-native-'));
        dir = ['--dir', folder];
    });

    afterEach(async () => {
        await tabularium('down', ...dir);
        await rm(folder, { recursive: true });
    });

    /** All processes that know the folder. */
    async function running(): Promise<readonly string[]> {
        return (await machineProcesses.list()).map(({ command }) => command).filter((text) => text.includes(folder));
    }

    it('runs the registers, answers its commands, and goes on with the same ledger', async () => {
        const arguments_ = ['up', '--backend', 'native', '--peers', '2', ...dir];
        const up = await staying('ends it;', ...arguments_);
        expect(up.printed()).toMatch(
            /^7 organisations on channel mychannel, on Fabric (2\.5|3\.1), ready after \d+\.\d s/,
        );
        expect(up.printed()).toMatch(/\n {3}15 processes of Fabric(, \d+ MB)?; logs in .*native\/network\/log\n/);

        const name = '{"departmentId":"archive","name":{"zh":"档案科","en":"Archive"}}';
        const written = await tabularium(
            ...['call', 'directory', 'registerDepartment', name, '--as', 'land-admin', '--json', ...dir],
        );
        const { transactionId, blockNumber } = JSON.parse(written.stdout) as {
            readonly transactionId: string;
            readonly blockNumber: number;
        };
        const [status, tx, events, blocks] = await Promise.all([
            tabularium('status', ...dir),
            tabularium('tx', transactionId, ...dir),
            tabularium('events', '--from', String(blockNumber), '--json', ...dir),
            tabularium('blocks', '--from', String(blockNumber), '--json', ...dir),
        ]);
        expect(status.stdout).toContain('chaincode licence, sequence 1');
        expect(tx.stdout).toContain('VALID');
        expect(JSON.parse(events.stdout)).toMatchObject({ type: 'departmentRegistered', transactionId });
        expect(JSON.parse(blocks.stdout)).toMatchObject([{ number: blockNumber }]);
        await expect(up.end()).resolves.toBe(0);
        expect(await running()).toEqual([]);

        const again = await staying('ends it;', ...arguments_);
        expect(again.printed()).toContain(`; ${String(blockNumber + 1)} blocks\n`);
        await expect(again.end()).resolves.toBe(0);
    });

    it('ends with down what a killed up has left running', async () => {
        const child: ChildProcess = spawn(
            process.execPath,
            [main, 'up', '--backend', 'native', '--profile', 'test-network', '--orderers', '3', ...dir],
            { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LC_ALL: 'C', NO_COLOR: '1' } },
        );
        let printed = '';
        child.stdout?.on('data', (text: Buffer) => {
            printed += text.toString('utf8');
        });
        while (!printed.includes('ends it;')) {
            await once(child.stdout ?? child, 'data');
        }
        const { organisations } = JSON.parse(await readFile(path.join(folder, 'running.json'), 'utf8')) as {
            readonly organisations: readonly { readonly hostAlias: string }[];
        };
        expect(organisations.map(({ hostAlias }) => hostAlias)).toEqual([
            'peer0.org1.example.com',
            'peer0.org2.example.com',
        ]);
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
        expect(await running()).toHaveLength(5);

        const down = await tabularium('down', ...dir);

        expect(down).toMatchObject({ code: 0, stderr: '' });
        expect(down.stdout).toContain('the network had been killed; ended what it left running: orderer.example.com');
        expect(await running()).toEqual([]);
        await expect(tabularium('down', ...dir)).resolves.toMatchObject({ code: 1 });
    });
});
