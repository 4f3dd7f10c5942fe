import { openMemoryStore } from '../../../network/src/seams/level-store';
import type { KeyValueStore } from '../../../network/src/seams/store';
import { decodeRwSet, encodeRwSet } from '../../../network/src/proto/rwset';
import { UpdateBatch } from '../../../network/src/ledger/update-batch';
import { versionCheck } from '../../../network/src/ledger/version-check';
import { bytes, CODE, TestLedger, text } from './test-ledger';

const { VALID, PHANTOM_READ_CONFLICT } = CODE;

describe('what no honest endorser makes', () => {
    it.each([0, 1])('a range summary of degree %i matches nothing, and the check of it ends', async (maxDegree) => {
        const test = await TestLedger.open();
        await test.run((simulator) => {
            simulator.setState('cc', 'k', bytes('1'));
        });
        const merkle = { maxDegree, maxLevel: 1, hashes: [] };
        const rwSet = decodeRwSet(
            encodeRwSet([
                {
                    namespace: 'cc',
                    reads: [],
                    rangeQueries: [{ startKey: '', endKey: '', exhausted: true, merkle }],
                    writes: [],
                    metadataWrites: [],
                    collections: [],
                },
            ]),
        );
        const view = test.ledger.view();
        expect(await versionCheck(rwSet, view, new UpdateBatch())).toBe(PHANTOM_READ_CONFLICT);
        await view.release();
    });

    it('other private values for the same transaction do not displace those of its block', async () => {
        const test = await TestLedger.open();
        const endorsed = await test.endorse((simulator) => {
            simulator.setPrivate('cc', 'coll', 'k', bytes('agreed'));
        });
        const other = { namespace: 'cc', collection: 'coll', writes: [{ key: 'k', value: bytes('other') }] };
        await test.privateStore('Org1MSP').transient.put(endorsed.txId, 1, [other]);
        expect(await test.commit([endorsed])).toEqual([VALID]);
        const simulator = test.ledger.simulator('T', 'Org1MSP');
        expect(text(await simulator.getPrivate('cc', 'coll', 'k'))).toBe('agreed');
        await simulator.abandon();
    });
});

describe('a store that shows what it could not sync', () => {
    it('makes the ledger refuse every question', async () => {
        const store = await openMemoryStore();
        let broken = false;
        const lying: KeyValueStore = {
            get: (key) => store.get(key),
            range: (from, to, options) => store.range(from, to, options),
            snapshot: () => store.snapshot(),
            compact: () => store.compact(),
            close: () => store.close(),
            write: async (batch) => {
                await store.write(batch);
                if (broken) {
                    throw new Error('EIO');
                }
            },
        };
        const { ledger, ...test } = await TestLedger.open({ store: lying }).then((opened) => ({
            ledger: opened.ledger,
            endorse: opened.endorse.bind(opened),
            commit: opened.commit.bind(opened),
        }));
        const endorsed = await test.endorse((simulator) => {
            simulator.setState('cc', 'k', bytes('1'));
        });
        broken = true;
        const message = 'ledger mychannel stopped: block 1 could not be written';
        await expect(test.commit([endorsed])).rejects.toThrow(message);
        await expect(ledger.block(1)).rejects.toThrow(message);
        await expect(ledger.transaction(endorsed.txId)).rejects.toThrow(message);
        await expect(ledger.blockByTxId(endorsed.txId)).rejects.toThrow(message);
        await expect(ledger.blockByHash(bytes('x'))).rejects.toThrow(message);
        expect(() => ledger.history('cc', 'k')).toThrow(message);
    });
});
