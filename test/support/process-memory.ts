import { readFileSync } from 'node:fs';

/** Linux tells the memory of other processes. */
export const memoryIsTold = process.platform === 'linux';

/** The most that a process and its descendants have held in memory so far, by process id, in MB. */
export function peakMemory(pid: number): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    const visit = (each: number): void => {
        try {
            const status = readFileSync(`/proc/${String(each)}/status`, 'utf8');
            found.set(each, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
            const children = readFileSync(`/proc/${String(each)}/task/${String(each)}/children`, 'utf8');
            children.split(' ').filter(Boolean).map(Number).forEach(visit);
        } catch {
            // It has ended.
        }
    };
    visit(pid);
    return found;
}
