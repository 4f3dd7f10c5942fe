import { type NetworkBackend, nodeFileSystem } from '@tabularium/network';
import { connect } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import type { AgenciesData } from '../story/story-data';

const Organisation = z.object({
    mspId: z.string(),
    domain: z.string(),
    address: z.string(),
    hostAlias: z.string(),
    materialDir: z.string(),
    officers: z.array(z.string()),
});

/** `running.json`: what a second terminal needs to know of a network that runs in another process. */
const Running = z.object({
    pid: z.int().positive(),
    channel: z.string(),
    fabric: z.string(),
    orderer: z.string(),
    organisations: z.array(Organisation).min(1),
});
export type Running = z.output<typeof Running>;

/**
 * Writes `running.json` into `dir`; the returned function removes it and is called before the network is closed.
 * `agencies` is absent for a network without officers.
 */
export async function announce(
    dir: string,
    network: NetworkBackend,
    agencies?: AgenciesData,
): Promise<() => Promise<void>> {
    const running: Running = {
        pid: process.pid,
        channel: network.channelId,
        fabric: network.fabric,
        orderer: network.orderer.address,
        organisations: network.organizations.map(({ mspId, domain, peer, materialDir }) => ({
            mspId,
            domain,
            address: peer.address,
            hostAlias: peer.hostAlias,
            materialDir: path.resolve(materialDir),
            officers: (agencies?.agencies ?? [])
                .filter((agency) => agency.mspId === mspId)
                .flatMap(({ officers }) => officers.map(({ officerId }) => officerId)),
        })),
    };
    await nodeFileSystem.writeFile(runningFile(dir), `${JSON.stringify(running, undefined, 4)}\n`);
    return () => forget(dir);
}

export function runningFile(dir: string): string {
    return path.join(path.resolve(dir), 'running.json');
}

export async function forget(dir: string): Promise<void> {
    await nodeFileSystem.remove(runningFile(dir));
}

/**
 * What runs in `dir`; undefined where nothing does, also after a process that could not tidy up. Its process id alone
 * proves nothing, since systems give ids again: its first peer must listen too.
 */
export async function readRunning(dir: string): Promise<Running | undefined> {
    const bytes = await nodeFileSystem.readFile(runningFile(dir));
    const parsed = Running.safeParse(bytes === undefined ? undefined : jsonOrUndefined(bytes));
    const [first] = parsed.data?.organisations ?? [];
    if (parsed.data === undefined || first === undefined || !isAlive(parsed.data.pid)) {
        return undefined;
    }
    return (await listens(first.address)) ? parsed.data : undefined;
}

export function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // EPERM: there is one, of another user.
        return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
}

/** Whether anybody accepts connections at `host:port`. */
export function listens(address: string): Promise<boolean> {
    const at = address.lastIndexOf(':');
    return new Promise((resolve) => {
        const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) });
        const end = (answer: boolean): void => {
            socket.destroy();
            resolve(answer);
        };
        socket.setTimeout(2000, () => end(false));
        socket.once('connect', () => end(true));
        socket.once('error', () => end(false));
    });
}

function jsonOrUndefined(bytes: Uint8Array): unknown {
    try {
        return JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch {
        return undefined;
    }
}
