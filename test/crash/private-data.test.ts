import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/ports';
import { startContract, stopCounter } from '../network/native/chaincode-server';
import { networkOf } from '../network/embedded/networks';
import { NetworkProcess } from './network-process';

const NOTES = join(__dirname, '../network/embedded/notes-chaincode');

let folder: string;
let server: ChildProcess | undefined;
let network: NetworkProcess | undefined;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'private-crash-test-'));
});

afterAll(async () => {
    await network?.kill();
    network?.disconnect();
    if (server !== undefined) {
        await stopCounter(server);
    }
    await rm(folder, { recursive: true });
});

test('private data endorsed before kill -9 is there when its transaction commits after it', async () => {
    const options = { ...(await networkOf(1)), dataDir: folder };
    const port = await freePort();
    const address = `127.0.0.1:${String(port)}`;
    network = await NetworkProcess.start(options, 'notes', address);
    server = await startContract(NOTES, port, network.ready.packageId);
    const proposal = network.contract().newProposal('hide', {
        arguments: ['x'],
        transientData: { secret: 'treasure' },
    });
    const endorsed = (await proposal.endorse()).getBytes();
    await network.kill();
    network.disconnect();

    network = await NetworkProcess.start(options, 'notes', address);
    const gateway = network.gateway();
    const submitted = await gateway.newTransaction(endorsed).submit();

    expect(await submitted.getStatus()).toMatchObject({ successful: true });
    const contract = gateway.getNetwork('mychannel').getContract('notes');
    expect(Buffer.from(await contract.evaluateTransaction('reveal', 'x')).toString()).toBe('treasure');
}, 60_000);
