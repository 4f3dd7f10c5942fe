import { common } from '@hyperledger/fabric-protos';
import { blockNumber, blockTransactions } from '../../../client/src/events/block-reader';
import { type CountedEvent, countedEvents } from '../../../client/src/events/counted-events';
import { type BlockEntry, blockOf, results } from '../support/blocks';

const registers = new Set(['note', 'book']);
const marker = '\u0000command\u0000abc\u0000';

function entry(changes: Partial<BlockEntry> = {}, envelope: Readonly<Record<string, unknown>> = {}): BlockEntry {
    const items = [{ register: 'note', type: 'noteWritten', payload: { noteId: 'n1' } }];
    return {
        transactionId: 'tx1',
        chaincode: 'note',
        event: {
            name: 'tabularium.v1',
            payload: Buffer.from(JSON.stringify({ v: 1, txId: 'tx1', items, ...envelope })),
        },
        results: results({ namespace: 'note', key: marker }, { namespace: 'note', key: 'k' }),
        ...changes,
    };
}

function counted(...entries: readonly (BlockEntry | Uint8Array)[]): readonly CountedEvent[] {
    const block = blockOf(5, ...entries);
    return blockTransactions(block).flatMap((transaction) => countedEvents(transaction, blockNumber(block), registers));
}

describe('an event of a block', () => {
    it('counts when its transaction is valid and leaves a command marker in the namespace of the register', () => {
        const before = entry({ transactionId: 'tx0', event: { name: 'other', payload: Buffer.from('{}') } });

        expect(counted(before, entry())).toEqual([
            {
                register: 'note',
                type: 'noteWritten',
                payload: { noteId: 'n1' },
                transactionId: 'tx1',
                blockNumber: 5,
                transactionIndex: 1,
                index: 0,
            },
        ]);
    });

    it.each<[string, BlockEntry | Uint8Array]>([
        ['of an invalid transaction', entry({ code: 11 })],
        ['of a chaincode that is no register', entry({ chaincode: 'other' })],
        ['of a transaction that writes nothing in public', entry({ results: results() })],
        ['of a transaction that writes other keys only', entry({ results: results({ namespace: 'note', key: 'k' }) })],
        [
            'of a transaction that writes in another namespace',
            entry({ results: results({ namespace: 'book', key: marker }) }),
        ],
        [
            'of a transaction that deletes a marker',
            entry({ results: results({ namespace: 'note', key: marker, isDelete: true }) }),
        ],
        ['of another name', entry({ event: { name: 'noteWritten', payload: Buffer.from('{}') } })],
        ['that is no JSON', entry({ event: { name: 'tabularium.v1', payload: Buffer.from('x') } })],
        ['with the id of another transaction', entry({}, { txId: 'tx9' })],
        ['of another version of the envelope', entry({}, { v: 2 })],
        [
            'that speaks for a register whose namespace is not written',
            entry({}, { items: [{ register: 'book', type: 'x', payload: {} }] }),
        ],
        ['that speaks for no register of ours', entry({}, { items: [{ register: 'other', type: 'x', payload: {} }] })],
        ['of a configuration', entry({ type: common.HeaderType.CONFIG })],
        ['in bytes that are no envelope', Buffer.from('garbage')],
    ])('does not count: one %s', (_, transaction) => {
        expect(counted(transaction)).toEqual([]);
    });

    it('counts for a called register whose namespace is written too', () => {
        const items = [
            { register: 'note', type: 'a', payload: {} },
            { register: 'book', type: 'b', payload: {} },
        ];
        const both = results({ namespace: 'note', key: marker }, { namespace: 'book', key: marker });

        expect(counted(entry({ results: both }, { items })).map(({ register, index }) => [register, index])).toEqual([
            ['note', 0],
            ['book', 1],
        ]);
    });

    it('does not count in a block without validation codes', () => {
        const block = blockOf(5, entry());
        block.setMetadata(new common.BlockMetadata());

        expect(blockTransactions(block).map(({ validationCode }) => validationCode)).toEqual([254]);
    });
});
