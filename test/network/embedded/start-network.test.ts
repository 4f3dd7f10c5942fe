import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNetworkError } from '../../../network/src/config/network-error';
import { startNetwork, type NetworkHandle } from '../../../network/src/start-network';
import { networkOf } from './networks';

let folder: string;
const running: NetworkHandle[] = [];

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-network-test-'));
});

afterEach(async () => {
    await Promise.all(running.splice(0).map((network) => network.close()));
    await rm(folder, { recursive: true });
});

async function start(...args: Parameters<typeof startNetwork>): Promise<NetworkHandle> {
    const network = await startNetwork(...args);
    running.push(network);
    return network;
}

async function failure(work: Promise<unknown>): Promise<unknown> {
    return await work.then(
        () => undefined,
        (error: unknown) => error,
    );
}

test('a network in memory has its first block and leaves nothing behind', async () => {
    const network = await start(await networkOf(2));
    expect(network.status()).toMatchObject({
        channelId: 'mychannel',
        height: 1,
        ordering: { mode: 'instant', pending: 0 },
        nodes: [
            { name: 'orderer.example.com', mspId: 'OrdererMSP' },
            { name: 'peer0.org1.example.com', mspId: 'Org1MSP' },
            { name: 'peer0.org2.example.com', mspId: 'Org2MSP' },
        ],
    });
    expect((await stat(network.dataDir)).isDirectory()).toBe(true);

    await network.close();

    await expect(stat(network.dataDir)).rejects.toThrow('ENOENT');
});

test("material has test-network's layout", async () => {
    const network = await start({ ...(await networkOf(1)), dataDir: folder });
    const user = join(folder, 'organizations/peerOrganizations/org1.example.com/users/User1@org1.example.com/msp');
    expect(await readdir(join(user, 'keystore'))).toEqual(['priv_sk']);
    expect((await readdir(join(folder, 'organizations/peerOrganizations/org1.example.com'))).sort()).toEqual([
        'ca',
        'connection-org1.json',
        'connection-org1.yaml',
        'msp',
        'peers',
        'tlsca',
        'users',
    ]);
    expect(network.organizations[0]?.materialDir).toBe(
        join(folder, 'organizations/peerOrganizations/org1.example.com'),
    );
});

test('a second start with the same folder continues with the same identities and blocks', async () => {
    const options = { ...(await networkOf(2)), dataDir: folder };
    const first = await start(options);
    const before = first.identity('Org1MSP', 'User1');
    const { currentHash } = first.ledger.info();
    await first.close();

    const second = await start(options);

    expect(second.identity('Org1MSP', 'User1')).toEqual(before);
    expect(second.ledger.info().currentHash).toEqual(currentHash);
});

test('a user who is added to the configuration is enrolled at the next start', async () => {
    const options = { ...(await networkOf(1)), dataDir: folder };
    await (await start(options)).close();
    const [organization] = options.organizations;
    if (organization === undefined) {
        throw new Error('no organisation');
    }

    const users = [{ name: 'User1' }, { name: 'Clerk', attributes: { office: 'north' } }];
    const network = await start({ ...options, organizations: [{ ...organization, users }] });

    expect(network.identity('Org1MSP', 'Clerk').certificatePem).toContain('BEGIN CERTIFICATE');
});

test('fresh removes the network that was there, and nothing else', async () => {
    const options = { ...(await networkOf(1)), dataDir: folder };
    const first = await start(options);
    const before = first.identity('Org1MSP', 'User1');
    await first.close();
    await writeFile(join(folder, 'notes.txt'), 'not ours');

    const second = await start({ ...options, fresh: true });

    expect(second.identity('Org1MSP', 'User1')).not.toEqual(before);
    expect(second.ledger.height).toBe(1);
    expect(await readdir(folder)).toContain('notes.txt');
});

test('a folder that does not exist is made, for either version of Fabric', async () => {
    const dataDir = join(folder, 'deep', 'down');
    const network = await start({ ...(await networkOf(1)), dataDir, fabric: '3.1' });
    expect(network.fabric).toBe('3.1');
    expect(await readdir(dataDir)).toEqual(['ledger', 'network.json', 'organizations', 'private']);
});

test('a folder in use is refused, and stays in use', async () => {
    const options = { ...(await networkOf(1)), dataDir: folder };
    const first = await start(options);

    const error = await failure(start({ ...options, fresh: true }));

    expect(isNetworkError(error, 'DATA_DIR_IN_USE')).toBe(true);
    expect(first.ledger.height).toBe(1);
    expect(await readdir(folder)).toContain('organizations');
});

test('a folder of a network with other organisations is refused', async () => {
    await (await start({ ...(await networkOf(1)), dataDir: folder })).close();

    const error = await failure(start({ ...(await networkOf(2)), dataDir: folder }));

    expect(isNetworkError(error, 'DATA_DIR_MISMATCH')).toBe(true);
});

test('a taken port is named, with what to do, and nothing stays open', async () => {
    const options = await networkOf(2);
    const port = options.organizations[1]?.port ?? 0;
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));

    const error = await failure(start(options));
    await new Promise((resolve) => other.close(resolve));

    expect(isNetworkError(error, 'PORT_TAKEN')).toBe(true);
    expect(error).toMatchObject({
        message: `peer0.org2.example.com cannot listen on 127.0.0.1:${String(port)}: the port is taken`,
        advice: `Stop the program that listens on 127.0.0.1:${String(port)} (another network?), or configure another port.`,
    });
    // The same ports are free again.
    expect((await start(options)).status().height).toBe(1);
});

test('an unknown user is a typed error', async () => {
    const network = await start(await networkOf(1));
    expect(() => network.identity('Org1MSP', 'Nobody')).toThrow('there is no user Nobody of Org1MSP');
});
