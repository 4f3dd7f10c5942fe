import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { type Cast, createCast, foundedDirectory } from '../directory/founding-document';
import { installVault } from './vault-register';

const salt = '000102030405060708090a0b0c0d0e0f';
const letter = { salt, text: 'Dear Bank' };
/** With the default that the schema fills in. */
const stored = { colour: 'blue', salt, text: 'Dear Bank' };
const commitment = sha256(
    Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from('{"colour":"blue","text":"Dear Bank"}')]),
);

let people: Cast;
let desk: LedgerDesk;

beforeAll(async () => {
    people = await createCast();
});
beforeEach(async () => {
    desk = await foundedDirectory(people);
    installVault(desk, { logError: () => undefined });
});

function sha256(data: Uint8Array | string): string {
    return createHash('sha256').update(data).digest('hex');
}

function announce(to: string, options: object = {}): Promise<Outcome> {
    const input = { from: 'Org1MSP', to };
    return desk.submit(people.registrar, 'vault', 'announce', input, {
        private: letter,
        commandId: 'first',
        ...options,
    });
}

async function announced(to: string): Promise<string> {
    return ((await announce(to)).result as { letterId: string }).letterId;
}

describe('a submit with private input', () => {
    it('writes the commitment in public and the value into the collection alone', async () => {
        const { mspId, subjectHash } = people.registrar.principal;
        const letterId = sha256(canonicalJson([mspId, subjectHash, 'first', 0])).slice(0, 32);
        const outcome = await announce('Org2MSP');
        expect(outcome.result).toEqual({ letterId, commitment });
        expect(outcome.privateWrites).toEqual([
            {
                register: 'vault',
                collection: 'pair-Org1MSP-Org2MSP',
                key: `vault.draft/${letterId}`,
                kind: 'put',
                value: { docType: 'vault.draft', id: letterId, schemaVersion: 1, value: stored },
            },
        ]);
        expect(outcome.writes).toEqual([
            {
                register: 'vault',
                key: `command/${sha256(canonicalJson([mspId, subjectHash, 'first']))}`,
                value: {
                    docType: 'command',
                    schemaVersion: 1,
                    transaction: 'announce',
                    // Of the private input as it was sent, together with its salt.
                    inputDigest: sha256(canonicalJson({ input: { from: 'Org1MSP', to: 'Org2MSP' }, private: letter })),
                    collections: ['pair-Org1MSP-Org2MSP'],
                    result: { letterId, commitment },
                    updatedAt: desk.now,
                },
            },
            {
                register: 'vault',
                key: `vault.announcement/${letterId}`,
                value: {
                    docType: 'vault.announcement',
                    id: letterId,
                    schemaVersion: 1,
                    version: 1,
                    updatedAt: desk.now,
                    updatedBy: 'registrar',
                    letterId,
                    commitment,
                    from: 'Org1MSP',
                    to: 'Org2MSP',
                },
            },
        ]);
        expect(outcome.event?.items).toEqual([{ register: 'vault', type: 'announced', payload: { letterId } }]);
    });

    it('writes private keys in the order of collections and keys, once each, and sees its own writes', async () => {
        const letterId = await announced('Org2MSP');
        const outcome = await desk.submit(people.registrar, 'vault', 'discard', { letterId }, { private: letter });
        expect(outcome.result).toEqual({ before: true, between: false, after: true });
        expect(outcome.privateWrites.map(({ collection, key, kind }) => [collection, key, kind])).toEqual([
            ['inbox-Org3MSP', `vault.letter/${letterId}`, 'put'],
            ['pair-Org1MSP-Org2MSP', 'vault.draft/0', 'delete'],
            ['pair-Org1MSP-Org2MSP', `vault.draft/${letterId}`, 'put'],
            ['pair-Org1MSP-Org2MSP', 'vault.draft/z', 'put'],
        ]);
    });

    it('answers the same when it comes again, and writes nothing', async () => {
        const first = await announce('Org2MSP');
        const again = await announce('Org2MSP', { at: '2026-03-01T09:00:00.000Z' });
        expect(again.result).toEqual(first.result);
        expect([again.writes, again.privateWrites, again.event]).toEqual([[], [], undefined]);
    });

    it('is another command with another private input', async () => {
        await announce('Org2MSP');
        for (const other of [
            { ...letter, text: 'Dear Court' },
            { ...letter, salt: salt.replace('0f', '10') },
        ]) {
            const outcome = await announce('Org2MSP', { private: other });
            expect(outcome.refusal?.code).toBe('RUNTIME_COMMAND_REUSED');
            expect([outcome.writes, outcome.privateWrites]).toEqual([[], []]);
        }
    });

    it('is refused where the officer’s organisation is no member', async () => {
        const outcome = await desk.endorse(
            people.banker,
            'vault',
            'announce',
            { from: 'Org1MSP', to: 'Org2MSP' },
            { private: letter },
        );
        expect(outcome.refusal?.code).toBe('RUNTIME_COLLECTION_CLOSED');
        expect(outcome.refusal?.details).toEqual({ collection: 'pair-Org1MSP-Org2MSP' });
    });

    it('is refused where the network has no such collection', async () => {
        const outcome = await announceTo('Org9MSP');
        expect(outcome.refusal?.code).toBe('RUNTIME_COLLECTION_UNKNOWN');
        expect(outcome.refusal?.details).toEqual({ collection: 'pair-Org1MSP-Org9MSP' });
    });

    function announceTo(to: string): Promise<Outcome> {
        return desk.endorse(people.registrar, 'vault', 'announce', { from: 'Org1MSP', to }, { private: letter });
    }
});

describe('a question that reveals', () => {
    it('opens the value on a member’s peer for a member’s officer', async () => {
        const letterId = await announced('Org3MSP');
        const read = await desk.evaluate(people.banker, 'vault', 'draftById', { letterId });
        expect(read.result).toEqual(stored);
        // the register's owner shares every pair
        const owner = await desk.evaluate(people.dataAdmin, 'vault', 'draftById', { letterId });
        expect(owner.result).toEqual(stored);
    });

    it('is refused to an officer of another organisation, on whatever peer', async () => {
        const letterId = await announced('Org2MSP');
        const read = await desk.evaluate(people.banker, 'vault', 'draftById', { letterId }, { peer: 'Org2MSP' });
        expect(read.refusal?.code).toBe('RUNTIME_COLLECTION_CLOSED');
    });

    it('is refused on a peer that does not hold the value', async () => {
        const letterId = await announced('Org2MSP');
        const read = await desk.evaluate(people.registrar, 'vault', 'draftById', { letterId }, { peer: 'Org3MSP' });
        expect(read.refusal?.code).toBe('RUNTIME_PRIVATE_DATA_ELSEWHERE');
        expect(read.refusal?.retryable).toBe(true);
    });

    it('is refused where there is no value', async () => {
        const letterId = await announced('Org2MSP');
        const read = await desk.evaluate(people.dataAdmin, 'vault', 'letterById', { letterId });
        expect(read.refusal?.code).toBe('RUNTIME_RECORD_NOT_FOUND');
        expect(read.refusal?.details).toEqual({ docType: 'vault.letter', key: letterId });
    });
});

describe('the endorsers of a submit with private input', () => {
    function ask(commandId: string): Promise<Outcome> {
        const argument = { commandId, input: { from: 'Org1MSP', to: 'Org2MSP' } };
        const question = { transaction: 'announce', argument };
        return desk.evaluate(people.registrar, 'vault', 'endorsers', question, { private: letter });
    }

    it('are the namespace’s and the collection’s', async () => {
        const outcome = await ask('new');
        expect(outcome.result).toEqual({
            namespaces: ['vault'],
            keyPolicies: [],
            plainKeys: true,
            collections: ['pair-Org1MSP-Org2MSP'],
        });
        expect([outcome.writes, outcome.privateWrites]).toEqual([[], []]);
    });

    it('stay within the collection when the command ran before: its private input is for nobody else', async () => {
        await announce('Org2MSP');
        expect((await ask('first')).result).toEqual({
            namespaces: ['vault'],
            keyPolicies: [],
            plainKeys: true,
            collections: ['pair-Org1MSP-Org2MSP'],
        });
    });
});
