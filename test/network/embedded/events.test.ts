import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { deployChaincode } from '../../../network/src/deploy/deploy';
import { type NetworkHandle, startNetwork } from '../../../network/src/start-network';
import { freePort } from '../../support/ports';
import { stopCounter } from '../native/chaincode-server';
import { clientOf, type Connection, networkOf, nextOf } from './networks';

const launcher = resolve(__dirname, '../../../node_modules/.bin/fabric-chaincode-node');

let network: NetworkHandle;
let connection: Connection;
const children: ChildProcess[] = [];

beforeAll(async () => {
    network = await startNetwork(await networkOf(1));
    const address = `127.0.0.1:${String(await freePort())}`;
    const { packageIds } = await deployChaincode({
        backend: network,
        name: 'notes',
        version: '1.0',
        policy: '/Channel/Application/Endorsement',
        addressFor: () => address,
    });
    for (const packageId of Object.values(packageIds)) {
        const child = spawn(launcher, ['server', '--chaincode-address', address, '--chaincode-id', packageId], {
            cwd: join(__dirname, 'notes-chaincode'),
            stdio: ['ignore', 'ignore', 'pipe'],
        });
        children.push(child);
        await new Promise((ready) => child.stderr.once('data', ready));
    }
    connection = clientOf(network);
}, 60_000);

afterAll(async () => {
    connection.close();
    await network.close();
    await Promise.all(children.map(stopCounter));
});

test('events come from valid transactions in order, from a block or after a transaction', async () => {
    const channel = connection.gateway.getNetwork('mychannel');
    const contract = channel.getContract('notes');
    const startBlock = BigInt(network.ledger.height);
    const live = await channel.getChaincodeEvents('notes');
    await contract.submitTransaction('write', 'first');
    await contract.submitTransaction('write', 'second');

    const first = await nextOf(live);
    live.close();
    expect(first).toMatchObject({ blockNumber: startBlock, chaincodeName: 'notes', eventName: 'Written' });
    expect(Buffer.from(first.payload).toString()).toBe('first');

    const replay = await channel.getChaincodeEvents('notes', {
        checkpoint: { getBlockNumber: () => startBlock, getTransactionId: () => first.transactionId },
    });
    const second = await nextOf(replay);
    replay.close();
    expect(Buffer.from(second.payload).toString()).toBe('second');
});

test('a member gets private data with the block, and the chaincode reads it', async () => {
    const channel = connection.gateway.getNetwork('mychannel');
    const contract = channel.getContract('notes');
    const startBlock = BigInt(network.ledger.height);
    await contract.submit('hide', { arguments: ['x'], transientData: { secret: 'treasure' } });

    expect(Buffer.from(await contract.evaluateTransaction('reveal', 'x')).toString()).toBe('treasure');
    const events = await channel.getBlockAndPrivateDataEvents({ startBlock });
    const event = await nextOf(events);
    events.close();
    const writes = event.getPrivateDataMapMap().get(0);
    expect(writes?.getNsPvtRwsetList()[0]?.getNamespace()).toBe('notes');
    expect(writes?.getNsPvtRwsetList()[0]?.getCollectionPvtRwsetList()[0]?.getCollectionName()).toBe(
        '_implicit_org_Org1MSP',
    );
});
