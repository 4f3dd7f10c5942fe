import { EventEmitter, once } from 'node:events';
import { PrivateData } from '../../../network/src/ledger/private-data';
import { PrivateStore } from '../../../network/src/ledger/private-store';
import { rebuildLedger, stateDigest } from '../../../network/src/ledger/state-digest';
import type { TxSimulator } from '../../../network/src/ledger/tx-simulator';
import { openMemoryStore } from '../../../network/src/seams/level-store';
import type { KeyValueStore } from '../../../network/src/seams/store';
import { bytes, CODE, MSP, OTHER, TestLedger, text } from './test-ledger';

const { VALID, MVCC_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE } = CODE;

function hide(key: string, value: string): (simulator: TxSimulator) => void {
    return (simulator) => {
        simulator.setPrivate('cc', 'coll', key, bytes(value));
    };
}

async function amend(simulator: TxSimulator): Promise<void> {
    await simulator.getPrivate('cc', 'coll', 'k');
    simulator.setPrivate('cc', 'coll', 'k', bytes('amended'));
}

/** What the peers of an organisation have under a key, or why not. */
async function seen({ ledger }: TestLedger, key: string, mspId = MSP): Promise<string | undefined> {
    const simulator = ledger.simulator('T', mspId);
    try {
        return text(await simulator.getPrivate('cc', 'coll', key));
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    } finally {
        await simulator.abandon();
    }
}

/** A store whose writes fail once `writesLeft` are done. */
function breakable(store: KeyValueStore): KeyValueStore & { writesLeft: number } {
    return {
        writesLeft: Number.POSITIVE_INFINITY,
        get: (key) => store.get(key),
        range: (from, to, options) => store.range(from, to, options),
        snapshot: () => store.snapshot(),
        compact: () => store.compact(),
        close: () => Promise.resolve(),
        write(batch) {
            this.writesLeft -= 1;
            return this.writesLeft < 0 ? Promise.reject(new Error('EIO')) : store.write(batch);
        },
    };
}

/** A store that, once told to hold, removes nothing before `release`; `asked` comes true when it is to. */
class ReluctantStore {
    readonly #asked = new EventEmitter();
    #released: Promise<unknown> = Promise.resolve();
    asked: Promise<unknown> = Promise.resolve();
    release: () => void = () => undefined;

    hold(): void {
        this.asked = once(this.#asked, 'removal');
        this.#released = new Promise<void>((resolve) => {
            this.release = resolve;
        });
    }

    over(store: KeyValueStore): KeyValueStore {
        return {
            get: (key) => store.get(key),
            range: (from, to, options) => store.range(from, to, options),
            snapshot: () => store.snapshot(),
            compact: () => store.compact(),
            close: () => Promise.resolve(),
            write: async (batch) => {
                if (batch.some(({ type }) => type === 'del')) {
                    this.#asked.emit('removal');
                    await this.#released;
                }
                await store.write(batch);
            },
        };
    }
}

const none = (version: string): string =>
    `private data matching public hash version is not available. Public hash version = ${version}, Private data version = <nil>`;

describe('plain values at commit', () => {
    it('are held by members alone, and a deletion of the key takes them away', async () => {
        const test = await TestLedger.open();
        await test.run(hide('k', 'treasure'));
        expect(await seen(test, 'k')).toBe('treasure');
        expect(await seen(test, 'k', OTHER)).toBe(none('{BlockNum: 1, TxNum: 0}'));
        expect((await test.privateStore(OTHER).writesOf(1)).size).toBe(0);

        await test.run((simulator) => {
            simulator.deletePrivate('cc', 'coll', 'k');
        });
        expect(await seen(test, 'k')).toBeUndefined();
    });

    it('come from another member where the own peer has none', async () => {
        const test = await TestLedger.open({ terms: () => ({ members: [OTHER, MSP], blockToLive: 0 }) });
        await test.run(hide('k', 'treasure'));
        expect(await seen(test, 'k', OTHER)).toBe('treasure');
    });

    it('do not come from an endorser that is no member', async () => {
        const test = await TestLedger.open({ terms: () => ({ members: [OTHER], blockToLive: 0 }) });
        await test.run(hide('k', 'treasure'));
        expect(await seen(test, 'k', OTHER)).toBe(none('{BlockNum: 1, TxNum: 0}'));
        expect(await seen(test, 'k')).toBe(none('{BlockNum: 1, TxNum: 0}'));
    });

    it('name the version that a peer is left with when it missed the newest', async () => {
        const test = await TestLedger.open();
        await test.run(hide('k', 'old'));
        const endorsed = await test.endorse(hide('k', 'new'));
        await test.privateStore(MSP).transient.remove([endorsed.txId]);
        await test.commit([endorsed]);
        expect(await seen(test, 'k')).toBe(
            'private data matching public hash version is not available. Public hash version = {BlockNum: 2, TxNum: 0}, Private data version = {BlockNum: 1, TxNum: 0}',
        );
    });

    it('of invalid transactions change nothing and are kept for events', async () => {
        const test = await TestLedger.open();
        await test.run(hide('k', 'true'));
        const both = [await test.endorse(amend), await test.endorse(amend)];
        expect(await test.commit(both)).toEqual([VALID, MVCC_READ_CONFLICT]);
        await test.commit([await test.endorse(hide('k', 'refused'))], [ENDORSEMENT_POLICY_FAILURE]);
        expect(await seen(test, 'k')).toBe('amended');
        expect([...(await test.privateStore(MSP).writesOf(2)).keys()]).toEqual([0, 1]);
        expect([...(await test.privateStore(MSP).writesOf(3)).keys()]).toEqual([0]);
    });
});

describe('what waits for a block', () => {
    it('is forgotten by members with the block, invalid transactions too', async () => {
        const test = await TestLedger.open();
        const valid = await test.endorse(hide('k', 'treasure'));
        const invalid = await test.endorse(hide('l', 'treasure'));
        await test.commit([valid, invalid], [VALID, ENDORSEMENT_POLICY_FAILURE]);
        expect(await test.privateStore(MSP).transient.get(valid.txId)).toEqual([]);
        expect(await test.privateStore(MSP).transient.get(invalid.txId)).toEqual([]);
    });

    it('stays with an endorser that is no member, for a thousand blocks', async () => {
        const store = new PrivateStore(await openMemoryStore());
        const privateData = new PrivateData(new Map([[MSP, store]]));
        const writes = [{ namespace: 'cc', collection: 'coll', writes: [{ key: 'k', value: bytes('x') }] }];
        await store.transient.put('T', 999, writes);
        await store.transient.put('U', 1000, writes);
        const effects = { sets: [], purges: [] };
        await privateData.settle(1999, effects);
        await privateData.settle(1000, effects);
        expect(await store.transient.get('T')).toHaveLength(1);
        await privateData.settle(2000, effects);
        expect(await store.transient.get('T')).toEqual([]);
        expect(await store.transient.get('U')).toHaveLength(1);
    });

    it('is found again by a ledger that is opened anew', async () => {
        const [store, privateStore] = [await openMemoryStore(), await openMemoryStore()];
        const privateStores = new Map([[MSP, privateStore]]);
        const endorsed = await (await TestLedger.open({ store, privateStores })).endorse(hide('k', 'treasure'));
        const again = await TestLedger.open({ store, privateStores });
        expect(await again.commit([endorsed])).toEqual([VALID]);
        expect(await seen(again, 'k')).toBe('treasure');
    });
});

describe('a collection whose values expire', () => {
    const terms = (): { readonly members: readonly string[]; readonly blockToLive: number } => ({
        members: [MSP],
        blockToLive: 1,
    });

    it('is still read by the transactions of the block that ends a value, and not after it', async () => {
        const test = await TestLedger.open({ terms });
        await test.run(hide('k', 'mayfly'));
        const [last, late] = [await test.endorse(amend), await test.endorse(amend)];
        await test.run(() => undefined);
        expect(await seen(test, 'k')).toBe('mayfly');
        expect(await test.commit([last])).toEqual([VALID]);
        expect(await seen(test, 'k')).toBe('amended');
        await test.run(
            () => undefined,
            () => undefined,
        );
        expect(await seen(test, 'k')).toBeUndefined();
        expect(await test.commit([late])).toEqual([MVCC_READ_CONFLICT]);
    });

    it('is the same when it is rebuilt from the blocks', async () => {
        const test = await TestLedger.open({ terms });
        await test.run(
            hide('k', 'mayfly'),
            () => undefined,
            () => undefined,
            hide('l', 'mayfly'),
        );
        const empty = await openMemoryStore();
        await rebuildLedger(test.ledger, empty, () => Promise.resolve(terms()));
        expect(await stateDigest(empty)).toBe(await stateDigest(test.store));
    });
});

describe('what a block removes', () => {
    const purging = (simulator: TxSimulator): void => {
        simulator.purgePrivate('cc', 'coll', 'k');
    };

    it.each([
        ['by a purge', 0, purging],
        ['because it has expired', 1, () => undefined],
    ])('%s is gone for everybody who can see the block', async (_how, blockToLive, last) => {
        const reluctant = new ReluctantStore();
        const test = await TestLedger.open({
            privateStores: new Map([[MSP, reluctant.over(await openMemoryStore())]]),
            terms: () => ({ members: [MSP], blockToLive }),
        });
        await test.run(hide('k', 'treasure'), () => undefined);
        const removing = await test.endorse(last);
        reluctant.hold();
        const committed = test.commit([removing]);
        await reluctant.asked;
        expect(test.ledger.height).toBe(4);

        const reads = Promise.all([seen(test, 'k'), test.ledger.privateWrites(MSP, 1)]);
        reluctant.release();

        const [value, writes] = await reads;
        expect(value).toBeUndefined();
        expect([...writes.values()].flat().flatMap((one) => one.writes)).toEqual([]);
        expect(await committed).toEqual([VALID]);
    });
});

describe('a ledger that is cut off', () => {
    it('before the block is written has nothing of it, and takes it again', async () => {
        const [disk, privateStore] = [await openMemoryStore(), await openMemoryStore()];
        const privateStores = new Map([[MSP, privateStore]]);
        const store = breakable(disk);
        const test = await TestLedger.open({ store, privateStores });
        await test.run(hide('k', 'old'));
        const endorsed = await test.endorse(hide('k', 'new'));
        store.writesLeft = 0;
        await expect(test.commit([endorsed])).rejects.toThrow('block 2 could not be written');

        const again = await TestLedger.open({ store: disk, privateStores });

        expect(await seen(again, 'k')).toBe('old');
        expect((await again.privateStore(MSP).writesOf(2)).size).toBe(0);
        expect(await again.commit([endorsed])).toEqual([VALID]);
        expect(await seen(again, 'k')).toBe('new');
    });

    it('after the block is written does at the next start what the block left to do', async () => {
        const [store, disk] = [await openMemoryStore(), await openMemoryStore()];
        const privateStore = breakable(disk);
        const test = await TestLedger.open({ store, privateStores: new Map([[MSP, privateStore]]) });
        await test.run(hide('k', 'treasure'));
        const purge = await test.endorse((simulator) => {
            simulator.purgePrivate('cc', 'coll', 'k');
        });
        // The deletion is appended; what comes after the block is not done any more.
        privateStore.writesLeft = 1;
        await expect(test.commit([purge])).rejects.toThrow('block 2 could not be written');
        expect([...(await new PrivateStore(disk).writesOf(1)).values()].flat()[0]?.writes).toHaveLength(1);

        const again = await TestLedger.open({ store, privateStores: new Map([[MSP, disk]]) });

        expect(again.ledger.height).toBe(3);
        expect(await seen(again, 'k')).toBeUndefined();
        expect([...(await again.privateStore(MSP).writesOf(1)).values()].flat()[0]?.writes).toEqual([]);
        expect(await again.privateStore(MSP).transient.get(purge.txId)).toEqual([]);
        await again.run(hide('k', 'anew'));
        expect(await seen(again, 'k')).toBe('anew');
    });
});
