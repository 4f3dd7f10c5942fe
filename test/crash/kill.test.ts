import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Contract } from '@hyperledger/fabric-gateway';
import { parseChannelConfig } from '../../network/src/channel/parse-channel-config';
import type { Ledger } from '../../network/src/ledger/ledger';
import { openLedger } from '../../network/src/ledger/open-ledger';
import { rebuildLedger, stateDigest } from '../../network/src/ledger/state-digest';
import {
    blockData,
    blockHeader,
    blockSignedData,
    dataHash,
    headerHash,
    transactionCodes,
} from '../../network/src/proto/block';
import { openLevelStore, openMemoryStore } from '../../network/src/seams/level-store';
import { nodeCrypto } from '../../network/src/seams/node-crypto';
import { freePort } from '../support/ports';
import { startCounter, stopCounter } from '../network/native/chaincode-server';
import { networkOf } from '../network/embedded/networks';
import { NetworkProcess } from './network-process';

const ROUNDS = 3;
const WORKERS = 6;
const VALID = 0;
const seed = Number(process.env['CRASH_SEED'] ?? randomInt(2 ** 31));

/** A linear congruential generator: a seed names one run's choices. */
function generator(start: number): (below: number) => number {
    let state = start;
    return (below) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
}

interface Acknowledged {
    readonly txId: string;
    readonly key: string;
}

let folder: string;
let server: ChildProcess | undefined;
let network: NetworkProcess | undefined;

beforeAll(async () => {
    const built = resolve(__dirname, '../../network/dist/index.js');
    if (!existsSync(built)) {
        throw new Error('the network must be built first: npm run build');
    }
    folder = await mkdtemp(join(tmpdir(), 'crash-test-'));
});

afterAll(async () => {
    await network?.kill();
    network?.disconnect();
    if (server !== undefined) {
        await stopCounter(server);
    }
    await rm(folder, { recursive: true });
});

/** Counts under one key as fast as answers come, until the network is gone. */
async function work(contract: Contract, key: string, acknowledged: (one: Acknowledged) => void): Promise<void> {
    for (;;) {
        try {
            const submitted = await contract.submitAsync('add', { arguments: [key] });
            const { successful, transactionId: txId } = await submitted.getStatus();
            if (successful) {
                acknowledged({ txId, key });
            }
        } catch {
            return;
        }
    }
}

test('what was acknowledged survives kill -9 under load, in an unbroken chain', async () => {
    process.stdout.write(`CRASH_SEED=${String(seed)}\n`);
    const draw = generator(seed);
    const options = { ...(await networkOf(1)), dataDir: folder };
    const chaincodePort = await freePort();
    const all: Acknowledged[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
        network = await NetworkProcess.start(options, 'counter', `127.0.0.1:${String(chaincodePort)}`);
        server ??= await startCounter(chaincodePort, network.ready.packageId);
        await underLoadUntilKilled(network, 20 + draw(60), draw(30_000), (one) => all.push(one));
        const counted = await inspect(folder, all);
        for (const [key, value] of counted) {
            const acknowledged = all.filter((one) => one.key === key).length;
            // At most the one that was under way at each kill may have been committed without an answer.
            expect(value).toBeGreaterThanOrEqual(acknowledged);
            expect(value).toBeLessThanOrEqual(acknowledged + round);
        }
    }
    network = await NetworkProcess.start(options, 'counter', `127.0.0.1:${String(chaincodePort)}`);
    const contract = network.contract();
    const before = Number(Buffer.from(await contract.evaluateTransaction('value', 'w0')).toString());
    expect(Buffer.from(await contract.submitTransaction('add', 'w0')).toString()).toBe(String(before + 1));
    expect(before).toBeGreaterThanOrEqual(all.filter(({ key }) => key === 'w0').length);
}, 60_000);

/** Kills at the given number of acknowledgements and some microseconds, in the middle of everything. */
async function underLoadUntilKilled(
    victim: NetworkProcess,
    target: number,
    microseconds: number,
    acknowledged: (one: Acknowledged) => void,
): Promise<void> {
    const contract = victim.contract();
    let count = 0;
    let killed: Promise<void> | undefined;
    const kill = (): void => {
        const due = process.hrtime.bigint() + BigInt(microseconds) * 1000n;
        const wait = (): void => {
            if (process.hrtime.bigint() < due) {
                setImmediate(wait);
            } else {
                killed = victim.kill();
            }
        };
        wait();
    };
    const workers = Array.from({ length: WORKERS }, (_, index) =>
        work(contract, `w${String(index)}`, (one) => {
            acknowledged(one);
            count += 1;
            if (count === target) {
                kill();
            }
        }),
    );
    await Promise.all(workers);
    await killed;
    victim.disconnect();
    expect(count).toBeGreaterThanOrEqual(target);
}

/** Reads what the killed process left; answers with the value of each counter. */
async function inspect(dataDir: string, all: readonly Acknowledged[]): Promise<ReadonlyMap<string, number>> {
    const store = await openLevelStore(join(dataDir, 'ledger'));
    try {
        const ledger = await openLedger({ channelId: 'mychannel', store });
        const lost: string[] = [];
        for (const { txId } of all) {
            if ((await ledger.transaction(txId))?.validationCode !== VALID) {
                lost.push(txId);
            }
        }
        expect(lost).toEqual([]);
        await verifyChain(ledger);
        const empty = await openMemoryStore();
        await rebuildLedger(ledger, empty);
        expect(await stateDigest(store)).toBe(await stateDigest(empty));
        const view = ledger.view();
        const counted = new Map<string, number>();
        for await (const [key, { value }] of view.range('counter', 'w', 'x')) {
            counted.set(key, Number(Buffer.from(value).toString()));
        }
        await view.release();
        expect(counted.size).toBe(WORKERS);
        return counted;
    } finally {
        await store.close();
    }
}

/** Numbers, hashes of headers and data, codes and signatures, from block 0 on. */
async function verifyChain(ledger: Ledger): Promise<void> {
    const genesis = await ledger.block(0);
    if (genesis === undefined) {
        throw new Error('block 0 is missing');
    }
    const policy = parseChannelConfig(genesis, nodeCrypto).policies.policy('/Channel/Orderer/BlockValidation');
    let previous: Uint8Array = new Uint8Array();
    for (let number = 0; number < ledger.height; number += 1) {
        const block = await ledger.block(number);
        if (block === undefined) {
            throw new Error(`block ${String(number)} is missing`);
        }
        const header = blockHeader(block);
        expect(header.getNumber()).toBe(number);
        expect(header.getPreviousHash_asU8()).toEqual(previous);
        expect(header.getDataHash_asU8()).toEqual(dataHash(blockData(block)));
        expect(transactionCodes(block)).toHaveLength(blockData(block).length);
        expect(number === 0 ? undefined : policy?.evaluateSignedData(blockSignedData(block))).toBeUndefined();
        previous = headerHash(header);
    }
    expect(ledger.info().currentHash).toEqual(previous);
}
