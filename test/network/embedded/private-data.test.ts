import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '@hyperledger/fabric-gateway';
import { deployChaincode } from '../../../network/src/deploy/deploy';
import { type NetworkHandle, startNetwork, type StartOptions } from '../../../network/src/start-network';
import { filesWith } from '../../support/files/files-with';
import { freePort } from '../../support/ports';
import { startContract, stopCounter } from '../native/chaincode-server';
import { clientOf, type Connection, networkOf, nextOf } from './networks';

let folder: string;
let options: StartOptions;
let network: NetworkHandle;
let connection: Connection;
let server: ChildProcess;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'private-data-test-'));
    options = { ...(await networkOf(2)), dataDir: folder };
    network = await startNetwork(options);
    const port = await freePort();
    const { packageIds } = await deployChaincode({
        backend: network,
        name: 'notes',
        version: '1.0',
        policy: "OR('Org1MSP.peer', 'Org2MSP.peer')",
        addressFor: () => `127.0.0.1:${String(port)}`,
    });
    server = await startContract(join(__dirname, 'notes-chaincode'), port, packageIds['Org1MSP'] ?? '');
    connection = clientOf(network);
}, 60_000);

afterAll(async () => {
    connection.close();
    await network.close();
    await stopCounter(server);
    await rm(folder, { recursive: true });
});

function notes(): Contract {
    return connection.gateway.getNetwork('mychannel').getContract('notes');
}

async function hide(name: string, secret: string): Promise<void> {
    await notes().submit('hide', { arguments: [name], transientData: { secret } });
}

async function reveal(name: string): Promise<string> {
    return Buffer.from(await notes().evaluateTransaction('reveal', name)).toString();
}

async function restart(): Promise<void> {
    connection.close();
    await network.close();
    network = await startNetwork(options);
    connection = clientOf(network);
}

test('values of old blocks are read and delivered after a restart', async () => {
    const startBlock = BigInt(network.ledger.height);
    await hide('old', 'treasure');

    await restart();

    expect(await reveal('old')).toBe('treasure');
    const events = await connection.gateway.getNetwork('mychannel').getBlockAndPrivateDataEvents({ startBlock });
    const event = await nextOf(events);
    events.close();
    const [namespace] = event.getPrivateDataMapMap().get(0)?.getNsPvtRwsetList() ?? [];
    const [collection] = namespace?.getCollectionPvtRwsetList() ?? [];
    expect(collection?.getCollectionName()).toBe('_implicit_org_Org1MSP');
    expect(Buffer.from(collection?.getRwset_asU8() ?? []).includes('treasure')).toBe(true);
});

test('two transactions in one block that read and write one key: the second is refused', async () => {
    await hide('race', 'treasure');
    await network.ordering.setMode('manual');
    const first = await notes().submitAsync('amend', { arguments: ['race'] });
    const second = await notes().submitAsync('amend', { arguments: ['race'] });
    expect(network.ordering.pending).toBe(2);

    await network.ordering.setMode('instant');

    const [one, two] = [await first.getStatus(), await second.getStatus()];
    expect([one.code, two.code]).toEqual([0, 11]);
    expect(two.blockNumber).toBe(one.blockNumber);
    expect(await reveal('race')).toBe('treasure!');
});

test('a purged value is in no file any more, whatever it was before', async () => {
    const values = [1, 2, 3].map(() => randomBytes(32).toString('hex'));
    const [first = '', second = '', kept = ''] = values;
    await hide('purged', first);
    await hide('kept', kept);
    await restart();
    await hide('purged', second);
    for (const value of values) {
        const files = await filesWith(folder, value);
        expect(files).not.toEqual([]);
        expect(files.filter((file) => !file.startsWith(join('private', 'Org1MSP')))).toEqual([]);
    }

    await notes().submitTransaction('purge', 'purged');

    expect(await filesWith(folder, first)).toEqual([]);
    expect(await filesWith(folder, second)).toEqual([]);
    expect(await reveal('purged')).toBe('');
    expect(await reveal('kept')).toBe(kept);
});
