import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, type Contract } from '@hyperledger/fabric-gateway';
import { messageSigner } from '@tabularium/client';
import { deployChaincode, packageChaincode, type NetworkBackend } from '@tabularium/network';
import { spawn, type ChildProcess } from 'node:child_process';
import { createPrivateKey, randomInt } from 'node:crypto';
import { connect as connectTo } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRecordOffice, type RecordOffice } from '../registers/record-office';
import { openCitizens, type Citizen } from '../story/citizens';
import { readStory } from '../story/story-data';
import { startChild } from './child';
import { ProcessorMeter } from './processor-time';

/** The story's network with its registers and the sample-style chaincode beside them, each in its own process. */
export interface BenchOffice {
    readonly office: RecordOffice;
    /** The sample-style chaincode through plain fabric-gateway with the client's signer. */
    readonly asset: Contract;
    /** With an attested key. */
    readonly citizen: Citizen;
    readonly meter: ProcessorMeter;
    close(): Promise<void>;
}

export const STORY_FOLDER = path.join(__dirname, '../../story');

/** Any of some hundred that nothing is known to use; the other ports keep their distance from it. */
export function freePortBase(): number {
    return 1_500 + 10 * randomInt(300);
}

export async function openBenchOffice(): Promise<BenchOffice> {
    const opened: (() => unknown)[] = [];
    const close = async (): Promise<void> => {
        for (const undo of opened.splice(0).reverse()) {
            await undo();
        }
    };
    try {
        const folder = await mkdtemp(path.join(tmpdir(), 'tabularium-bench-'));
        opened.push(() => rm(folder, { recursive: true, force: true }));
        const portBase = freePortBase();
        const data = path.join(folder, 'network');
        const network = await startChild<Omit<NetworkBackend, 'close'>>('network-process', [
            STORY_FOLDER,
            data,
            String(portBase),
        ]);
        opened.push(() => network.close());
        const backend: NetworkBackend = { ...network.told, close: () => network.close() };
        const { agencies, persons } = await readStory(STORY_FOLDER);
        const office = await openRecordOffice({ backend, agencies, folder: path.join(folder, 'office') });
        opened.push(() => office.close());
        const server = await serveAssets(backend, path.join(folder, 'asset'), portBase + 5);
        opened.push(() => endChild(server));
        const { contract, close: disconnect } = assetContract(office);
        opened.push(disconnect);
        const citizen = await attestedCitizen(office, await openCitizens(persons, path.join(folder, 'citizens')));
        const meter = new ProcessorMeter({
            network: network.pid,
            registers: office.hostPid,
            asset: server.pid ?? 0,
        });
        return { office, asset: contract, citizen, meter, close };
    } catch (error) {
        await close();
        throw error;
    }
}

/** As its folder on a peer looks, and started as fabric-samples do: by fabric-shim's own command. */
async function serveAssets(backend: NetworkBackend, folder: string, port: number): Promise<ChildProcess> {
    await mkdir(folder, { recursive: true });
    const contract = path.join(__dirname, 'asset-contract.js');
    await writeFile(
        path.join(folder, 'package.json'),
        JSON.stringify({ name: 'asset', version: '1.0.0', main: 'index.js' }),
    );
    await writeFile(path.join(folder, 'index.js'), `module.exports = require(${JSON.stringify(contract)});\n`);
    const address = `127.0.0.1:${String(port)}`;
    const { packageId } = await packageChaincode({ label: 'asset_1', type: 'ccaas', connection: { address } });
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
    await deployChaincode({
        backend,
        name: 'asset',
        version: '1',
        // Two endorsements, as the land register's.
        policy: "AND('LandRegistryMSP.peer', 'CivilAffairsMSP.peer')",
        label: 'asset_1',
        addressFor: () => address,
    });
    await listening(port, server);
    return server;
}

/** fabric-shim's own server says nothing when it is ready. */
async function listening(port: number, server: ChildProcess): Promise<void> {
    while (server.exitCode === null) {
        const reached = await new Promise<boolean>((resolve) => {
            const socket = connectTo(port, '127.0.0.1');
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

function assetContract(office: RecordOffice): { contract: Contract; close: () => void } {
    const officer = office.officers.get('chen');
    const organization = office.backend.organizations.find(({ mspId }) => mspId === officer?.mspId);
    if (officer === undefined || organization === undefined) {
        throw new Error('the story has no officer chen');
    }
    const { address, hostAlias, tlsRootCertPem } = organization.peer;
    const client = new Client(address, credentials.createSsl(Buffer.from(tlsRootCertPem)), {
        'grpc.ssl_target_name_override': hostAlias,
    });
    const gateway = connect({
        client,
        identity: { mspId: officer.mspId, credentials: Buffer.from(officer.certificatePem) },
        signer: messageSigner(createPrivateKey(officer.privateKeyPem)),
        hash: hash.none,
    });
    const close = (): void => {
        gateway.close();
        client.close();
    };
    return { contract: gateway.getNetwork(office.backend.channelId).getContract('asset'), close };
}

async function attestedCitizen(office: RecordOffice, citizens: ReadonlyMap<string, Citizen>): Promise<Citizen> {
    const [citizen] = citizens.values();
    if (citizen === undefined) {
        throw new Error('the story has no citizens');
    }
    const day = 24 * 3600 * 1000;
    await office.client('zhou').directory.attestKey({
        personRef: citizen.party.ref,
        jwk: citizen.publicJwk,
        validFrom: new Date(Date.now() - day).toISOString(),
        validTo: new Date(Date.now() + 365 * day).toISOString(),
    });
    return citizen;
}

function endChild(child: ChildProcess): Promise<void> {
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
