import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLevelStore, openMemoryStore } from '../../../network/src/seams/level-store';
import type { KeyValueStore, StoreEntry, StoreOperation } from '../../../network/src/seams/store';
import { filesWith } from '../../support/files/files-with';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const put = (key: string, value: string): { type: 'put'; key: Uint8Array; value: Uint8Array } => ({
    type: 'put',
    key: bytes(key),
    value: bytes(value),
});

async function keys(entries: AsyncIterable<StoreEntry>): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of entries) {
        found.push(Buffer.from(key).toString('hex'));
    }
    return found;
}

let folder: string;
beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'level-store-'));
});
afterEach(async () => {
    await rm(folder, { recursive: true });
});

describe.each([
    ['on disk', () => openLevelStore(join(folder, 'store'))],
    ['in memory', () => openMemoryStore()],
])('a key-value store %s', (_name, open: () => Promise<KeyValueStore>) => {
    let store: KeyValueStore;
    beforeEach(async () => {
        store = await open();
    });
    afterEach(async () => {
        await store.close();
    });

    test('gives back the bytes it was given, and undefined for other keys', async () => {
        await store.write([put('00ff', 'ff00'), put('01', '')]);

        expect(await store.get(bytes('00ff'))).toEqual(bytes('ff00'));
        expect(await store.get(bytes('01'))).toEqual(bytes(''));
        expect(await store.get(bytes('00'))).toBeUndefined();
    });

    test('ranges over keys in byte order with the end left out', async () => {
        await store.write([put('ff', '01'), put('7f', '02'), put('80', '03'), put('7f00', '04'), put('00', '05')]);

        expect(await keys(store.range(bytes('7f'), bytes('ff')))).toEqual(['7f', '7f00', '80']);
        expect(await keys(store.range(bytes('7f'), bytes('ff'), { reverse: true }))).toEqual(['80', '7f00', '7f']);
        expect(await keys(store.range(bytes('00'), bytes('ff'), { limit: 2 }))).toEqual(['00', '7f']);
        expect(await keys(store.range(bytes('80'), bytes('7f')))).toEqual([]);
    });

    test('deletes and overwrites in the order of the batch', async () => {
        await store.write([put('01', '01'), put('02', '02')]);

        await store.write([{ type: 'del', key: bytes('01') }, put('02', '03'), put('02', '04')]);

        expect(await store.get(bytes('01'))).toBeUndefined();
        expect(await store.get(bytes('02'))).toEqual(bytes('04'));
    });

    test('keeps a snapshot as it was', async () => {
        await store.write([put('01', '01')]);
        const snapshot = store.snapshot();

        await store.write([put('01', '02'), put('02', '02')]);

        expect(await snapshot.get(bytes('01'))).toEqual(bytes('01'));
        expect(await keys(snapshot.range(bytes('00'), bytes('ff')))).toEqual(['01']);
        expect(await keys(store.range(bytes('00'), bytes('ff')))).toEqual(['01', '02']);
        await snapshot.release();
    });

    test('lets a range be left early', async () => {
        await store.write([put('01', '01'), put('02', '02')]);

        for await (const { key } of store.range(bytes('00'), bytes('ff'))) {
            expect(key).toEqual(bytes('01'));
            break;
        }

        expect(await store.get(bytes('02'))).toEqual(bytes('02'));
    });
});

test('a store on disk still holds everything after it was closed', async () => {
    const first = await openLevelStore(join(folder, 'store'));
    await first.write([put('01', '01')]);
    await first.close();

    const second = await openLevelStore(join(folder, 'store'));

    expect(await second.get(bytes('01'))).toEqual(bytes('01'));
    await second.close();
});

test('a store accepts nothing more after a failed write', async () => {
    const store = await openMemoryStore();
    await store.close();

    await expect(store.write([put('01', '01')])).rejects.toThrow();

    await expect(store.write([put('01', '01')])).rejects.toThrow('must be reopened');
});

test('compacting leaves no byte of what was deleted or overwritten, and all of the rest', async () => {
    const path = join(folder, 'store');
    const store = await openLevelStore(path, { compression: false });
    const value = (name: string): Uint8Array => Buffer.from(`${name}-value`);
    const set = (key: string, name: string): StoreOperation => ({ type: 'put', key: bytes(key), value: value(name) });
    await store.write([set('50', 'deleted'), set('51', 'overwritten'), set('52', 'kept')]);
    await store.write([{ type: 'del', key: bytes('50') }, set('51', 'newer')]);
    const hits = async (name: string): Promise<boolean> => (await filesWith(path, `${name}-value`)).length > 0;
    expect([await hits('deleted'), await hits('overwritten')]).toEqual([true, true]);

    await store.compact();

    expect([await hits('deleted'), await hits('overwritten')]).toEqual([false, false]);
    expect(await keys(store.range(bytes('00'), bytes('ffff')))).toEqual(['51', '52']);
    expect(await store.get(bytes('51'))).toEqual(value('newer'));
    await store.close();
});
