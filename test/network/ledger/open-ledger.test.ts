import { createHash } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { blockKey, SAVEPOINT } from '../../../network/src/ledger/layout';
import { openLedger } from '../../../network/src/ledger/open-ledger';
import { LedgerCorruptError } from '../../../network/src/ledger/savepoint';
import { rebuildLedger, stateDigest } from '../../../network/src/ledger/state-digest';
import type { TxSimulator } from '../../../network/src/ledger/tx-simulator';
import { blockHeader, commitHash, headerHash, newBlock, transactionCodes } from '../../../network/src/proto/block';
import { openMemoryStore } from '../../../network/src/seams/level-store';
import type { KeyValueStore } from '../../../network/src/seams/store';
import { bytes, CHANNEL, CODE, TestLedger, text } from './test-ledger';

const { VALID, MVCC_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE, BAD_PROPOSAL_TXID } = CODE;
const policy = [{ name: 'VALIDATION_PARAMETER', value: bytes('P') }];
const put =
    (key: string, value: string) =>
    (simulator: TxSimulator): void => {
        simulator.setState('cc', key, bytes(value));
    };
const remove =
    (key: string) =>
    (simulator: TxSimulator): void => {
        simulator.deleteState('cc', key);
    };
const restrict =
    (key: string) =>
    (simulator: TxSimulator): void => {
        simulator.setMetadata('cc', key, policy);
    };

describe('a committed block', () => {
    let test: TestLedger;

    beforeEach(async () => {
        test = await TestLedger.open();
    });

    async function entry(key: string): Promise<unknown> {
        const view = test.ledger.view();
        const found = await view.get('cc', key);
        await view.release();
        return (
            found && {
                value: text(found.value),
                at: `${String(found.version.blockNumber)}/${String(found.version.txNumber)}`,
                metadata: found.metadata.map(({ name, value }) => `${name}=${text(value) ?? ''}`).join(),
            }
        );
    }

    it('keeps metadata through writes, gives a new version to a metadata write and takes both at a delete', async () => {
        await test.run(put('k', '1'), restrict('k'));
        expect(await entry('k')).toEqual({ value: '1', at: '2/0', metadata: 'VALIDATION_PARAMETER=P' });
        await test.run(put('k', '2'));
        expect(await entry('k')).toEqual({ value: '2', at: '3/0', metadata: 'VALIDATION_PARAMETER=P' });
        await test.run(remove('k'));
        expect(await entry('k')).toBeUndefined();
        await test.run(put('k', '3'));
        expect(await entry('k')).toEqual({ value: '3', at: '5/0', metadata: '' });
    });

    it('with value and metadata of a new key in one transaction stores both; an empty list takes metadata away', async () => {
        await test.run((simulator) => {
            restrict('k')(simulator);
            put('k', '1')(simulator);
        });
        expect(await entry('k')).toEqual({ value: '1', at: '1/0', metadata: 'VALIDATION_PARAMETER=P' });
        await test.run((simulator) => {
            simulator.setMetadata('cc', 'k', []);
        });
        expect(await entry('k')).toEqual({ value: '1', at: '2/0', metadata: '' });
    });

    it('with metadata of an absent key is valid and without effect', async () => {
        const before = await stateDigest(test.store);
        await test.run(restrict('k'));
        expect(await entry('k')).toBeUndefined();
        expect(await stateDigest(test.store)).toBe(before);
    });

    it('keeps what its last valid writer wrote, whatever came between', async () => {
        const scripts = [put('k', '1'), remove('k'), put('k', '3'), restrict('k'), put('k', 'invalid')];
        const block = await Promise.all(scripts.map((script) => test.endorse(script)));
        await test.commit(block, [VALID, VALID, VALID, VALID, ENDORSEMENT_POLICY_FAILURE]);
        expect(await entry('k')).toEqual({ value: '3', at: '1/3', metadata: 'VALIDATION_PARAMETER=P' });
    });

    it('loses metadata with the key when a delete and a write follow each other in it', async () => {
        await test.run(put('k', '1'), restrict('k'));
        await test.commit([await test.endorse(remove('k')), await test.endorse(put('k', '2'))]);
        expect(await entry('k')).toEqual({ value: '2', at: '3/1', metadata: '' });
    });

    it('adds to the history of each key, which is told newest first with deletes', async () => {
        const written: string[] = [];
        const run = async (script: (simulator: TxSimulator) => void, code: number = VALID): Promise<void> => {
            test.clock.advance(1500);
            const endorsed = await test.endorse(script);
            expect(await test.commit([endorsed], [code])).toEqual([code]);
            written.unshift(endorsed.txId);
        };
        await run(put('k', '1'));
        await run((simulator) => {
            put('k', '2')(simulator);
            put('k', 'last')(simulator);
        });
        await run(put('k', 'refused'), ENDORSEMENT_POLICY_FAILURE);
        await run(restrict('k'));
        await run(remove('k'));
        await run(put('kk', 'of another key'));
        const history: unknown[] = [];
        for await (const { txId, value, isDelete, timestamp } of test.ledger.history('cc', 'k')) {
            history.push([txId, text(value), isDelete, timestamp]);
        }
        const start = Date.parse('2026-03-01T08:00:00Z') / 1000;
        expect(history).toEqual([
            [written[1], '', true, { seconds: start + 7, nanos: 500_000_000 }],
            [written[4], 'last', false, { seconds: start + 3, nanos: 0 }],
            [written[5], '1', false, { seconds: start + 1, nanos: 500_000_000 }],
        ]);
    });

    it('tells of the delete of a key that was never there', async () => {
        await test.run(remove('k'));
        const found: boolean[] = [];
        for await (const { isDelete } of test.ledger.history('cc', 'k')) {
            found.push(isDelete);
        }
        expect(found).toEqual([true]);
    });

    it('is found by number, hash and transaction id; a repeated id keeps its first place and code', async () => {
        const first = await test.endorse(put('k', '1'));
        const conflicting = await test.endorse(async (simulator) => {
            await simulator.getState('cc', 'k');
        });
        await test.commit([first, conflicting, first], [VALID, VALID, CODE.DUPLICATE_TXID]);
        await test.commit([first], [CODE.DUPLICATE_TXID]);
        const { ledger } = test;
        expect(await ledger.transaction(first.txId)).toEqual({
            blockNumber: 1,
            txNumber: 0,
            validationCode: VALID,
            envelope: first.envelope,
        });
        expect(await ledger.transaction(conflicting.txId)).toMatchObject({
            txNumber: 1,
            validationCode: MVCC_READ_CONFLICT,
        });
        const numberOf = (block: common.Block | undefined): unknown => block?.getHeader()?.getNumber();
        expect(numberOf(await ledger.blockByTxId(first.txId))).toBe(1);
        expect(numberOf(await ledger.blockByHash(ledger.info().previousHash))).toBe(1);
        expect(numberOf(await ledger.block(2))).toBe(2);
        expect([await ledger.block(3), await ledger.transaction('none'), await ledger.blockByTxId('none')]).toEqual([
            undefined,
            undefined,
            undefined,
        ]);
    });

    it('keeps an envelope that nobody can read, with its code', async () => {
        const block = newBlock(1, test.ledger.info().currentHash, [bytes('junk')]);
        const { transactions } = await test.commitBlock(block, [CODE.INVALID_OTHER_REASON]);
        expect(transactions).toEqual([{ txId: '', code: CODE.INVALID_OTHER_REASON }]);
        expect(transactionCodes((await test.ledger.block(1)) ?? block)).toEqual([255]);
    });

    it('tells the listeners once it can be read, until they stop listening', async () => {
        const heights: number[] = [];
        const stop = test.ledger.onCommit(() => {
            heights.push(test.ledger.height);
        });
        await test.run(put('k', '1'));
        stop();
        await test.run(put('k', '2'));
        expect(heights).toEqual([2]);
    });

    it('has a commit hash over codes, updates and the commit hash before; block 0 has none', async () => {
        await test.run(put('k', 'v'));
        await test.commit([await test.endorse(remove('k'))], [ENDORSEMENT_POLICY_FAILURE]);
        const sha = (...parts: readonly Uint8Array[]): Buffer =>
            createHash('sha256').update(Buffer.concat(parts)).digest();
        // { 1: { 1: 'cc', 3: 'k', 5: 'v', 6: block 1 as 0101, transaction 0 as 00 } }
        const updates = Buffer.from('0a0f' + '0a026363' + '1a016b' + '2a0176' + '3203010100', 'hex');
        const first = sha(Uint8Array.of(1, 0), updates);
        const second = sha(Uint8Array.of(1, 10), first);
        const hashes = await Promise.all(
            [0, 1, 2].map(async (number) => {
                const block = await test.ledger.block(number);
                return Buffer.from(block === undefined ? [] : commitHash(block)).toString('hex');
            }),
        );
        expect(hashes).toEqual(['', first.toString('hex'), second.toString('hex')]);
    });

    it('takes private values only for valid transactions, also when an invalid one bears the id first', async () => {
        const endorsed = await test.endorse((simulator) => {
            simulator.setPrivate('cc', 'coll', 'k', bytes('secret'));
        });
        await test.commit([endorsed, endorsed], [BAD_PROPOSAL_TXID, VALID]);
        const simulator = test.ledger.simulator('T', 'Org1MSP');
        expect(text(await simulator.getPrivate('cc', 'coll', 'k'))).toBe('secret');
        await simulator.abandon();
    });

    it('does not take private values that are not what the block holds the hash of', async () => {
        const endorsed = await test.endorse((simulator) => {
            simulator.setPrivate('cc', 'coll', 'k', bytes('secret'));
        });
        const writes = [{ namespace: 'cc', collection: 'coll', writes: [{ key: 'k', value: bytes('forged') }] }];
        await test.privateStore('Org1MSP').transient.remove([endorsed.txId]);
        await test.privateStore('Org1MSP').transient.put(endorsed.txId, 1, writes);
        await test.commit([endorsed]);
        const simulator = test.ledger.simulator('T', 'Org1MSP');
        await expect(simulator.getPrivate('cc', 'coll', 'k')).rejects.toThrow('Private data version = <nil>');
        await simulator.abandon();
    });
});

describe('a block is refused', () => {
    it.each<[string, (height: number, hash: Uint8Array) => common.Block, string]>([
        ['out of turn', (height, hash) => newBlock(height + 1, hash, []), 'block 3 does not follow height 2'],
        ['again', (height, hash) => newBlock(height - 1, hash, []), 'block 1 does not follow height 2'],
        [
            'with another previous hash',
            (height) => newBlock(height, new Uint8Array(32), []),
            'block 2 does not name the hash of the block before it',
        ],
        [
            'with other data than it names',
            (height, hash) => {
                const block = newBlock(height, hash, [bytes('a')]);
                block.getData()?.setDataList([bytes('b')]);
                return block;
            },
            'the data of block 2 is not what its header names',
        ],
    ])('%s, and the next good one is taken', async (_name, make, message) => {
        const test = await TestLedger.open();
        await test.run(put('k', '1'));
        const { height, currentHash } = test.ledger.info();
        await expect(test.commitBlock(make(height, currentHash))).rejects.toThrow(new Error(message));
        await test.run(put('k', '2'));
        expect(test.ledger.height).toBe(3);
    });
});

describe('a store that fails', () => {
    it('stops the ledger: nothing is built on what may not be there', async () => {
        const store = await openMemoryStore();
        let full = false;
        const failing: KeyValueStore = {
            get: (key) => store.get(key),
            range: (from, to, options) => store.range(from, to, options),
            snapshot: () => store.snapshot(),
            compact: () => store.compact(),
            close: () => store.close(),
            write: (batch) => (full ? Promise.reject(new Error('ENOSPC')) : store.write(batch)),
        };
        const test = await TestLedger.open({ store: failing });
        await test.run(put('k', '1'));
        const told: number[] = [];
        test.ledger.onCommit(({ block }) => told.push(blockHeader(block).getNumber()));
        const endorsed = await test.endorse(put('k', '2'));
        full = true;
        const message = 'ledger mychannel stopped: block 2 could not be written';
        await expect(test.commit([endorsed])).rejects.toMatchObject({ message, cause: { message: 'ENOSPC' } });
        full = false;
        await expect(test.commit([endorsed])).rejects.toThrow(message);
        expect(() => test.ledger.view()).toThrow(message);
        expect(told).toEqual([]);
        expect(test.ledger.height).toBe(2);

        // Opened again it goes on from what is there.
        const again = await TestLedger.open({ store });
        expect(await again.get('k')).toBe('1');
        await again.run(put('k', '2'));
    });
});

describe('an existing store', () => {
    let store: KeyValueStore;

    beforeEach(async () => {
        store = await openMemoryStore();
        const test = await TestLedger.open({ store });
        await test.run(put('k', '1'), put('k', '2'));
    });

    it('is continued', async () => {
        const test = await TestLedger.open({ store });
        expect(test.ledger.height).toBe(3);
        const before = test.ledger.info();
        await test.run(put('k', '3'));
        expect(test.ledger.info().previousHash).toEqual(before.currentHash);
        expect(await test.get('k')).toBe('3');
        // The chain of commit hashes goes on too.
        expect(await stateDigest(store)).toBe(await rebuiltDigest(test));
    });

    const tip = blockKey(2);
    const changedTip = async (change: (block: common.Block) => void): Promise<Uint8Array> => {
        const block = common.Block.deserializeBinary((await store.get(tip)) ?? new Uint8Array());
        change(block);
        return block.serializeBinary();
    };

    it.each<[string, () => Promise<Uint8Array | undefined>, Uint8Array]>([
        ['block 2 is missing although the savepoint names it', () => Promise.resolve(undefined), tip],
        ['block 2 cannot be read', () => Promise.resolve(bytes('junk')), tip],
        ['block 2 is not the one that the savepoint names', () => changedTip((b) => b.getHeader()?.setNumber(7)), tip],
        [
            'the data of block 2 is not what its header names',
            () => changedTip((block) => block.getData()?.setDataList([bytes('x')])),
            tip,
        ],
        ['block 3 stands beyond the savepoint', () => changedTip(() => undefined), blockKey(3)],
        ['block 0 stands beyond the savepoint', () => Promise.resolve(undefined), SAVEPOINT],
        ['the savepoint cannot be read', () => Promise.resolve(bytes('short')), SAVEPOINT],
    ])('is not opened when %s', async (message, make, key) => {
        const value = await make();
        await store.write([value === undefined ? { type: 'del', key } : { type: 'put', key, value }]);
        const error: unknown = await openLedger({ channelId: CHANNEL, store }).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(LedgerCorruptError);
        expect(error).toMatchObject({ message });
    });
});

describe('a ledger that is rebuilt from its blocks', () => {
    it('has the same state and the same codes', async () => {
        const test = await TestLedger.open();
        await test.run(put('a', '1'), restrict('a'), put('b', '1'), remove('b'));
        const both = [await test.endorse(readAndPut('a')), await test.endorse(readAndPut('a'))];
        expect(await test.commit(both)).toEqual([VALID, MVCC_READ_CONFLICT]);
        await test.commit([await test.endorse(put('a', 'refused'))], [ENDORSEMENT_POLICY_FAILURE]);
        expect(await rebuiltDigest(test)).toBe(await stateDigest(test.store));
    });

    it('lacks the private values, which are in no block', async () => {
        const test = await TestLedger.open();
        await test.run((simulator) => {
            simulator.setPrivate('cc', 'coll', 'k', bytes('secret'));
        });
        const empty = await openMemoryStore();
        const rebuilt = await rebuildLedger(test.ledger, empty);
        expect(await stateDigest(empty)).toBe(await stateDigest(test.store));
        const simulator = rebuilt.simulator('T', 'Org1MSP');
        await expect(simulator.getPrivate('cc', 'coll', 'k')).rejects.toThrow('Private data version = <nil>');
        await simulator.abandon();
    });

    it('is refused where a recorded code does not follow from the blocks', async () => {
        const test = await TestLedger.open();
        await test.run(put('a', '1'), put('a', '2'));
        const block = (await test.ledger.block(2)) ?? new common.Block();
        const slots = block.getMetadata()?.getMetadataList_asU8() ?? [];
        slots[2] = Uint8Array.of(peer.TxValidationCode.MVCC_READ_CONFLICT);
        block.getMetadata()?.setMetadataList(slots);
        await test.store.write([{ type: 'put', key: blockKey(2), value: block.serializeBinary() }]);
        expect(headerHash(blockHeader(block))).toEqual(test.ledger.info().currentHash);
        await expect(rebuildLedger(test.ledger, await openMemoryStore())).rejects.toThrow(
            'block 2, transaction 0: another code than recorded',
        );
    });
});

function readAndPut(key: string): (simulator: TxSimulator) => Promise<void> {
    return async (simulator) => {
        await simulator.getState('cc', key);
        simulator.setState('cc', key, bytes('x'));
    };
}

async function rebuiltDigest({ ledger }: TestLedger): Promise<string> {
    const empty = await openMemoryStore();
    await rebuildLedger(ledger, empty);
    return stateDigest(empty);
}
