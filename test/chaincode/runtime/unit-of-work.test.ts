import { type LedgerStub, UnitOfWork } from '../../../chaincode/src/runtime/unit-of-work';

/** Committed state and a log of what reached the peer; answers come late, so that nothing passes by luck. */
class SlowStub implements LedgerStub {
    readonly log: string[] = [];
    readonly committed = new Map<string, string>();

    async getState(key: string): Promise<Uint8Array> {
        await this.#turn(`get ${key}`);
        return Buffer.from(this.committed.get(key) ?? '');
    }
    putState(key: string, value: Uint8Array): Promise<void> {
        return this.#turn(`put ${key} ${Buffer.from(value).toString()}`);
    }
    deleteState(key: string): Promise<void> {
        return this.#turn(`delete ${key}`);
    }
    setStateValidationParameter(key: string): Promise<void> {
        return this.#turn(`policy ${key}`);
    }
    getStateValidationParameter(): Promise<Uint8Array> {
        return Promise.reject(new Error('not asked'));
    }
    getStateByPartialCompositeKeyWithPagination(): never {
        throw new Error('not asked');
    }
    getHistoryForKey(): never {
        throw new Error('not asked');
    }
    async #turn(what: string): Promise<void> {
        await new Promise((resolve) => setImmediate(resolve));
        this.log.push(what);
    }
}

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

describe('a unit of work', () => {
    it('serves its own writes, reads each key once, and counts', async () => {
        const stub = new SlowStub();
        stub.committed.set('a', '1');
        const unit = new UnitOfWork(stub, { readOnly: false });
        expect(text(await unit.get('a'))).toBe('1');
        unit.put('a', Buffer.from('2'));
        expect(text(await unit.get('a'))).toBe('2');
        unit.delete('a');
        expect(await unit.get('a')).toBeUndefined();
        expect(await unit.get('b')).toBeUndefined();
        expect(await unit.get('b')).toBeUndefined();
        expect(stub.log).toEqual(['get a', 'get b']);
        expect(unit.reads).toBe(2);
    });

    it('flushes once per key, awaited, in the order of UTF-8 bytes', async () => {
        const stub = new SlowStub();
        const unit = new UnitOfWork(stub, { readOnly: false });
        unit.put('\u{1f600}', Buffer.from('emoji'));
        unit.put('\uff5e', Buffer.from('tilde'));
        unit.put('b', Buffer.from('first'));
        unit.put('b', Buffer.from('last'));
        unit.delete('c');
        unit.put('a', Buffer.from('x'));
        unit.setPolicy('a', Buffer.from('p'));
        await unit.flush();
        expect(stub.log).toEqual([
            'put a x',
            'policy a',
            'put b last',
            'delete c',
            'put \uff5e tilde',
            'put \u{1f600} emoji',
        ]);
    });

    it('leaves no trace without a flush', () => {
        const stub = new SlowStub();
        new UnitOfWork(stub, { readOnly: false }).put('a', Buffer.from('1'));
        expect(stub.log).toEqual([]);
    });

    it('refuses an empty value, which Fabric would take for a deletion', () => {
        const unit = new UnitOfWork(new SlowStub(), { readOnly: false });
        expect(() => {
            unit.put('a', Buffer.alloc(0));
        }).toThrow('an empty value would delete the key');
    });

    it('refuses writes where only reading was asked, and lists where writing was', async () => {
        const reading = new UnitOfWork(new SlowStub(), { readOnly: true });
        expect(() => {
            reading.put('a', Buffer.from('1'));
        }).toThrow('an evaluate transaction writes nothing');
        const writing = new UnitOfWork(new SlowStub(), { readOnly: false });
        await expect(writing.page('t', [], { limit: 1, bookmark: '' })).rejects.toThrow('belong in evaluate');
        await expect(writing.history('a', 1)).rejects.toThrow('belong in evaluate');
    });

    it('refuses a policy for a key that is not put', () => {
        const unit = new UnitOfWork(new SlowStub(), { readOnly: false });
        expect(() => {
            unit.setPolicy('a', Buffer.from('p'));
        }).toThrow('a policy is set together with its value');
    });
});
