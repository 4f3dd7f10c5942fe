import type { TxRwSet } from '../../../network/src/ledger/read-write-set';
import {
    decodePrivateWrites,
    decodeRwSet,
    encodePrivateKvWrites,
    encodePrivateWrites,
    encodeQueryReads,
    encodeRwSet,
    RwSetError,
} from '../../../network/src/proto/rwset';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));

const rwSet: TxRwSet = [
    {
        namespace: 'cc',
        reads: [
            { key: 'a', version: { blockNumber: 0, txNumber: 0 } },
            { key: 'b', version: undefined },
        ],
        rangeQueries: [
            { startKey: 'a', endKey: 'c', exhausted: true, reads: [] },
            {
                startKey: 'a',
                endKey: 'c',
                exhausted: false,
                merkle: { maxDegree: 50, maxLevel: 1, hashes: [text('ab')] },
            },
        ],
        writes: [
            { key: 'a', value: text('v') },
            { key: 'b', value: undefined },
        ],
        metadataWrites: [{ key: 'a', entries: [{ name: 'VP', value: text('p') }] }],
        collections: [
            {
                collection: 'c1',
                reads: [{ keyHash: text('h'), version: { blockNumber: 300, txNumber: 1 } }],
                writes: [
                    { keyHash: text('h'), valueHash: undefined, purge: true },
                    { keyHash: text('i'), valueHash: text('vh'), purge: false },
                ],
                metadataWrites: [],
                privateRwSetHash: text('ph'),
            },
        ],
    },
];

// As Fabric's configtxlator encodes the same set.
const encoded = [
    '1277', // namespace set
    '0a026363', // "cc"
    '1247', // KVRWSet
    '0a050a0161', // read a
    '1200', // at version 0.0, which is not the same as none
    '0a030a0162', // read b
    '120a0a016112016318012200', // range, exhausted, no reads
    '12100a0161120163', // range
    '2a080832', // Merkle summary, degree 50
    '10011a026162',
    '1a060a01611a0176', // write a
    '1a050a01621001', // delete b
    '220c0a016112070a025650120170', // metadata of a
    '1a28', // collection
    '0a026331',
    '121e', // HashedRWSet
    '0a0a0a0168120508ac021001',
    '12070a016810012001', // purge
    '12070a01691a027668',
    '1a027068',
].join('');

describe('a read-write set', () => {
    test('is encoded as Fabric encodes it', () => {
        expect(hex(encodeRwSet(rwSet))).toBe(encoded);
    });

    test('is the same after decoding', () => {
        expect(decodeRwSet(Buffer.from(encoded, 'hex'))).toEqual(rwSet);
    });

    test('that is empty has no bytes', () => {
        expect(hex(encodeRwSet([]))).toBe('');
        expect(decodeRwSet(new Uint8Array())).toEqual([]);
    });

    test('takes an empty value for a deletion', () => {
        // One namespace with one write of key "k" with neither value nor flag.
        const [namespace] = decodeRwSet(Buffer.from('120712051a030a016b', 'hex'));

        expect(namespace?.writes).toEqual([{ key: 'k', value: undefined }]);
    });

    test('that cannot be decoded is refused', () => {
        expect(() => decodeRwSet(text('junk'))).toThrow(RwSetError);
    });
});

describe('private writes', () => {
    const writes = [
        { namespace: 'cc', collection: 'c1', writes: [{ key: 'k', value: text('v') }] },
        { namespace: 'cc', collection: 'c2', writes: [{ key: 'k', value: undefined }] },
        { namespace: 'dd', collection: 'c1', writes: [] },
    ];

    test('stand by namespace and collection', () => {
        const bytes = encodePrivateWrites(writes);

        expect(hex(bytes)).toBe(
            [
                '1223', // namespace "cc"
                '0a026363',
                '120e0a02633112081a060a016b1a0176',
                '120d0a02633212071a050a016b1001',
                '120a', // namespace "dd"
                '0a026464',
                '12040a026331',
            ].join(''),
        );
        expect(decodePrivateWrites(bytes)).toEqual(writes);
    });

    test('of one collection are hashed as a set of writes alone', () => {
        expect(hex(encodePrivateKvWrites([{ key: 'k', value: text('v') }]))).toBe('1a060a016b1a0176');
    });
});

test('reads of a range query are hashed as a list', () => {
    expect(hex(encodeQueryReads([{ key: 'a', version: { blockNumber: 1, txNumber: 2 } }]))).toBe(
        '0a090a0161120408011002',
    );
});
