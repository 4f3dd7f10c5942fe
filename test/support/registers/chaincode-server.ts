import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';

const launcher = path.resolve(__dirname, '../../../node_modules/.bin/fabric-chaincode-node');

/** Runs a plain chaincode as a service from a folder beside this file; resolves when it listens. */
export async function startChaincode(folder: string, address: string, packageId: string): Promise<ChildProcess> {
    const child = spawn(launcher, ['server', '--chaincode-address', address, '--chaincode-id', packageId], {
        cwd: path.join(__dirname, folder),
        stdio: 'ignore',
    });
    while (!(await listens(address))) {
        if (child.exitCode !== null) {
            throw new Error(`the chaincode server ended with code ${String(child.exitCode)}`);
        }
    }
    return child;
}

export function stopChaincode(child: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) {
            resolve();
            return;
        }
        child.once('exit', () => {
            resolve();
        });
        child.kill();
    });
}

function listens(address: string): Promise<boolean> {
    const [host = '', port = ''] = address.split(':');
    return new Promise((resolve) => {
        const socket = connect(Number(port), host);
        socket.once('connect', () => {
            socket.destroy();
            resolve(true);
        });
        socket.once('error', () => {
            setTimeout(() => {
                resolve(false);
            }, 50);
        });
    });
}
