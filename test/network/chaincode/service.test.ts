import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { connectChaincode } from '../../../network/src/chaincode/connection';
import type { ChaincodeExecutor, InvocationResult } from '../../../network/src/chaincode/executor';
import { createChaincodeExecutor } from '../../../network/src/chaincode/service-executor';
import type { Ledger } from '../../../network/src/ledger/ledger';
import { systemClock } from '../../../network/src/seams/clock';
import { freePort } from '../../support/ports';
import { startContract, stopCounter } from '../native/chaincode-server';
import { CHANNEL, commitWrites, newLedger, proposal } from './committed-ledger';

const PACKAGE_ID = `probe_1:${'cd'.repeat(32)}`;

let port: number;
let ledger: Ledger;
let executor: ChaincodeExecutor;
let host: ChildProcess;

function startHost(packageId = PACKAGE_ID): Promise<ChildProcess> {
    return startContract(join(__dirname, 'fixtures/probe'), port, packageId);
}

async function run(...call: readonly string[]): Promise<InvocationResult & { readonly txId: string }> {
    const { txId, signedProposal } = proposal('probe', call);
    const simulator = ledger.simulator(txId, 'Org1MSP');
    try {
        const result = await executor.execute({
            packageId: PACKAGE_ID,
            name: 'probe',
            channelId: CHANNEL,
            txId,
            args: call.map((argument) => Buffer.from(argument)),
            isInit: false,
            signedProposal,
            simulator,
            services: {
                history: (namespace, key) => ledger.history(namespace, key),
                collectionAccess: () => Promise.resolve({ read: true, write: true }),
                requireCollection: () => Promise.resolve(),
                call: () => Promise.reject(new Error('no other chaincode here')),
            },
        });
        return { ...result, txId };
    } finally {
        await simulator.abandon();
    }
}

describe('a chaincode served by fabric-chaincode-node', () => {
    beforeAll(async () => {
        port = await freePort();
        ledger = await newLedger();
        executor = createChaincodeExecutor({
            endpoint: () => Promise.resolve({ address: `127.0.0.1:${String(port)}`, dialTimeoutMs: 3000 }),
            connect: connectChaincode,
            clock: systemClock,
            fabric: '2.5',
        });
        host = await startHost();
    });

    afterAll(async () => {
        await executor.close();
        await stopCounter(host);
        await ledger.close();
    });

    it('reads committed state and returns payload and event', async () => {
        await commitWrites(ledger, (simulator) => {
            simulator.setState('probe', 'k', Buffer.from('committed'));
        });

        const read = await run('get', 'k');
        const written = await run('put', 'k', 'new');

        expect(Buffer.from(read.response.getPayload_asU8()).toString()).toBe('committed');
        expect(written.response.getStatus()).toBe(200);
        expect(written.event?.toObject()).toMatchObject({
            chaincodeId: 'probe',
            txId: written.txId,
            eventName: 'written',
        });
    });

    it('returns a thrown error as status 500 with its message', async () => {
        const { response } = await run('fail');

        expect([response.getStatus(), response.getMessage()]).toEqual([500, 'boom']);
    });

    it('fails the call when the process dies, says that nothing listens, and works again after a restart', async () => {
        await expect(run('die')).rejects.toThrow(
            /^failed to execute transaction [0-9a-f]{64}: error sending: chaincode stream terminated$/,
        );
        await stopCounter(host);

        const address = `127.0.0.1:${String(port)}`;
        await expect(run('get', 'k')).rejects.toThrow(
            `could not launch chaincode ${PACKAGE_ID}: connection to ${PACKAGE_ID} failed: error cannot create connection for ${PACKAGE_ID}: ` +
                `error creating grpc connection to ${address}: failed to create new connection: ` +
                `connection error: desc = "transport: error while dialing: dial tcp ${address}: connect: connection refused"`,
        );

        host = await startHost();
        expect((await run('get', 'k')).response.getStatus()).toBe(200);
    });

    it('finds out that another package answers, without waiting for the start-up time', async () => {
        await executor.close();
        await stopCounter(host);
        host = await startHost('other:1234');
        executor = createChaincodeExecutor({
            endpoint: () => Promise.resolve({ address: `127.0.0.1:${String(port)}`, dialTimeoutMs: 3000 }),
            connect: connectChaincode,
            clock: systemClock,
            fabric: '2.5',
            startupTimeoutMs: 600_000,
        });

        await expect(run('get', 'k')).rejects.toThrow(
            `timeout expired while starting chaincode ${PACKAGE_ID} for transaction`,
        );
    });
});
