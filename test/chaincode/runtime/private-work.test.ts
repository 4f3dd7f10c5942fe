import { createHash } from 'node:crypto';
import { type PrivateStub, PrivateWork } from '../../../chaincode/src/runtime/private-work';

/** Committed private data and a log of what reached the peer; answers come late, so that nothing passes by luck. */
class SlowStub implements PrivateStub {
    readonly log: string[] = [];
    readonly committed = new Map<string, string>();

    async getPrivateData(collection: string, key: string): Promise<Uint8Array> {
        await this.#turn(`get ${collection} ${key}`);
        return Buffer.from(this.committed.get(`${collection} ${key}`) ?? '');
    }
    async getPrivateDataHash(collection: string, key: string): Promise<Uint8Array> {
        await this.#turn(`hash ${collection} ${key}`);
        const value = this.committed.get(`${collection} ${key}`);
        return value === undefined ? Buffer.alloc(0) : createHash('sha256').update(value).digest();
    }
    putPrivateData(collection: string, key: string, value: Uint8Array): Promise<void> {
        return this.#turn(`put ${collection} ${key} ${Buffer.from(value).toString()}`);
    }
    deletePrivateData(collection: string, key: string): Promise<void> {
        return this.#turn(`delete ${collection} ${key}`);
    }
    purgePrivateData(collection: string, key: string): Promise<void> {
        return this.#turn(`purge ${collection} ${key}`);
    }
    async #turn(what: string): Promise<void> {
        await new Promise((resolve) => setImmediate(resolve));
        this.log.push(what);
    }
}

const sha256Of1 = '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b';
const sha256Of2 = 'd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35';

describe('the private work of a transaction', () => {
    it('serves its own writes and asks the peer once for a value and once for a hash', async () => {
        const stub = new SlowStub();
        stub.committed.set('c a', '1');
        const work = new PrivateWork(stub, { readOnly: false });
        expect(Buffer.from((await work.get('c', 'a')) ?? '').toString()).toBe('1');
        expect(await work.hash('c', 'a')).toBe(sha256Of1);
        expect([await work.get('c', 'b'), await work.hash('c', 'b')]).toEqual([undefined, undefined]);
        work.put('c', 'a', Buffer.from('2'));
        expect(Buffer.from((await work.get('c', 'a')) ?? '').toString()).toBe('2');
        expect(await work.hash('c', 'a')).toBe(sha256Of2);
        work.purge('c', 'a');
        expect([await work.get('c', 'a'), await work.hash('c', 'a')]).toEqual([undefined, undefined]);
        // the same key elsewhere is another one
        expect(await work.get('d', 'a')).toBeUndefined();
        expect(await work.get('d', 'a')).toBeUndefined();
        expect(stub.log).toEqual(['get c a', 'hash c a', 'get c b', 'hash c b', 'get d a']);
    });

    it('flushes once per key, awaited, by collection and key', async () => {
        const stub = new SlowStub();
        const work = new PrivateWork(stub, { readOnly: false });
        work.put('pair-b', '\u{1f600}', Buffer.from('emoji'));
        work.put('pair-b', '\uff5e', Buffer.from('tilde'));
        work.put('pair-a', 'z', Buffer.from('first'));
        work.put('pair-a', 'z', Buffer.from('last'));
        work.put('inbox-b', 'b', Buffer.from('x'));
        work.purge('inbox-b', 'b');
        work.delete('inbox-b', 'a');
        expect(stub.log).toEqual([]);
        expect(work.writtenCollections).toEqual(['inbox-b', 'pair-a', 'pair-b']);
        await work.flush();
        expect(stub.log).toEqual([
            'delete inbox-b a',
            'purge inbox-b b',
            'put pair-a z last',
            'put pair-b \uff5e tilde',
            'put pair-b \u{1f600} emoji',
        ]);
    });

    it('writes nothing where only reading was asked, and nothing empty', () => {
        const reading = new PrivateWork(new SlowStub(), { readOnly: true });
        expect(() => reading.purge('c', 'a')).toThrow('an evaluate transaction writes nothing');
        const writing = new PrivateWork(new SlowStub(), { readOnly: false });
        expect(() => writing.put('c', 'a', Buffer.alloc(0))).toThrow('an empty value would delete the key');
    });

    it('keeps to its one collection once it is confined', () => {
        const work = new PrivateWork(new SlowStub(), { readOnly: false });
        work.confine('c');
        work.put('c', 'a', Buffer.from('1'));
        expect(() => work.put('d', 'a', Buffer.from('1'))).toThrow(
            'a confined transaction writes into its one collection',
        );
    });

    it.each([
        ['GET_STATE failed: transaction ID: t: collection ch/r/c could not be found', 'RUNTIME_COLLECTION_UNKNOWN'],
        [
            'GET_STATE failed: transaction ID: t: collection [_implicit_org_X] not defined in the collection config for chaincode [r]',
            'RUNTIME_COLLECTION_UNKNOWN',
        ],
        [
            'GET_STATE failed: transaction ID: t: tx creator does not have read access permission on privatedata in chaincodeName:r collectionName: c',
            'RUNTIME_COLLECTION_CLOSED',
        ],
        [
            'GET_STATE failed: transaction ID: t: private data matching public hash version is not available. Public hash version = {BlockNum: 7, TxNum: 0}, Private data version = <nil>',
            'RUNTIME_PRIVATE_DATA_ELSEWHERE',
        ],
    ])('turns what the peer says into a refusal: %s', async (text, code) => {
        const stub = new SlowStub();
        stub.getPrivateData = () => Promise.reject(new Error(text));
        const work = new PrivateWork(stub, { readOnly: false });
        await expect(work.get('c', 'a')).rejects.toMatchObject({ code, details: { collection: 'c' } });
    });

    it('lets other failures through as they are', async () => {
        const stub = new SlowStub();
        stub.putPrivateData = () => Promise.reject(new Error('no ledger context'));
        const work = new PrivateWork(stub, { readOnly: false });
        work.put('c', 'a', Buffer.from('1'));
        await expect(work.flush()).rejects.toThrow('no ledger context');
    });
});
