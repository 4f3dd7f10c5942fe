import { peersOfAll } from '../../../chaincode/src/runtime/endorsement';
import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { type Cast, createCast, foundedDirectory } from '../directory/founding-document';
import { installNotes } from './notes-register';

let people: Cast;
let desk: LedgerDesk;

beforeAll(async () => {
    people = await createCast();
});
beforeEach(async () => {
    desk = await foundedDirectory(people);
    installNotes(desk, { logError: () => undefined });
    await desk.submit(people.registrar, 'notes', 'nameNote', { noteId: 'n', text: 'a' }, { commandId: 'name' });
});

function ask(transaction: string, input: object, commandId = 'asked'): Promise<Outcome> {
    const argument = { commandId, input };
    return desk.evaluate(people.registrar, 'notes', 'endorsers', { transaction, argument });
}
const guard = (mspIds: string[]): Promise<Outcome> =>
    desk.submit(people.registrar, 'notes', 'guardNote', { noteId: 'n', mspIds });

describe('the endorsers of a command', () => {
    it('are the namespace’s where no key has a policy; nothing is written', async () => {
        const outcome = await ask('rewriteNote', { noteId: 'n', text: 'b' });
        expect(outcome.result).toEqual({ namespaces: ['notes'], keyPolicies: [], plainKeys: true, collections: [] });
        expect(outcome.writes).toEqual([]);
        expect(outcome.event).toBeUndefined();
    });

    it('include the committed policy of a written key, as it stands on the ledger', async () => {
        const { policies } = await guard(['Org3MSP', 'Org1MSP']);
        expect(Buffer.from(policies['notes.note/n'] ?? [])).toEqual(Buffer.from(peersOfAll(['Org1MSP', 'Org3MSP'])));
        const outcome = await ask('rewriteNote', { noteId: 'n', text: 'b' });
        expect(outcome.result).toEqual({
            namespaces: ['notes'],
            keyPolicies: [Buffer.from(peersOfAll(['Org1MSP', 'Org3MSP'])).toString('base64')],
            plainKeys: true,
            collections: [],
        });
    });

    it('do not include a policy that the command itself would set', async () => {
        const outcome = await ask('guardNote', { noteId: 'n', mspIds: ['Org1MSP'] });
        expect(outcome.result).toEqual({ namespaces: ['notes'], keyPolicies: [], plainKeys: true, collections: [] });
    });

    it('are none for a command that ran before', async () => {
        const outcome = await ask('nameNote', { noteId: 'n', text: 'a' }, 'name');
        expect(outcome.result).toEqual({ namespaces: [], keyPolicies: [], plainKeys: false, collections: [] });
    });

    it('come with the refusal that the submit would meet', async () => {
        const outcome = await ask('nameNote', { noteId: 'n', text: 'a' });
        expect(outcome.refusal?.code).toBe('RUNTIME_RECORD_EXISTS');
        const denied = await desk.evaluate(people.banker, 'notes', 'endorsers', {
            transaction: 'nameNote',
            argument: { commandId: 'c', input: { noteId: 'm', text: 'a' } },
        });
        expect(denied.refusal?.code).toBe('RUNTIME_ACCESS_DENIED');
    });

    it('point to the place in their own argument', async () => {
        const outcome = await ask('nameNote', { noteId: 'm' });
        expect(outcome.refusal?.details['path']).toBe('/input/argument/input/text');
    });

    it.each(['noteById', 'endorsers', 'nope', 'constructor'])('are not asked of %s', async (transaction) => {
        const outcome = await ask(transaction, { noteId: 'n' });
        expect(outcome.refusal?.code).toBe('RUNTIME_TRANSACTION_UNKNOWN');
    });
});

describe('the endorsers of a record', () => {
    it('are set once', async () => {
        await guard(['Org1MSP', 'Org3MSP']);
        const again = await guard(['Org1MSP']);
        expect(again.refusal?.code).toBe('RUNTIME_INTERNAL');
        expect(again.writes).toEqual([]);
    });
});
