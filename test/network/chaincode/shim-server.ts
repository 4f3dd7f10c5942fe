import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface ShimServer {
    stop(): Promise<void>;
}

/** Runs the probe as a chaincode service in a process of its own; resolves when it listens. */
export async function startProbe(port: number, packageId: string): Promise<ShimServer> {
    const child: ChildProcess = fork(join(__dirname, 'probe-chaincode.js'), [`127.0.0.1:${String(port)}`, packageId], {
        silent: true,
    });
    await once(child, 'message');
    return {
        stop: async () => {
            const exited = once(child, 'exit');
            child.kill('SIGKILL');
            await exited;
        },
    };
}
