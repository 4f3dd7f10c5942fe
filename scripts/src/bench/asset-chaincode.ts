import { deployChaincode, packageChaincode, type NetworkBackend } from '@tabularium/network';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';

/** The sample-style chaincode: as its folder on a peer looks, and started as fabric-samples do, by fabric-shim's own command. */
export interface AssetChaincode {
    readonly pid: number;
    readonly address: string;
    close(): Promise<void>;
}

/** Resolves when it listens: fabric-shim's own server says nothing when it is ready. */
export async function serveAssets(folder: string, port: number, packageId: string): Promise<AssetChaincode> {
    await mkdir(folder, { recursive: true });
    const contract = path.join(__dirname, 'asset-contract.js');
    await writeFile(
        path.join(folder, 'package.json'),
        JSON.stringify({ name: 'asset', version: '1.0.0', main: 'index.js' }),
    );
    await writeFile(path.join(folder, 'index.js'), `module.exports = require(${JSON.stringify(contract)});\n`);
    const address = `127.0.0.1:${String(port)}`;
    const command = path.join(path.dirname(require.resolve('fabric-shim')), 'cli.js');
    const server = spawn(
        process.execPath,
        ['--no-deprecation', command, 'server', `--chaincode-address=${address}`, `--chaincode-id=${packageId}`],
        {
            cwd: folder,
            stdio: ['ignore', 'ignore', 'inherit'],
            env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'error' },
        },
    );
    await listening(port, server);
    return { pid: server.pid ?? 0, address, close: () => ended(server) };
}

/** Deploys it for all organisations under one address, and serves it. */
export async function deployAssets(backend: NetworkBackend, folder: string, port: number): Promise<AssetChaincode> {
    const address = `127.0.0.1:${String(port)}`;
    const { packageId } = await packageChaincode({ label: 'asset_1', type: 'ccaas', connection: { address } });
    const [server] = await Promise.all([
        serveAssets(folder, port, packageId),
        deployChaincode({
            backend,
            name: 'asset',
            version: '1',
            // Two endorsements, as the land register's.
            policy: "AND('LandRegistryMSP.peer', 'CivilAffairsMSP.peer')",
            label: 'asset_1',
            addressFor: () => address,
        }),
    ]);
    return server;
}

async function listening(port: number, server: ChildProcess): Promise<void> {
    while (server.exitCode === null) {
        const reached = await new Promise<boolean>((resolve) => {
            const socket = connect(port, '127.0.0.1');
            socket.once('connect', () => {
                socket.destroy();
                resolve(true);
            });
            socket.once('error', () => setTimeout(resolve, 20, false));
        });
        if (reached) {
            return;
        }
    }
    throw new Error(`the sample-style chaincode ended with exit code ${String(server.exitCode)}`);
}

function ended(child: ChildProcess): Promise<void> {
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
