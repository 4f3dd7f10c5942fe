import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNativeFolder } from '../../../network/src/native/native-folder';
import { nativeSeams, type NativeSeams } from '../../../network/src/native/native-seams';
import type { ProcessTable } from '../../../network/src/native/process-table';
import { endNodes } from '../../../network/src/native/remains';
import { openMemoryStore } from '../../../network/src/seams/level-store';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { systemClock } from '../../../network/src/seams/clock';

/** Processes by id, and what they were sent. */
class FakeProcesses implements ProcessTable {
    readonly sent: string[] = [];
    readonly #running: Map<number, string>;
    readonly #stubborn: boolean;

    constructor(running: Readonly<Record<number, string>>, stubborn = false) {
        this.#running = new Map(Object.entries(running).map(([pid, command]) => [Number(pid), command]));
        this.#stubborn = stubborn;
    }

    list(): ReturnType<ProcessTable['list']> {
        return Promise.resolve([...this.#running].map(([pid, command]) => ({ pid, command })));
    }

    signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
        this.sent.push(`${String(pid)} ${signal}`);
        if (signal === 'SIGKILL' || !this.#stubborn) {
            this.#running.delete(pid);
        }
    }

    memoryBytes(): Promise<undefined> {
        return Promise.resolve(undefined);
    }
}

describe('what a killed network has left running', () => {
    const running = {
        11: '/net/orderer.example.com',
        12: '/net/peer0.org1.example.com node start',
        13: '/net/other/peer0.org1.example.com node start',
        14: '/network/peer0.org1.example.com node start',
        15: 'tail -f /net/peer0.org1.example.com',
        16: '/usr/bin/node /net/peer0',
    };

    it('is known by the folder and ended, and nothing else is', async () => {
        const processes = new FakeProcesses(running);

        await expect(endNodes('/net', processes, systemClock)).resolves.toEqual([
            'orderer.example.com',
            'peer0.org1.example.com',
        ]);
        expect(processes.sent).toEqual(['11 SIGTERM', '12 SIGTERM']);
    });

    it('is killed when it does not end within ten seconds', async () => {
        const processes = new FakeProcesses({ 11: '/net/orderer.example.com' }, true);
        const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'));
        const begun = clock.now().getTime();
        const ended = endNodes('/net', processes, clock);
        while (processes.sent.length < 2) {
            clock.advance(50);
            await new Promise((resolve) => setImmediate(resolve));
        }
        const elapsedMs = clock.now().getTime() - begun;
        clock.advance(50);
        await ended;

        expect(processes.sent).toEqual(['11 SIGTERM', '11 SIGKILL']);
        expect(elapsedMs).toBeGreaterThanOrEqual(10_000);
    });
});

describe('the folder of a native network', () => {
    let folder: string;
    let seams: NativeSeams;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'native-folder-'));
        seams = nativeSeams({ openStore: () => openMemoryStore(), processes: new FakeProcesses({}) });
    });

    afterEach(() => rm(folder, { recursive: true }));

    const open = (fresh: boolean): ReturnType<typeof openNativeFolder> =>
        openNativeFolder(folder, { channelId: 'mychannel', fresh }, seams);

    it('may be new, empty or a network’s', async () => {
        await (await open(false)).close();
        await writeFile(join(folder, 'network.json'), '{}');
        await expect(open(false)).resolves.toMatchObject({ path: folder });
    });

    it('is refused while another process holds it, and keeps what it has', async () => {
        const locked = Object.assign(new Error('Database failed to open'), {
            cause: Object.assign(new Error('lock'), { code: 'LEVEL_LOCKED' }),
        });
        seams = { ...seams, openStore: () => Promise.reject(locked) };
        await mkdir(join(folder, 'organizations'));

        await expect(open(true)).rejects.toMatchObject({
            code: 'DATA_DIR_IN_USE',
            message: `${folder} is in use by another network`,
        });
        expect(await readdir(folder)).toEqual(['organizations']);
    });

    it('is refused where it holds something else, such as another network’s material', async () => {
        await mkdir(join(folder, 'organizations'));

        await expect(open(false)).rejects.toMatchObject({
            code: 'DATA_DIR_MISMATCH',
            message: `${folder} holds something else than a network, or one whose first start was cut short`,
        });
        expect(await readdir(folder)).toEqual(['organizations']);
    });

    it('loses what is a network’s when it starts over, and nothing else', async () => {
        const own = ['organizations', 'data', 'config', 'log'];
        await Promise.all([...own, 'notes'].map((name) => mkdir(join(folder, name))));
        await Promise.all(['network.json', 'mychannel.block'].map((name) => writeFile(join(folder, name), '')));

        await (await open(true)).close();

        expect(await readdir(folder)).toEqual(['notes']);
    });
});
