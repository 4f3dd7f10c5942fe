import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateStore } from '../../../network/src/ledger/private-store';
import type { PrivateWrites } from '../../../network/src/ledger/read-write-set';
import { sha256 } from '../../../network/src/proto/hash';
import { openLevelStore, openMemoryStore } from '../../../network/src/seams/level-store';
import { filesWith } from '../../support/files/files-with';
import { bytes, text } from './test-ledger';

const KEPT = { txNumber: 0, valid: true, blockToLive: 0 };

/** Writes into collection `coll` of `cc`: `key=value`, or `key` alone for a deletion. */
function writes(...entries: readonly string[]): PrivateWrites {
    return {
        namespace: 'cc',
        collection: 'coll',
        writes: entries.map((entry) => {
            const [key = '', value] = entry.split('=');
            return { key, value: value === undefined ? undefined : bytes(value) };
        }),
    };
}

async function open(): Promise<PrivateStore> {
    return new PrivateStore(await openMemoryStore());
}

async function value(store: PrivateStore, key: string, height = 99): Promise<string | undefined> {
    return text((await store.get('cc', 'coll', key, height))?.value);
}

async function keys(store: PrivateStore, start = '', end = '', height = 99): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const [key] of store.range('cc', 'coll', start, end, height)) {
        found.push(key);
    }
    return found;
}

describe('what waits for its block', () => {
    it('is there until it is forgotten, every outcome of it', async () => {
        const store = await open();
        await store.transient.put('T', 1, [writes('k=one')]);
        await store.transient.put('T', 1, [writes('k=two')]);
        await store.transient.put('T', 1, [writes('k=two')]);
        await store.transient.put('T2', 1, [writes('k=other')]);
        const outcomes = (await store.transient.get('T')).map(({ writes: [first] }) => text(first?.value));
        expect([...outcomes].sort()).toEqual(['one', 'two']);

        await store.transient.remove(['T']);

        expect(await store.transient.get('T')).toEqual([]);
        expect(await store.transient.get('T2')).toEqual([writes('k=other')]);
    });

    it('is forgotten when it came long ago', async () => {
        const store = await open();
        await store.transient.put('old', 4, [writes('k=1')]);
        await store.transient.put('new', 5, [writes('k=1')]);
        await store.transient.removeBelow(5);
        expect(await store.transient.get('old')).toEqual([]);
        expect(await store.transient.get('new')).toHaveLength(1);
    });
});

describe('a key', () => {
    it('has the newest version below a height', async () => {
        const store = await open();
        await store.append(3, [{ ...writes('k=three'), ...KEPT }]);
        await store.append(5, [
            { ...writes('k=five'), ...KEPT },
            { ...writes('k=six'), ...KEPT, txNumber: 1 },
        ]);
        await store.append(7, [{ ...writes('k'), ...KEPT }]);
        const versions = [3, 4, 5, 6, 7, 8].map((height) => value(store, 'k', height));
        expect(await Promise.all(versions)).toEqual([undefined, 'three', 'three', 'six', 'six', undefined]);
        expect((await store.get('cc', 'coll', 'k', 6))?.version).toEqual({ blockNumber: 5, txNumber: 1 });
    });

    it('is not changed by invalid transactions, whose writes are kept for events', async () => {
        const store = await open();
        await store.append(1, [{ ...writes('k=true'), ...KEPT }]);
        await store.append(2, [{ ...writes('k=false', 'new=false'), ...KEPT, txNumber: 4, valid: false }]);
        expect(await value(store, 'k')).toBe('true');
        expect(await keys(store)).toEqual(['k']);
        expect(await store.writesOf(2)).toEqual(new Map([[4, [writes('k=false', 'new=false')]]]));
    });

    it('is not seen while its block is not written, and not after a crash before that', async () => {
        const store = await open();
        await store.append(1, [{ ...writes('k=one'), ...KEPT }]);
        await store.append(2, [{ ...writes('k=two', 'l=two'), ...KEPT }]);
        expect(await value(store, 'k', 2)).toBe('one');
        expect(await keys(store, '', '', 2)).toEqual(['k']);

        await store.discardFrom(2);

        expect(await value(store, 'k')).toBe('one');
        expect(await keys(store)).toEqual(['k']);
        expect((await store.writesOf(2)).size).toBe(0);
    });
});

describe('a range', () => {
    it('is in the order of bytes, start included and end not, zeros and all', async () => {
        const store = await open();
        const names = ['a', 'a\0', 'a\0b', 'a\u0001', 'aa', 'b', '\0c\0d\0', '\u{10ffff}'];
        await store.append(1, [{ ...writes(...names.map((name) => `${name}=1`)), ...KEPT }]);
        expect(await keys(store)).toEqual(['\0c\0d\0', 'a', 'a\0', 'a\0b', 'a\u0001', 'aa', 'b', '\u{10ffff}']);
        expect(await keys(store, 'a\0', 'b')).toEqual(['a\0', 'a\0b', 'a\u0001', 'aa']);
        expect(await keys(store, 'b', 'a')).toEqual([]);
        expect(await keys(store, '\0c\0', '\0c\0\u{10ffff}')).toEqual(['\0c\0d\0']);
    });

    it('has every key once, in however many versions and pieces', async () => {
        const store = await open();
        const names = Array.from({ length: 150 }, (_, index) => `k${String(index).padStart(3, '0')}`);
        for (const block of [1, 2, 3]) {
            await store.append(block, [{ ...writes(...names.map((name) => `${name}=${String(block)}`)), ...KEPT }]);
        }
        await store.append(4, [{ ...writes('k007'), ...KEPT }]);
        expect(await keys(store)).toEqual(names.filter((name) => name !== 'k007'));
    });

    it('ends where its collection ends', async () => {
        const store = await open();
        await store.append(1, [
            { ...writes('k=1'), ...KEPT },
            { ...writes('x=1'), collection: 'coll2', ...KEPT },
            { ...writes('y=1'), namespace: 'cc2', ...KEPT },
        ]);
        expect(await keys(store)).toEqual(['k']);
    });
});

describe('expiry', () => {
    it('takes all that one block wrote into the collection, and nothing else', async () => {
        const store = await open();
        await store.append(1, [
            { ...writes('k=old', 'l=old'), ...KEPT, blockToLive: 2 },
            { ...writes('never=1'), collection: 'other', ...KEPT },
        ]);
        await store.append(2, [{ ...writes('k=new'), ...KEPT, blockToLive: 2 }]);
        await store.expire(3);
        expect(await keys(store)).toEqual(['k', 'l']);

        await store.expire(4);

        expect(await keys(store)).toEqual(['k']);
        expect(await value(store, 'k')).toBe('new');
        expect([...((await store.writesOf(1)).get(0) ?? [])]).toEqual([{ ...writes('never=1'), collection: 'other' }]);
        await store.expire(5);
        expect(await keys(store)).toEqual([]);
    });
});

describe('a purge', () => {
    it('takes every version up to its own, also where only the hash of the key is known', async () => {
        const store = await open();
        await store.append(1, [{ ...writes('k=one', 'l=one'), ...KEPT }]);
        await store.append(2, [
            { ...writes('k=two'), ...KEPT },
            { ...writes('k'), ...KEPT, txNumber: 1 },
            { ...writes('k=three'), ...KEPT, txNumber: 2 },
        ]);
        const place = { namespace: 'cc', collection: 'coll', keyHash: sha256('k') };

        await store.purge([{ ...place, blockNumber: 2, txNumber: 1 }]);

        expect(await store.writesOf(1)).toEqual(new Map([[0, [writes('l=one')]]]));
        expect(await store.writesOf(2)).toEqual(
            new Map([
                [0, [writes()]],
                [1, [writes()]],
                [2, [writes('k=three')]],
            ]),
        );
        expect(await value(store, 'k', 2)).toBeUndefined();
        expect(await value(store, 'k')).toBe('three');
        expect(await value(store, 'l')).toBe('one');
    });

    it('leaves no byte of the value in the files', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'private-store-test-'));
        const reopen = async (): Promise<PrivateStore> =>
            new PrivateStore(await openLevelStore(folder, { compression: false }));
        let store = await reopen();
        await store.transient.put('T', 1, [writes('k=first-treasure')]);
        await store.append(1, [{ ...writes('k=first-treasure', 'l=kept-treasure'), ...KEPT }]);
        await store.close();
        store = await reopen();
        await store.append(2, [{ ...writes('k=second-treasure'), ...KEPT }]);
        await store.transient.remove(['T']);
        const found = (): Promise<readonly (readonly string[])[]> =>
            Promise.all(['first', 'second', 'kept'].map((name) => filesWith(folder, `${name}-treasure`)));
        expect((await found()).map((files) => files.length > 0)).toEqual([true, true, true]);

        const place = { namespace: 'cc', collection: 'coll', keyHash: sha256('k') };
        await store.purge([{ ...place, blockNumber: 3, txNumber: 0 }]);

        expect((await found()).map((files) => files.length > 0)).toEqual([false, false, true]);
        await store.close();
        await rm(folder, { recursive: true });
    });
});

describe('another store', () => {
    it('gives what this one lacks of a collection', async () => {
        const [store, other] = [await open(), await open()];
        await other.append(1, [
            { ...writes('k=one'), ...KEPT, blockToLive: 3 },
            { ...writes('x=1'), collection: 'other', ...KEPT },
        ]);
        await store.append(2, [{ ...writes('k=two'), ...KEPT }]);

        await store.adopt('cc', 'coll', other);

        expect(await value(store, 'k', 2)).toBe('one');
        expect(await value(store, 'k')).toBe('two');
        expect(await store.writesOf(1)).toEqual(new Map([[0, [writes('k=one')]]]));
        await store.expire(5);
        expect(await value(store, 'k', 2)).toBeUndefined();
    });
});
