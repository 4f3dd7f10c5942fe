import { ledger } from '@hyperledger/fabric-protos';
import { ConfigurationError } from '../../../client/src/errors/tabularium-error';
import type { RegisterClient } from '../../../client/src/contract/contract-client';
import { type Connected, connected, failure } from '../support/connected';
import { base64, outOfPeers } from '../support/policies';
import { noteApi } from '../support/register';

const salt = '00112233445566778899aabbccddeeff';

/** `TxReadWriteSet` with one write into each of the note's collections. */
function privateWrites(collections: readonly string[]): Uint8Array {
    const { HashedRWSet, KVWriteHash } = ledger.rwset.kvrwset;
    const namespace = new ledger.rwset.NsReadWriteSet();
    namespace.setNamespace('note');
    namespace.setCollectionHashedRwsetList(
        collections.map((name) => {
            const hashed = new HashedRWSet();
            hashed.setHashedWritesList([new KVWriteHash()]);
            const collection = new ledger.rwset.CollectionHashedReadWriteSet();
            collection.setCollectionName(name);
            collection.setHashedRwset(hashed.serializeBinary());
            return collection;
        }),
    );
    const set = new ledger.rwset.TxReadWriteSet();
    set.setNsRwsetList([namespace]);
    return set.serializeBinary();
}

describe('private input', () => {
    let context: Connected;
    let notes: RegisterClient<typeof noteApi>;

    beforeEach(async () => {
        context = await connected();
        notes = context.tabularium.register(noteApi);
        context.peer.policies = { note: outOfPeers(2, 'Org1MSP', 'Org2MSP', 'Org3MSP') };
        context.peer.collections = [
            { name: 'pair-Org1MSP-Org3MSP', members: ['Org1MSP', 'Org3MSP'] },
            { name: 'inbox-Org3MSP', members: ['Org3MSP'], endorsement: outOfPeers(1, 'Org3MSP') },
            { name: 'inbox-Org2MSP', members: ['Org2MSP'], endorsement: outOfPeers(1, 'Org2MSP') },
        ];
    });

    afterEach(() => {
        context.end();
    });

    const answer = (collections: readonly string[], isPublic: boolean, partiesOf?: string): void => {
        context.peer.endorsers = () => ({
            ...(partiesOf !== undefined && { partiesOf }),
            namespaces: isPublic ? ['note'] : [],
            keyPolicies: [],
            plainKeys: isPublic,
            guarded: [],
            collections,
        });
    };
    const called = (step: 'evaluate' | 'endorse'): Connected['peer']['calls'] =>
        context.peer.calls.filter((call) => call.step === step && call.chaincode === 'note');

    it('travels as one transient entry of canonical JSON, with the question and with the endorsement, and nowhere else', async () => {
        answer(['pair-Org1MSP-Org3MSP'], true);

        await notes.sealNote({ title: 't' }, { private: { text: 'secret', salt }, commandId: 'c-1' });

        const transient = { private: `{"salt":"${salt}","text":"secret"}` };
        expect(called('evaluate').map((call) => call.transient)).toEqual([transient]);
        expect(called('endorse').map((call) => call.transient)).toEqual([transient]);
        expect(called('endorse').map((call) => call.argument)).toEqual([{ commandId: 'c-1', input: { title: 't' } }]);
        expect(Buffer.concat(context.peer.envelopes).includes('secret')).toBe(false);
    });

    it('gets a salt of 256 bits where the caller gives none', async () => {
        answer(['pair-Org1MSP-Org3MSP'], true);

        await notes.sealNote({ title: 't' }, { private: { text: 'secret' } });

        const [endorsed] = called('endorse');
        const sent = JSON.parse(endorsed?.transient['private'] ?? '') as { readonly salt: string };
        expect(sent.salt).toMatch(/^[0-9a-f]{64}$/);
    });

    it('is endorsed by members of the collection, who together meet the register’s policy', async () => {
        answer(['pair-Org1MSP-Org3MSP'], true);

        const { endorsers } = await notes.sealNote({ title: 't' }, { private: { text: 'secret' } });

        expect([...endorsers].sort()).toEqual(['Org1MSP', 'Org3MSP']);
    });

    it('is endorsed by the one member of a collection that has its own policy and writes nothing publicly', async () => {
        answer(['inbox-Org3MSP'], false);

        const { endorsers } = await notes.sealNote({ title: 't' }, { private: { text: 'secret' } });

        expect(endorsers).toEqual(['Org3MSP']);
    });

    it('is sent to nobody where the members cannot meet the policies', async () => {
        answer(['inbox-Org2MSP', 'inbox-Org3MSP'], false);

        const error = await failure(notes.sealNote({ title: 't' }, { private: { text: 'secret' } }));

        expect(error).toBeInstanceOf(ConfigurationError);
        expect(String(error)).not.toContain('secret');
        expect(called('endorse')).toEqual([]);
    });

    it('is asked about each time, since the collection depends on the record', async () => {
        answer(['inbox-Org3MSP'], false);
        await notes.sealNote({ title: 't' }, { private: { text: 'one' } });
        answer(['inbox-Org2MSP'], false);

        const { endorsers } = await notes.sealNote({ title: 't' }, { private: { text: 'two' } });

        expect(endorsers).toEqual(['Org2MSP']);
    });

    describe('where the register says that the parties of a record decide', () => {
        const writing = (...collections: readonly string[]): void => {
            context.peer.writes = () => privateWrites(collections);
        };
        const seal = async (title: string, text: string): Promise<readonly string[]> =>
            (await notes.sealNote({ title }, { private: { text } })).endorsers;

        beforeEach(() => {
            answer(['inbox-Org3MSP'], false, 'title');
            writing('inbox-Org3MSP');
        });

        it('is asked about once per record, whatever part of it the command names', async () => {
            const endorsers = [await seal('deed~01', 'one'), await seal('deed~02', 'two'), await seal('deed', 'three')];

            expect(endorsers).toEqual([['Org3MSP'], ['Org3MSP'], ['Org3MSP']]);
            expect(called('evaluate')).toHaveLength(1);
        });

        it('is asked about for another record, and reaches nobody by what is known of the first', async () => {
            await seal('deed~01', 'one');
            answer(['inbox-Org2MSP'], false, 'title');
            writing('inbox-Org2MSP');

            expect(await seal('bond~01', 'two')).toEqual(['Org2MSP']);
            expect(called('evaluate')).toHaveLength(2);
        });

        it('is asked about each time once its peers have written another collection than was known', async () => {
            await seal('deed~01', 'one');
            writing('inbox-Org3MSP', 'pair-Org1MSP-Org3MSP');

            await seal('deed~02', 'two');
            await seal('deed~03', 'three');

            expect(called('evaluate')).toHaveLength(3);
        });

        it('is asked about each time where the record has a policy of its own', async () => {
            context.peer.endorsers = () => ({
                namespaces: [],
                keyPolicies: [base64(outOfPeers(1, 'Org3MSP'))],
                plainKeys: false,
                guarded: [],
                collections: ['inbox-Org3MSP'],
                partiesOf: 'title',
            });

            await seal('deed~01', 'one');
            await seal('deed~01', 'two');

            expect(called('evaluate')).toHaveLength(2);
        });
    });

    it('fails with advice where the register is deployed without the collection', async () => {
        answer(['inbox-Org9MSP'], false);

        const error = await failure(notes.sealNote({ title: 't' }, { private: { text: 'secret' } }));

        expect(error).toBeInstanceOf(ConfigurationError);
        expect(error).toMatchObject({ message: expect.stringContaining('inbox-Org9MSP') as string });
    });

    it('that is no JSON is refused without repeating it', async () => {
        const error = await failure(
            notes.sealNote({ title: 't' }, { private: { text: ['secret', undefined] as unknown as string } }),
        );

        expect(error).toBeInstanceOf(ConfigurationError);
        expect((error as ConfigurationError).cause).toBeUndefined();
        expect(context.peer.calls).toEqual([]);
    });

    it('is asked for by the types', () => {
        const calls = [
            // @ts-expect-error the private input is missing
            () => notes.sealNote({ title: 't' }, {}),
            // @ts-expect-error this transaction takes none
            () => notes.writeNote({ text: 'x' }, { private: { text: 'secret' } }),
        ];
        expect(calls).toHaveLength(2);
    });
});
