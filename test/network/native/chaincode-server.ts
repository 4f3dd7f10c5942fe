import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';

const launcher = resolve(__dirname, '../../../node_modules/.bin/fabric-chaincode-node');

/** Runs the counter as a chaincode service and resolves when it listens. */
export function startCounter(port: number, packageId: string): Promise<ChildProcess> {
    return startContract(join(__dirname, 'counter-chaincode'), port, packageId);
}

/** Runs the contract in `folder` as a chaincode service and resolves when it listens. */
export async function startContract(folder: string, port: number, packageId: string): Promise<ChildProcess> {
    const child = spawn(
        launcher,
        ['server', '--chaincode-address', `127.0.0.1:${String(port)}`, '--chaincode-id', packageId],
        { cwd: folder, stdio: 'ignore' },
    );
    while (!(await listens(port))) {
        if (child.exitCode !== null) {
            throw new Error(`the chaincode server ended with code ${String(child.exitCode)}`);
        }
    }
    return child;
}

function listens(port: number): Promise<boolean> {
    return new Promise((done) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => {
            socket.destroy();
            done(true);
        });
        socket.once('error', () => {
            setTimeout(() => {
                done(false);
            }, 50);
        });
    });
}

/** Ends it and resolves when it has. */
export function stopCounter(child: ChildProcess): Promise<void> {
    return new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) {
            done();
            return;
        }
        child.once('exit', () => {
            done();
        });
        child.kill();
    });
}
