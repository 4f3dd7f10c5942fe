import { status as grpcStatus } from '@grpc/grpc-js';
import { EndorseError, GatewayError } from '@hyperledger/fabric-gateway';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployChaincode } from '../../../network/src/deploy/deploy';
import { type NetworkHandle, startNetwork, type StartOptions } from '../../../network/src/start-network';
import { freePort } from '../../support/ports';
import { startCounter, stopCounter } from '../native/chaincode-server';
import { clientOf, type Connection, networkOf, nextOf } from './networks';

let folder: string;
let options: StartOptions;
let network: NetworkHandle;
let connection: Connection;
const children: ChildProcess[] = [];

async function deploy(): Promise<boolean> {
    const { packageIds, changed } = await deployChaincode({
        backend: network,
        name: 'counter',
        version: '1.0',
        policy: '/Channel/Application/Endorsement',
        addressFor: ({ mspId }) => addresses.get(mspId) ?? '',
    });
    if (changed) {
        for (const [mspId, packageId] of Object.entries(packageIds)) {
            const port = Number(addresses.get(mspId)?.split(':')[1]);
            children.push(await startCounter(port, packageId));
        }
    }
    return changed;
}

const addresses = new Map<string, string>();

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'end-to-end-test-'));
    options = { ...(await networkOf(2)), dataDir: folder };
    for (const { mspId } of options.organizations) {
        addresses.set(mspId, `127.0.0.1:${String(await freePort())}`);
    }
    network = await startNetwork(options);
    await deploy();
    connection = clientOf(network);
}, 60_000);

afterAll(async () => {
    connection.close();
    await network.close();
    await Promise.all(children.map(stopCounter));
    await rm(folder, { recursive: true });
});

function text(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString();
}

test('an unmodified client submits and reads its own write', async () => {
    const contract = connection.gateway.getNetwork('mychannel').getContract('counter');
    expect(text(await contract.submitTransaction('add', 'a'))).toBe('1');
    expect(text(await contract.submitTransaction('add', 'a'))).toBe('2');
    expect(text(await contract.evaluateTransaction('value', 'a'))).toBe('2');
});

test('a failing function is an error of its own class with the detail of the peer', async () => {
    const contract = connection.gateway.getNetwork('mychannel').getContract('counter');
    const error: unknown = await contract.submitTransaction('nope').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EndorseError);
    expect(error).toMatchObject({
        code: grpcStatus.ABORTED,
        details: [{ mspId: 'Org1MSP', address: expect.stringMatching(/^peer0\.org1\.example\.com:\d+$/) as string }],
    });
});

test('an unknown chaincode and an unknown channel have the texts of Fabric', async () => {
    const unknown = connection.gateway.getNetwork('mychannel').getContract('nope');
    await expect(unknown.submitTransaction('f')).rejects.toMatchObject({
        code: grpcStatus.FAILED_PRECONDITION,
        message: expect.stringContaining(
            'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode nope in channel mychannel',
        ) as string,
    });
    const elsewhere = connection.gateway.getNetwork('elsewhere').getContract('counter');
    const error: unknown = await elsewhere.evaluateTransaction('value', 'a').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({
        code: grpcStatus.UNAVAILABLE,
        message: expect.stringContaining(
            'failed to get config for channel [elsewhere]: could not get last config for channel elsewhere',
        ) as string,
    });
});

test('too few endorsing organisations are told at commit', async () => {
    const contract = connection.gateway.getNetwork('mychannel').getContract('counter');
    await expect(
        contract.submit('add', { arguments: ['few'], endorsingOrganizations: ['Org1MSP'] }),
    ).rejects.toMatchObject({ code: 10 });
});

test('two transactions in one block that touch the same key: the second is refused', async () => {
    const contract = connection.gateway.getNetwork('mychannel').getContract('counter');
    await network.ordering.setMode('manual');
    const first = await contract.submitAsync('add', { arguments: ['race'] });
    const second = await contract.submitAsync('add', { arguments: ['race'] });
    expect(network.ordering.pending).toBe(2);

    await network.ordering.setMode('instant');

    expect(await first.getStatus()).toMatchObject({ code: 0, successful: true });
    expect(await second.getStatus()).toMatchObject({ code: 11, successful: false });
});

test('blocks are delivered whole and filtered, from the first one on', async () => {
    const channel = connection.gateway.getNetwork('mychannel');
    const blocks = await channel.getBlockEvents({ startBlock: 0n });
    const filtered = await channel.getFilteredBlockEvents({ startBlock: 0n });
    try {
        for (const number of [0, 1, 2]) {
            const block = await nextOf(blocks);
            const short = await nextOf(filtered);
            expect(block.getHeader()?.getNumber()).toBe(number);
            expect(short.getNumber()).toBe(number);
        }
    } finally {
        blocks.close();
        filtered.close();
    }
});

test('everything is there again after a restart, and deploying again changes nothing', async () => {
    connection.close();
    const { height } = network.ledger;
    await network.close();

    network = await startNetwork(options);
    connection = clientOf(network, 2);

    expect(network.ledger.height).toBe(height);
    expect(await deploy()).toBe(false);
    const contract = connection.gateway.getNetwork('mychannel').getContract('counter');
    expect(text(await contract.evaluateTransaction('value', 'a'))).toBe('2');
    expect(text(await contract.submitTransaction('add', 'a'))).toBe('3');
});
