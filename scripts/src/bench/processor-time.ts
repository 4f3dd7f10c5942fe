import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from '../text/usage-error';

/** Milliseconds of processor time that each named process has used so far, user and system. */
export type ProcessorTimes = Readonly<Record<string, number>>;

/** Linux counts in hundredths of a second towards programs, whatever the kernel's own clock. */
const MS_PER_TICK = 10;

/** Reads the processor time of this process (`client`) and of others, by their process ids. */
export class ProcessorMeter {
    readonly #pids: Readonly<Record<string, number>>;

    /** @throws UsageError where the system has no `/proc` */
    constructor(pids: Readonly<Record<string, number>>) {
        if (!existsSync('/proc/self/stat')) {
            throw new UsageError(
                {
                    en: 'Processor time of other processes cannot be read here.',
                    zh: '此系统无法读取其他进程的 CPU 时间。',
                },
                { en: 'Run the bench on Linux.', zh: '请在 Linux 上运行基准测试。' },
            );
        }
        this.#pids = pids;
    }

    now(): ProcessorTimes {
        const { user, system } = process.cpuUsage();
        const others = Object.entries(this.#pids).map(([name, pid]) => [name, this.#ticks(pid) * MS_PER_TICK]);
        return { client: (user + system) / 1000, ...(Object.fromEntries(others) as ProcessorTimes) };
    }

    /** Fields 14 and 15 of proc_pid_stat(5), counted after the name, which may hold anything. */
    #ticks(pid: number): number {
        const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return Number(fields[11]) + Number(fields[12]);
    }
}

/** What was used between two readings, for each of `operations`. */
export function perOperation(before: ProcessorTimes, after: ProcessorTimes, operations: number): ProcessorTimes {
    return Object.fromEntries(
        Object.entries(after).map(([name, total]) => [name, (total - (before[name] ?? 0)) / operations]),
    );
}

export function total(times: ProcessorTimes): number {
    return Object.values(times).reduce((sum, time) => sum + time, 0);
}
