import { createHash } from 'node:crypto';
import type { TxSimulator } from '../../../network/src/ledger/tx-simulator';
import { encodePrivateKvWrites, encodeQueryReads } from '../../../network/src/proto/rwset';
import { bytes, scan, TestLedger, text } from './test-ledger';

const sha = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('hex');
const three = (index: number): string => String(index).padStart(3, '0');

describe('a transaction', () => {
    let test: TestLedger;

    beforeEach(async () => {
        test = await TestLedger.open();
        await test.run((simulator) => {
            simulator.setState('cc', 'a', bytes('1'));
            simulator.setState('cc', 'b', bytes('2'));
        });
    });

    it('does not read its own writes', async () => {
        await test.endorse(async (simulator) => {
            simulator.setState('cc', 'a', bytes('new'));
            simulator.setState('cc', 'c', bytes('new'));
            simulator.deleteState('cc', 'b');
            expect(text(await simulator.getState('cc', 'a'))).toBe('1');
            expect(await simulator.getState('cc', 'c')).toBeUndefined();
            expect(await scan(simulator)).toEqual(['a', 'b']);
        });
    });

    it('keeps reading the state that it began with', async () => {
        const simulator = test.ledger.simulator('T', 'Org1MSP');
        await test.run((other) => {
            other.setState('cc', 'a', bytes('later'));
        });
        expect(text(await simulator.getState('cc', 'a'))).toBe('1');
        await simulator.abandon();
        await simulator.abandon();
    });

    it('writes nothing where it writes an empty value: that deletes', async () => {
        const { result } = await test.endorse((simulator) => {
            simulator.setState('cc', 'a', new Uint8Array());
        });
        expect(result.rwSet[0]?.writes).toEqual([{ key: 'a', value: undefined }]);
    });

    it('records each read once, sorted, with the version or without', async () => {
        const { result } = await test.endorse(async (simulator) => {
            for (const key of ['zz', 'b', 'a', 'b']) {
                await simulator.getState('cc', key);
            }
        });
        const version = { blockNumber: 1, txNumber: 0 };
        expect(result.rwSet).toEqual([
            {
                namespace: 'cc',
                reads: [
                    { key: 'a', version },
                    { key: 'b', version },
                    { key: 'zz', version: undefined },
                ],
                rangeQueries: [],
                writes: [],
                metadataWrites: [],
                collections: [],
            },
        ]);
    });

    it('sorts namespaces and keys by their UTF-8 bytes; the last write of a key counts', async () => {
        // U+FF21 sorts before U+1D400 in UTF-8 and after it in UTF-16.
        const { result } = await test.endorse((simulator) => {
            for (const key of ['\u{1d400}', '\uff21', 'b', 'a', '']) {
                simulator.setState('n2', key, bytes('first'));
                simulator.setState('n2', key, bytes('last'));
            }
            simulator.setState('n1', 'k', bytes('v'));
        });
        expect(result.rwSet.map(({ namespace }) => namespace)).toEqual(['n1', 'n2']);
        expect(result.rwSet[1]?.writes.map(({ key, value }) => [key, text(value)])).toEqual(
            ['', 'a', 'b', '\uff21', '\u{1d400}'].map((key) => [key, 'last']),
        );
    });

    it('reads metadata of committed state and replaces the whole of it', async () => {
        const entries = [{ name: 'VALIDATION_PARAMETER', value: bytes('P') }];
        await test.run((simulator) => {
            simulator.setMetadata('cc', 'a', entries);
        });
        const { result } = await test.endorse(async (simulator) => {
            simulator.setMetadata('cc', 'a', []);
            expect(await simulator.getMetadata('cc', 'b')).toEqual([]);
            const read = await simulator.getMetadata('cc', 'a');
            expect(read.map(({ name, value }) => [name, text(value)])).toEqual([['VALIDATION_PARAMETER', 'P']]);
        });
        expect(result.rwSet[0]?.metadataWrites).toEqual([{ key: 'a', entries: [] }]);
        expect(result.rwSet[0]?.reads.map(({ key }) => key)).toEqual(['a', 'b']);
    });

    it('tells the committed policies of the keys that it writes, each once', async () => {
        const policy = (value: string): { name: string; value: Uint8Array }[] => [
            { name: 'VALIDATION_PARAMETER', value: bytes(value) },
        ];
        await test.run((simulator) => {
            simulator.setMetadata('cc', 'a', policy('P'));
            simulator.setMetadata('cc', 'b', policy('P'));
        });
        const { result } = await test.endorse(async (simulator) => {
            simulator.setState('cc', 'a', bytes('x'));
            simulator.setMetadata('cc', 'b', policy('other'));
            await simulator.getState('cc', 'b');
        });
        expect(result.keyPolicies?.map(({ namespace, policy: value }) => [namespace, text(value)])).toEqual([
            ['cc', 'P'],
        ]);
        const { result: reading } = await test.endorse(async (simulator) => {
            await simulator.getState('cc', 'a');
        });
        expect(reading.keyPolicies).toEqual([]);
    });
});

describe('what a transaction may not mix', () => {
    const text1 = 'Paginated queries are supported only in a read-only transaction';
    const text2 = 'Transaction has already performed a paginated query. Writes are not allowed';
    const text3 = 'Queries on pvt data is supported only in a read-only transaction';
    const text4 = 'Transaction has already performed queries on pvt data. Writes are not allowed';
    const writes: readonly [string, (simulator: TxSimulator) => void][] = [
        ['setState', (simulator) => simulator.setState('cc', 'k', bytes('v'))],
        ['deleteState', (simulator) => simulator.deleteState('cc', 'k')],
        ['setMetadata', (simulator) => simulator.setMetadata('cc', 'k', [])],
        ['setPrivate', (simulator) => simulator.setPrivate('cc', 'c', 'k', bytes('v'))],
        ['deletePrivate', (simulator) => simulator.deletePrivate('cc', 'c', 'k')],
        ['purgePrivate', (simulator) => simulator.purgePrivate('cc', 'c', 'k')],
    ];
    const page = (simulator: TxSimulator): unknown => simulator.range('cc', '', '', { size: 2, bookmark: '' });
    const privately = (simulator: TxSimulator): unknown => simulator.rangePrivate('cc', 'c', '', '');

    it.each(writes)('%s and queries that need a read-only transaction, in either order', async (_name, write) => {
        const { ledger } = await TestLedger.open();
        const refused = (first: (s: TxSimulator) => unknown, then: (s: TxSimulator) => unknown, why: string): void => {
            const simulator = ledger.simulator('T', 'Org1MSP');
            first(simulator);
            expect(() => then(simulator)).toThrow(new Error(`txid [T]: unsuppored transaction. ${why}`));
        };
        refused(write, page, text1);
        refused(page, write, text2);
        refused(write, privately, text3);
        refused(privately, write, text4);
    });

    it('allows writes beside ranges without pages and single private reads', async () => {
        const test = await TestLedger.open();
        const running = test.run(async (simulator) => {
            simulator.setState('cc', 'k', bytes('v'));
            await scan(simulator);
            await simulator.getPrivate('cc', 'c', 'k');
            await simulator.getPrivateHash('cc', 'c', 'k');
            simulator.setPrivate('cc', 'c', 'k', bytes('v'));
        });
        await expect(running).resolves.toBeUndefined();
    });
});

describe('a range query', () => {
    let test: TestLedger;
    const version = { blockNumber: 1, txNumber: 0 };
    const reads = (from: number, to: number): { key: string; version: typeof version }[] =>
        Array.from({ length: to - from }, (_, index) => ({ key: three(from + index), version }));

    beforeAll(async () => {
        test = await TestLedger.open();
        await test.run((simulator) => {
            for (let index = 0; index < 160; index += 1) {
                simulator.setState('cc', three(index), bytes(String(index)));
            }
            simulator.setState('ccc', '000', bytes('of another namespace'));
        });
    });

    async function queries(script: (simulator: TxSimulator) => Promise<void>): Promise<unknown> {
        return (await test.endorse(script)).result.rwSet[0]?.rangeQueries;
    }

    it('covers start and not end, the whole namespace for an empty end, nothing when inverted', async () => {
        await test.endorse(async (simulator) => {
            expect(await scan(simulator, '003', '006')).toEqual(['003', '004', '005']);
            expect(await scan(simulator, '157')).toEqual(['157', '158', '159']);
            expect(await scan(simulator, '006', '003')).toEqual([]);
            expect(await scan(simulator, '003', '003')).toEqual([]);
        });
    });

    it('records up to 50 results as they are', async () => {
        const recorded = await queries(async (simulator) => {
            await scan(simulator, '000', '050');
            await scan(simulator, '150', '');
            await scan(simulator, '9', '');
        });
        expect(recorded).toEqual([
            { startKey: '000', endKey: '050', exhausted: true, reads: reads(0, 50) },
            { startKey: '150', endKey: '', exhausted: true, reads: reads(150, 160) },
            { startKey: '9', endKey: '', exhausted: true, reads: [] },
        ]);
    });

    it('records more than 50 as hashes over groups of 51', async () => {
        const recorded = await queries(async (simulator) => {
            await scan(simulator, '000', '103');
        });
        const hashes = [reads(0, 51), reads(51, 102), reads(102, 103)].map((group) => sha(encodeQueryReads(group)));
        expect(recorded).toEqual([
            { startKey: '000', endKey: '103', exhausted: true, merkle: { maxDegree: 50, maxLevel: 1, hashes } },
        ]);
    });

    it('records exactly 51 as one hash', async () => {
        const recorded = await queries(async (simulator) => {
            await scan(simulator, '000', '051');
        });
        const hashes = [sha(encodeQueryReads(reads(0, 51)))];
        expect(recorded).toMatchObject([{ merkle: { maxLevel: 1, hashes } }]);
    });

    it('that is not drained ends with the last key that was read, also when that was the last there is', async () => {
        const recorded = await queries(async (simulator) => {
            await (await open(simulator, '010', '020', 3)).close();
            await open(simulator, '157', '160', 3);
            const looking = await open(simulator, '158', '160', 2);
            expect(await looking.hasMore()).toBe(false);
        });
        expect(recorded).toEqual([
            { startKey: '010', endKey: '012', exhausted: false, reads: reads(10, 13) },
            { startKey: '157', endKey: '159', exhausted: false, reads: reads(157, 160) },
            { startKey: '158', endKey: '160', exhausted: true, reads: reads(158, 160) },
        ]);
    });

    it('that is repeated is recorded once', async () => {
        const recorded = await queries(async (simulator) => {
            await scan(simulator, '000', '002');
            await scan(simulator, '005', '006');
            await scan(simulator, '000', '002');
        });
        expect(recorded).toMatchObject([{ startKey: '000' }, { startKey: '005' }]);
    });

    it('with pages answers with the first key after the page, and with nothing at the end', async () => {
        await test.endorse(async (simulator) => {
            const pageOf = async (
                start: string,
                size: number,
                bookmark: string,
            ): Promise<readonly [string, string]> => {
                const iterator = simulator.range('cc', start, '', { size, bookmark });
                const keys = (await iterator.next(1000)).map(({ key }) => key);
                return [keys.join(), await iterator.bookmark()];
            };
            expect(await pageOf('154', 3, '')).toEqual(['154,155,156', '157']);
            expect(await pageOf('154', 3, '157')).toEqual(['157,158,159', '']);
            expect(await pageOf('154', 4, '157')).toEqual(['157,158,159', '']);
            expect(await pageOf('157', 0, '158')).toEqual(['158,159', '']);
            expect(await pageOf('157', -1, '')).toEqual(['157,158,159', '']);
            expect(await pageOf('999', 3, '')).toEqual(['', '']);
        });
    });

    it('with pages covers the page that was read', async () => {
        const recorded = await queries(async (simulator) => {
            const iterator = simulator.range('cc', '000', '009', { size: 2, bookmark: '004' });
            await iterator.next(1000);
            await iterator.bookmark();
        });
        expect(recorded).toEqual([{ startKey: '004', endKey: '005', exhausted: false, reads: reads(4, 6) }]);
    });

    async function open(
        simulator: TxSimulator,
        start: string,
        end: string,
        count: number,
    ): Promise<ReturnType<TxSimulator['range']>> {
        const iterator = simulator.range('cc', start, end);
        await iterator.next(count);
        return iterator;
    }
});

describe('private values', () => {
    it('go into the block as hashes and to the members in plain', async () => {
        const test = await TestLedger.open();
        const { result } = await test.endorse(async (simulator) => {
            await simulator.getPrivateHash('cc', 'coll', 'k');
            simulator.setPrivate('cc', 'coll', 'k', bytes('secret'));
            simulator.deletePrivate('cc', 'coll', 'd');
            simulator.purgePrivate('cc', 'coll', 'p');
        });
        const [collection] = result.rwSet[0]?.collections ?? [];
        const plain = [
            { key: 'd', value: undefined },
            { key: 'k', value: bytes('secret') },
            { key: 'p', value: undefined },
        ];
        expect(result.privateWrites).toEqual([{ namespace: 'cc', collection: 'coll', writes: plain }]);
        expect(hex(collection?.privateRwSetHash)).toBe(hex(sha(encodePrivateKvWrites(plain))));
        expect(collection?.reads.map(({ keyHash }) => hex(keyHash))).toEqual([hex(sha(bytes('k')))]);
        const expected = [
            { keyHash: hex(sha(bytes('d'))), valueHash: '', purge: false },
            { keyHash: hex(sha(bytes('k'))), valueHash: hex(sha(bytes('secret'))), purge: false },
            { keyHash: hex(sha(bytes('p'))), valueHash: '', purge: true },
        ];
        expect(
            collection?.writes.map(({ keyHash, valueHash, purge }) => ({
                keyHash: hex(keyHash),
                valueHash: hex(valueHash),
                purge,
            })),
        ).toEqual(expected);
        // Hash reads do not count: whoever reads only those needs no member's peer.
        expect(result.privateReads).toEqual([]);
    });

    it('are read by members, and told to be missing by others, whose read is not recorded', async () => {
        const test = await TestLedger.open();
        await test.run((simulator) => {
            simulator.setPrivate('cc', 'coll', 'k', bytes('secret'));
        });
        const { result } = await test.endorse(async (simulator) => {
            expect(text(await simulator.getPrivate('cc', 'coll', 'k'))).toBe('secret');
            expect(await simulator.getPrivate('cc', 'coll', 'none')).toBeUndefined();
            const range = simulator.rangePrivate('cc', 'coll', '', '');
            expect((await range.next(9)).map(({ key }) => key)).toEqual(['k']);
        });
        expect(result.privateReads).toEqual([{ namespace: 'cc', collection: 'coll' }]);
        expect(result.rwSet[0]?.rangeQueries).toEqual([]);
        const other = test.ledger.simulator('T', 'Org2MSP');
        await expect(other.getPrivate('cc', 'coll', 'k')).rejects.toThrow(
            new Error(
                'private data matching public hash version is not available. Public hash version = {BlockNum: 1, TxNum: 0}, Private data version = <nil>',
            ),
        );
        expect(hex(await other.getPrivateHash('cc', 'coll', 'k'))).toBe(hex(sha(bytes('secret'))));
        expect((await other.done()).rwSet[0]?.collections[0]?.reads).toHaveLength(1);
    });

    it.each(['deletePrivate', 'purgePrivate'] as const)('%s takes away value and hash', async (remove) => {
        const test = await TestLedger.open();
        await test.run(
            (simulator) => simulator.setPrivate('cc', 'coll', 'k', bytes('secret')),
            (simulator) => simulator[remove]('cc', 'coll', 'k'),
            async (simulator) => {
                expect(await simulator.getPrivate('cc', 'coll', 'k')).toBeUndefined();
                expect(await simulator.getPrivateHash('cc', 'coll', 'k')).toBeUndefined();
            },
        );
    });
});
