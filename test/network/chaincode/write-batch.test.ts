import { peer } from '@hyperledger/fabric-protos';
import type { Invocation } from '../../../network/src/chaincode/executor';
import { getStateMultiple, writeBatchState } from '../../../network/src/chaincode/state-requests';
import { TransactionContext } from '../../../network/src/chaincode/transaction-context';
import type { Ledger } from '../../../network/src/ledger/ledger';
import { CHANNEL, commitWrites, newLedger, proposal } from './committed-ledger';

/** A running transaction; no shim for Node sends these requests. */
function contextOn(ledger: Ledger): TransactionContext {
    const { txId, signedProposal } = proposal('probe', []);
    const invocation: Invocation = {
        packageId: 'probe:1',
        name: 'probe',
        channelId: CHANNEL,
        txId,
        args: [],
        isInit: false,
        signedProposal,
        simulator: ledger.simulator(txId, 'Org1MSP'),
        services: {
            history: (namespace, key) => ledger.history(namespace, key),
            collectionAccess: () => Promise.resolve({ read: true, write: true }),
            requireCollection: () => Promise.resolve(),
            call: () => Promise.reject(new Error('no other chaincode here')),
        },
    };
    return new TransactionContext(invocation, () => undefined);
}

function record(
    type: ReturnType<peer.WriteRecord['getType']>,
    key: string,
    options: { readonly value?: string; readonly collection?: string; readonly policy?: string } = {},
): peer.WriteRecord {
    const written = new peer.WriteRecord();
    written.setType(type);
    written.setKey(key);
    written.setValue(Buffer.from(options.value ?? ''));
    written.setCollection(options.collection ?? '');
    if (options.policy !== undefined) {
        const metadata = new peer.StateMetadata();
        metadata.setMetakey('VALIDATION_PARAMETER');
        metadata.setValue(Buffer.from(options.policy));
        written.setMetadata(metadata);
    }
    return written;
}

function batch(...records: peer.WriteRecord[]): Uint8Array {
    const message = new peer.WriteBatchState();
    message.setRecList(records);
    return message.serializeBinary();
}

const { PUT_STATE, DEL_STATE, PUT_STATE_METADATA, PURGE_PRIVATE_DATA } = peer.WriteRecord.Type;

describe('batches of Fabric 3.1', () => {
    it('applies every kind of write', async () => {
        const context = contextOn(await newLedger());

        await writeBatchState(
            batch(
                record(PUT_STATE, 'a', { value: '1' }),
                record(DEL_STATE, 'b'),
                record(PUT_STATE_METADATA, 'a', { policy: 'p' }),
                record(PUT_STATE, 'c', { value: '2', collection: 'coll' }),
                record(PURGE_PRIVATE_DATA, 'd', { collection: 'coll' }),
            ),
            context,
        );
        const { rwSet } = await context.invocation.simulator.done();

        const [namespace] = rwSet;
        expect(namespace?.writes.map(({ key, value }) => [key, value?.length])).toEqual([
            ['a', 1],
            ['b', undefined],
        ]);
        expect(namespace?.metadataWrites.map(({ key }) => key)).toEqual(['a']);
        expect(namespace?.collections[0]?.writes.map(({ purge }) => purge).sort()).toEqual([false, true]);
    });

    it('stops at the first record that fails', async () => {
        const context = contextOn(await newLedger());
        const records = batch(record(PUT_STATE, 'a', { value: '1' }), record(0, 'b'), record(PUT_STATE, 'c'));

        await expect(writeBatchState(records, context)).rejects.toThrow('unknown operation type');

        const { rwSet } = await context.invocation.simulator.done();
        expect(rwSet[0]?.writes.map(({ key }) => key)).toEqual(['a']);
    });

    it('reads many keys in the order asked, with nothing for missing ones', async () => {
        const ledger = await newLedger();
        await commitWrites(ledger, (simulator) => {
            simulator.setState('probe', 'a', Buffer.from('1'));
            simulator.setState('probe', 'b', Buffer.from('2'));
        });
        const context = contextOn(ledger);
        const request = new peer.GetStateMultiple();
        request.setKeysList(['b', 'missing', 'a']);

        const answer = await getStateMultiple(request.serializeBinary(), context);

        const values = peer.GetStateMultipleResult.deserializeBinary(answer).getValuesList_asU8();
        expect(values.map((value) => Buffer.from(value).toString())).toEqual(['2', '', '1']);
        await context.invocation.simulator.abandon();
    });
});
