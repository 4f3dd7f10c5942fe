import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The machine's processes. */
export interface ProcessTable {
    /** All that can be seen, each with the name that it was started under (`argv[0]`) and what may follow it. */
    list(): Promise<readonly RunningProcess[]>;
    /** Nothing happens where it has ended. */
    signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
    /** Resident memory of the processes together; undefined where the machine does not tell. */
    memoryBytes(pids: readonly number[]): Promise<number | undefined>;
}

export interface RunningProcess {
    readonly pid: number;
    readonly command: string;
}

export const machineProcesses: ProcessTable = {
    list: async () => (await listProc()) ?? (await listPs()),

    signal: (pid, signal) => {
        try {
            process.kill(pid, signal);
        } catch {
            // It has ended.
        }
    },

    memoryBytes: async (pids) => {
        const kilobytes = await Promise.all(pids.map(residentKilobytes));
        return kilobytes.includes(undefined)
            ? undefined
            : kilobytes.reduce<number>((sum, one) => sum + (one ?? 0), 0) * 1024;
    },
};

/** From /proc, where there is one: slim images have no `ps`. */
async function listProc(): Promise<readonly RunningProcess[] | undefined> {
    const names = await readdir('/proc').catch(() => []);
    const pids = names.filter((name) => /^\d+$/.test(name));
    if (pids.length === 0) {
        return undefined;
    }
    const found = await Promise.all(
        pids.map(async (pid) => {
            const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
            return { pid: Number(pid), command: command.replaceAll('\0', ' ').trim() };
        }),
    );
    // Without a command: a thread of the kernel, or a process that has ended and is not waited for yet.
    return found.filter(({ command }) => command !== '');
}

async function listPs(): Promise<readonly RunningProcess[]> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args=']);
    return stdout.split('\n').flatMap((line) => {
        const [, pid, command] = /^\s*(\d+)\s+(.+)$/.exec(line) ?? [];
        return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }];
    });
}

async function residentKilobytes(pid: number): Promise<number | undefined> {
    const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
    const text = /^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? (await psResident(pid));
    return text === undefined ? undefined : Number(text);
}

async function psResident(pid: number): Promise<string | undefined> {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    return /\d+/.exec(stdout)?.[0];
}
