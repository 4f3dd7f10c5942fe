import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeStub } from 'fabric-shim';
import { MESSAGE } from '../../../network/src/chaincode/message';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { commitWrites } from './committed-ledger';
import { setLevel } from 'fabric-shim/lib/logger';
import { createHarness, PACKAGE_ID } from './executor-harness';

const bytes = (text: string): Buffer => Buffer.from(text);

/** All keys of a query, in the order that they came. */
async function keysOf(results: AsyncIterable<{ readonly key: string }>): Promise<string> {
    const keys: string[] = [];
    for await (const { key } of results) {
        keys.push(key);
    }
    return keys.join(',');
}

const functions = {
    get: async (stub: ChaincodeStub, key = '') => Buffer.from(await stub.getState(key)).toString(),
    put: async (stub: ChaincodeStub, key = '', value = '') => {
        await stub.putState(key, bytes(value));
        return Buffer.from(await stub.getState(key)).toString();
    },
    del: async (stub: ChaincodeStub, key = '') => {
        await stub.deleteState(key);
        return '';
    },
    emit: (stub: ChaincodeStub) => {
        stub.setEvent('first', bytes('1'));
        stub.setEvent('second', bytes('2'));
        return Promise.resolve('');
    },
    range: (stub: ChaincodeStub, start = '', end = '') => keysOf(stub.getStateByRange(start, end)),
    firstOfRange: async (stub: ChaincodeStub) => {
        const iterator = await stub.getStateByRange('', '');
        return (await iterator.next()).value.key;
    },
    page: async (stub: ChaincodeStub, size = '', bookmark = '') => {
        const { iterator, metadata } = await stub.getStateByRangeWithPagination('', '', Number(size), bookmark);
        const keys: string[] = [];
        for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
            keys.push(step.value.key);
        }
        return JSON.stringify({ count: keys.length, last: keys.at(-1), bookmark: metadata.bookmark });
    },
    pageThenPut: async (stub: ChaincodeStub) => {
        await stub.getStateByRangeWithPagination('', '', 2);
        await stub.putState('k', bytes('v'));
        return '';
    },
    rich: async (stub: ChaincodeStub) => {
        await stub.getQueryResult('{"selector":{}}');
        return '';
    },
    history: async (stub: ChaincodeStub, key = '') => {
        const entries: string[] = [];
        for await (const { value, isDelete } of stub.getHistoryForKey(key)) {
            entries.push(isDelete ? 'deleted' : Buffer.from(value).toString());
        }
        return entries.join(',');
    },
    policy: async (stub: ChaincodeStub, key = '') => {
        await stub.setStateValidationParameter(key, bytes('policy'));
        return '';
    },
    policyOf: async (stub: ChaincodeStub, key = '') =>
        Buffer.from(await stub.getStateValidationParameter(key)).toString(),
    putPrivate: async (stub: ChaincodeStub, collection = '', key = '', value = '') => {
        await stub.putPrivateData(collection, key, bytes(value));
        return '';
    },
    getPrivate: async (stub: ChaincodeStub, collection = '', key = '') =>
        Buffer.from(await stub.getPrivateData(collection, key)).toString(),
    getPrivateHash: async (stub: ChaincodeStub, collection = '', key = '') =>
        Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex'),
    call: async (stub: ChaincodeStub, target = '') => {
        const { status, message, payload } = await stub.invokeChaincode(target, ['hello'], '');
        return `${String(status)} ${message} ${String(payload)}`;
    },
    tolerate: async (stub: ChaincodeStub) => {
        await stub.getQueryResult('{}').catch(() => undefined);
        await stub.putState('after', bytes('1'));
        return 'went on';
    },
    hang: () => new Promise<string>(() => undefined),
    boom: () => Promise.reject(new Error('boom')),
};

// The shim logs refusals as errors.
beforeAll(() => {
    setLevel('CRITICAL');
});

describe('requests of a chaincode', () => {
    it('registers once and answers reads with committed state, not with what the transaction wrote', async () => {
        const { run, ledger, streams } = await createHarness({ functions });
        await commitWrites(ledger, (simulator) => {
            simulator.setState('probe', 'k', bytes('old'));
        });

        const outcome = await run(['put', 'k', 'new']);
        await run(['get', 'k']);

        expect(outcome.text).toBe('old');
        expect(outcome.rwSet).toEqual([
            expect.objectContaining({
                namespace: 'probe',
                reads: [{ key: 'k', version: { blockNumber: 1, txNumber: 0 } }],
                writes: [{ key: 'k', value: expect.anything() as unknown }],
            }),
        ]);
        expect(streams).toHaveLength(1);
        expect(streams[0]?.sent.slice(0, 2).map((message) => message.getType())).toEqual([
            MESSAGE.REGISTERED,
            MESSAGE.READY,
        ]);
        expect(streams[0]?.sent.map((message) => message.getType())).not.toContain(MESSAGE.KEEPALIVE);
    });

    it('answers a missing key with nothing and records that it was missing', async () => {
        const { run } = await createHarness({ functions });

        const { text, rwSet } = await run(['get', 'nothing']);

        expect(text).toBe('');
        expect(rwSet[0]?.reads).toEqual([{ key: 'nothing', version: undefined }]);
    });

    it('records a deletion of a key that does not exist', async () => {
        const { run } = await createHarness({ functions });

        const { rwSet } = await run(['del', 'nothing']);

        expect(rwSet[0]?.writes).toEqual([{ key: 'nothing', value: undefined }]);
    });

    it('returns the last event with chaincode name and transaction id', async () => {
        const { run } = await createHarness({ functions });

        const { event, txId } = await run(['emit']);

        expect(event?.toObject()).toMatchObject({ chaincodeId: 'probe', txId, eventName: 'second' });
    });

    it('hands out more than a batch of results and records all of them', async () => {
        const { run, ledger } = await createHarness({ functions });
        const names = Array.from({ length: 250 }, (_, index) => `k${String(index).padStart(3, '0')}`);
        await commitWrites(ledger, (simulator) => {
            names.forEach((name) => {
                simulator.setState('probe', name, bytes('v'));
            });
        });

        const { text, rwSet } = await run(['range', '', '']);

        expect(text).toBe(names.join(','));
        expect(rwSet[0]?.rangeQueries[0]?.exhausted).toBe(true);
    });

    it('reads one result ahead of a batch, as Fabric does, and records that one too', async () => {
        const { run, ledger } = await createHarness({ functions });
        await commitWrites(ledger, (simulator) => {
            for (let index = 0; index < 150; index += 1) {
                simulator.setState('probe', `k${String(index).padStart(3, '0')}`, bytes('v'));
            }
        });

        const { text, rwSet } = await run(['firstOfRange']);

        expect(text).toBe('k000');
        expect(rwSet[0]?.rangeQueries[0]).toMatchObject({ exhausted: false, endKey: 'k100' });
    });

    it('cuts a query without pages at the total limit', async () => {
        const { run, ledger } = await createHarness({ functions, totalQueryLimit: 3 });
        await commitWrites(ledger, (simulator) => {
            ['a', 'b', 'c', 'd'].forEach((key) => {
                simulator.setState('probe', key, bytes('v'));
            });
        });

        expect((await run(['range', '', ''])).text).toBe('a,b,c');
    });

    it('gives pages with the first key of the next one as bookmark', async () => {
        const { run, ledger } = await createHarness({ functions });
        await commitWrites(ledger, (simulator) => {
            for (let index = 0; index < 250; index += 1) {
                simulator.setState('probe', `k${String(index).padStart(3, '0')}`, bytes('v'));
            }
        });

        const first = await run(['page', '120', '']);
        const last = await run(['page', '200', 'k120']);

        expect(JSON.parse(first.text)).toEqual({ count: 120, last: 'k119', bookmark: 'k120' });
        expect(JSON.parse(last.text)).toEqual({ count: 130, last: 'k249', bookmark: '' });
        expect(first.rwSet[0]?.rangeQueries).toMatchObject([
            { endKey: 'k119', exhausted: false, merkle: { maxLevel: 1 } },
        ]);
    });

    it('refuses a write after a page', async () => {
        const { run } = await createHarness({ functions });

        const { text, txId } = await run(['pageThenPut']);

        expect(text).toBe(
            `PUT_STATE failed: transaction ID: ${txId}: txid [${txId}]: unsuppored transaction. Transaction has already performed a paginated query. Writes are not allowed`,
        );
    });

    it('refuses rich queries as LevelDB does', async () => {
        const { run } = await createHarness({ functions });

        const { response, text, txId } = await run(['rich']);

        expect(response.getStatus()).toBe(500);
        expect(text).toBe(`GET_QUERY_RESULT failed: transaction ID: ${txId}: ExecuteQuery not supported for leveldb`);
    });

    it('lets a chaincode go on after a refused request', async () => {
        const { run } = await createHarness({ functions });

        const { text, rwSet } = await run(['tolerate']);

        expect(text).toBe('went on');
        expect(rwSet[0]?.writes.map(({ key }) => key)).toEqual(['after']);
    });

    it('tells the history of a key, newest first, with deletions', async () => {
        const { run, ledger } = await createHarness({ functions });
        for (const value of ['one', 'two', '']) {
            await commitWrites(ledger, (simulator) => {
                simulator.setState('probe', 'k', bytes(value));
            });
        }

        expect((await run(['history', 'k'])).text).toBe('deleted,two,one');
    });

    it('sets and reads the endorsement policy of a key', async () => {
        const { run, ledger } = await createHarness({ functions });
        await commitWrites(ledger, (simulator) => {
            simulator.setState('probe', 'k', bytes('v'));
            simulator.setMetadata('probe', 'k', [{ name: 'VALIDATION_PARAMETER', value: bytes('committed') }]);
        });

        const { rwSet } = await run(['policy', 'k']);

        expect(rwSet[0]?.metadataWrites).toEqual([
            { key: 'k', entries: [{ name: 'VALIDATION_PARAMETER', value: new Uint8Array(bytes('policy')) }] },
        ]);
        expect((await run(['policyOf', 'k'])).text).toBe('committed');
    });
});

describe('private data', () => {
    const SHA256_OF_X = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

    it('writes plain values beside the hashed ones', async () => {
        const { run } = await createHarness({ functions });

        const { rwSet, privateWrites } = await run(['putPrivate', 'coll', 'k', 'x']);

        expect(privateWrites).toEqual([
            { namespace: 'probe', collection: 'coll', writes: [{ key: 'k', value: new Uint8Array(bytes('x')) }] },
        ]);
        const [write] = rwSet[0]?.collections[0]?.writes ?? [];
        expect(Buffer.from(write?.valueHash ?? []).toString('hex')).toBe(SHA256_OF_X);
    });

    it.each([
        ['read', ['getPrivate', 'coll', 'k'], 'GET_STATE'],
        ['write', ['putPrivate', 'coll', 'k', 'x'], 'PUT_STATE'],
    ])('refuses to %s for a creator without that permission', async (kind, call, type) => {
        const { run } = await createHarness({
            functions,
            services: { collectionAccess: () => Promise.resolve({ read: false, write: false }) },
        });

        const { text, txId } = await run(call);

        expect(text).toBe(
            `${type} failed: transaction ID: ${txId}: tx creator does not have ${kind} access permission on privatedata in chaincodeName:probe collectionName: coll`,
        );
    });

    it('asks nobody for permission to read a hash, but for the collection', async () => {
        const asked: string[] = [];
        const { run } = await createHarness({
            functions,
            services: {
                collectionAccess: () => Promise.reject(new Error('not to be asked')),
                requireCollection: (_namespace, collection) => {
                    asked.push(collection);
                    return Promise.resolve();
                },
            },
        });

        const { response, rwSet } = await run(['getPrivateHash', 'coll', 'k']);

        expect(response.getStatus()).toBe(200);
        expect(asked).toEqual(['coll']);
        expect(rwSet[0]?.collections[0]?.reads).toHaveLength(1);
    });

    it('passes on what is said of an unknown collection', async () => {
        const { run } = await createHarness({
            functions,
            services: {
                collectionAccess: () => Promise.reject(new Error('collection mychannel/probe/coll could not be found')),
            },
        });

        const { text, txId } = await run(['getPrivate', 'coll', 'k']);

        expect(text).toBe(
            `GET_STATE failed: transaction ID: ${txId}: collection mychannel/probe/coll could not be found`,
        );
    });

    it('refuses private data in an initialisation', async () => {
        const { run } = await createHarness({ functions });

        const { text, txId } = await run(['getPrivate', 'coll', 'k'], { isInit: true });

        expect(text).toBe(
            `GET_STATE failed: transaction ID: ${txId}: private data APIs are not allowed in chaincode Init()`,
        );
    });
});

describe('calls of other chaincodes', () => {
    it("hands the callee's response to the caller, whatever its status", async () => {
        const { run } = await createHarness({
            functions,
            services: {
                call: (target, args) => {
                    const response = new peer.Response();
                    response.setStatus(404);
                    response.setMessage(`${target} ${args.map((argument) => Buffer.from(argument).toString()).join()}`);
                    const message = new peer.ChaincodeMessage();
                    message.setType(MESSAGE.COMPLETED);
                    message.setPayload(response.serializeBinary());
                    return Promise.resolve(message);
                },
            },
        });

        expect((await run(['call', 'other/yourchannel'])).text).toContain('404 other/yourchannel hello');
    });

    it('reports a call that fails as a whole', async () => {
        const { run } = await createHarness({
            functions,
            services: { call: () => Promise.reject(new Error('execute failed: no such thing')) },
        });

        const { text, txId } = await run(['call', 'other']);

        expect(text).toBe(`INVOKE_CHAINCODE failed: transaction ID: ${txId}: execute failed: no such thing`);
    });
});

describe('transactions of one stream', () => {
    it('returns what a chaincode throws as a response with status 500', async () => {
        const { run } = await createHarness({ functions });

        const { response, text } = await run(['boom']);

        expect(response.getStatus()).toBe(500);
        expect(text).toBe('boom');
    });

    it('runs many transactions at once', async () => {
        const { run, streams } = await createHarness({ functions });

        const outcomes = await Promise.all(
            Array.from({ length: 50 }, (_, index) => run(['put', `k${String(index)}`, 'v'])),
        );

        expect(outcomes.map(({ response }) => response.getStatus())).toEqual(outcomes.map(() => 200));
        expect(streams).toHaveLength(1);
    });

    it('refuses a second run of a transaction that is still running', async () => {
        const clock = new ManualClock();
        const { run } = await createHarness({ functions, clock, executeTimeoutMs: 100 });
        const first = run(['hang'], { txId: 'tx1' });
        const second = run(['get', 'k'], { txId: 'tx1' });

        await expect(second).rejects.toThrow(
            'failed to execute transaction tx1: error sending: txid: tx1(mychannel) exists',
        );
        clock.set(new Date(clock.now().getTime() + 100));
        await expect(first).rejects.toThrow(
            'failed to execute transaction tx1: error sending: timeout expired while executing transaction',
        );
    });

    it('fails what is running when the stream ends, and opens another one for the next transaction', async () => {
        const { run, streams } = await createHarness({ functions });
        await run(['get', 'k']);
        const running = run(['hang'], { txId: 'tx1' });
        await new Promise((resolve) => setImmediate(resolve));

        streams[0]?.fail(new Error('the process died'));

        await expect(running).rejects.toThrow(
            'failed to execute transaction tx1: error sending: chaincode stream terminated',
        );
        expect((await run(['get', 'k'])).response.getStatus()).toBe(200);
        expect(streams).toHaveLength(2);
    });

    it('ends the stream at a message that has no place', async () => {
        const { run, streams } = await createHarness({ functions });
        await run(['get', 'k']);
        const running = run(['hang'], { txId: 'tx1' });
        await new Promise((resolve) => setImmediate(resolve));
        const odd = new peer.ChaincodeMessage();
        odd.setType(MESSAGE.READY);

        streams[0]?.write(odd);

        await expect(running).rejects.toThrow('chaincode stream terminated');
    });

    it.each(['2.5', '3.1'] as const)(
        'announces batches to chaincode only in profile %s where Fabric does',
        async (fabric) => {
            const { run, streams } = await createHarness({ functions, fabric });
            await run(['get', 'k']);

            const ready = streams[0]?.sent[1]?.getPayload_asU8() ?? new Uint8Array();

            expect(peer.ChaincodeAdditionalParams.deserializeBinary(ready).getUseWriteBatch()).toBe(fabric === '3.1');
        },
    );

    it('says early, in the words of a peer that waited, that another chaincode answered', async () => {
        const { run } = await createHarness({ functions, registersAs: 'other:1234' });

        await expect(run(['get', 'k'], { txId: 'tx1' })).rejects.toThrow(
            `failed to execute transaction tx1: could not launch chaincode ${PACKAGE_ID}: timeout expired while starting chaincode ${PACKAGE_ID} for transaction`,
        );
    });
});
