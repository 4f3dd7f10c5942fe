import { contractClient } from '../../../client/src/contract/contract-client';
import type { ChaincodeCall, Transport } from '../../../client/src/transport/transport';
import { definitionResult, outOfPeers } from '../support/policies';
import { noteApi } from '../support/register';

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe('a client of any register', () => {
    it('needs its definition and a transport, nothing else', async () => {
        const calls: string[] = [];
        const transport: Transport = {
            mspId: 'Org1MSP',
            channelName: 'mychannel',
            evaluate: ({ chaincode, transaction }: ChaincodeCall) => {
                calls.push(`${chaincode}.${transaction}`);
                return Promise.resolve(
                    chaincode === '_lifecycle'
                        ? definitionResult(outOfPeers(1, 'Org1MSP', 'Org2MSP'))
                        : json({ namespaces: ['note'], keyPolicies: [], plainKeys: true, guarded: [] }),
                );
            },
            endorse: (call, organizations) => {
                calls.push(`${call.chaincode}.${call.transaction} by ${organizations.join()}`);
                return Promise.resolve({
                    transactionId: 'tx1',
                    result: json({ noteId: 'n1' }),
                    writes: () => ({ keys: [], collections: [] }),
                    submit: () => Promise.resolve(),
                    status: () => Promise.resolve({ code: 0, blockNumber: 3 }),
                    envelope: () => new Uint8Array(),
                });
            },
            blocks: () => Promise.reject(new Error('not asked for')),
            outcomes: () => Promise.reject(new Error('not asked for')),
        };
        const notes = contractClient(noteApi, transport, { commandId: () => 'mine' });

        const { result, commandId, blockNumber } = await notes.writeNote({ text: 'x' });

        expect(result.noteId).toBe('n1');
        expect([commandId, blockNumber]).toEqual(['mine', 3]);
        expect(calls).toEqual(['note.endorsers', '_lifecycle.QueryChaincodeDefinition', 'note.writeNote by Org1MSP']);
        expect(Object.keys(notes)).toEqual(['writeNote', 'sealNote', 'noteById', 'allNotes']);
    });
});
