import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import { domainContract } from '../../../chaincode/src/runtime/door';
import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { type Cast, createCast, foundedDirectory } from '../directory/founding-document';
import { installVault, vaultApi } from './vault-register';

const salt = '000102030405060708090a0b0c0d0e0f';
const letter = { salt, text: 'Dear Bank' };

let people: Cast;
let desk: LedgerDesk;
let letterId: string;
const logged: string[] = [];

beforeAll(async () => {
    people = await createCast();
});
beforeEach(async () => {
    logged.length = 0;
    desk = await foundedDirectory(people);
    installVault(desk, { logError: (line) => logged.push(line) });
    const input = { from: 'Org1MSP', to: 'Org3MSP' };
    const { result } = await desk.submit(people.registrar, 'vault', 'announce', input, { private: letter });
    letterId = (result as { letterId: string }).letterId;
});

function sha256(text: string): string {
    return createHash('sha256').update(text).digest('hex');
}

/** The provider's officer delivers; the consumer's peer alone endorses. */
function deliver(options: object = {}): Promise<Outcome> {
    return desk.submit(
        people.registrar,
        'vault',
        'deliver',
        { letterId },
        { private: letter, commandId: 'delivery', peer: 'Org3MSP', ...options },
    );
}

function marker(): object {
    const { mspId, subjectHash } = people.registrar.principal;
    return {
        register: 'vault',
        collection: 'inbox-Org3MSP',
        key: `command/${sha256(canonicalJson([mspId, subjectHash, 'delivery']))}`,
        kind: 'put',
        value: {
            docType: 'command',
            schemaVersion: 1,
            transaction: 'deliver',
            inputDigest: sha256(canonicalJson({ input: { letterId }, private: letter })),
        },
    };
}

describe('a confined submit', () => {
    it('writes the value and its marker into the collection, nothing publicly, and emits no event', async () => {
        const outcome = await deliver();
        expect(outcome.result).toEqual({});
        expect(outcome.privateWrites).toEqual([
            marker(),
            {
                register: 'vault',
                collection: 'inbox-Org3MSP',
                key: `vault.letter/${letterId}`,
                kind: 'put',
                value: {
                    docType: 'vault.letter',
                    id: letterId,
                    schemaVersion: 1,
                    value: { colour: 'blue', ...letter },
                },
            },
        ]);
        expect([outcome.writes, outcome.policies, outcome.event]).toEqual([[], {}, undefined]);
    });

    it('arrives with the consumer, whose officer reads it, and with nobody else', async () => {
        await deliver();
        const read = await desk.evaluate(people.banker, 'vault', 'letterById', { letterId });
        expect(read.result).toEqual({ letterId, letter: { colour: 'blue', ...letter }, first: 'D' });
        const provider = await desk.evaluate(
            people.registrar,
            'vault',
            'letterById',
            { letterId },
            { peer: 'Org3MSP' },
        );
        expect(provider.refusal?.code).toBe('RUNTIME_COLLECTION_CLOSED');
        const elsewhere = await desk.evaluate(people.banker, 'vault', 'letterById', { letterId }, { peer: 'Org1MSP' });
        expect(elsewhere.refusal?.code).toBe('RUNTIME_PRIVATE_DATA_ELSEWHERE');
        const [inOrg3, inOrg2] = [desk.state.private.kept('Org3MSP'), desk.state.private.kept('Org2MSP')];
        expect(inOrg3.some((value) => value.includes('vault.letter'))).toBe(true);
        expect(inOrg2.some((value) => value.includes('vault.letter'))).toBe(false);
    });

    it('has a hash that every peer tells everybody', async () => {
        await deliver();
        const stored = {
            docType: 'vault.letter',
            id: letterId,
            schemaVersion: 1,
            value: { colour: 'blue', ...letter },
        };
        for (const peer of ['Org1MSP', 'Org2MSP', 'Org3MSP']) {
            const { result } = await desk.evaluate(people.landAdmin, 'vault', 'hashOfLetter', { letterId }, { peer });
            expect(result).toEqual({ hash: sha256(canonicalJson(stored)) });
        }
    });

    it('is refused with another letter than was announced', async () => {
        const outcome = await deliver({ private: { ...letter, text: 'Dear Court' } });
        expect(outcome.refusal?.code).toBe('VAULT_COMMITMENT_MISMATCH');
        expect([outcome.writes, outcome.privateWrites]).toEqual([[], []]);
    });

    it('answers the same when it comes again and writes the same marker, though its sender cannot read there', async () => {
        const first = await deliver();
        const again = await deliver({ at: '2026-03-02T08:00:00.000Z' });
        expect(again.result).toEqual(first.result);
        // Some write must be left, or validation would ask the register's own policy.
        expect(again.privateWrites).toEqual([marker()]);
        expect([again.writes, again.event]).toEqual([[], undefined]);
    });

    it('is refused under the same id with other input, other private input or another transaction', async () => {
        await deliver();
        const otherText = await deliver({ private: { ...letter, text: 'Dear Court' } });
        const otherSalt = await deliver({ private: { ...letter, salt: salt.replace('0f', '10') } });
        const forget = await desk.endorse(people.registrar, 'vault', 'forget', { letterId }, { commandId: 'delivery' });
        for (const outcome of [otherText, otherSalt, forget]) {
            expect(outcome.refusal?.code).toBe('RUNTIME_COMMAND_REUSED');
            expect(outcome.privateWrites).toEqual([]);
        }
    });

    it('has one effect when two endorsements of it race', async () => {
        const options = { private: letter, commandId: 'delivery', peer: 'Org3MSP' };
        const one = await desk.endorse(people.registrar, 'vault', 'deliver', { letterId }, options);
        const two = await desk.endorse(people.registrar, 'vault', 'deliver', { letterId }, options);
        expect([desk.commit(one), desk.commit(two)]).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
    });

    it('can purge what was delivered, from every member’s store', async () => {
        await deliver();
        await deliver({ commandId: 'again' });
        expect(desk.state.private.kept('Org3MSP').filter((value) => value.includes('Dear Bank'))).toHaveLength(3);
        const outcome = await desk.submit(people.banker, 'vault', 'forget', { letterId });
        expect(outcome.privateWrites.map(({ key, kind }) => [key.split('/')[0], kind])).toEqual([
            ['command', 'put'],
            ['vault.letter', 'purge'],
        ]);
        // What is left is the draft that the pair shares.
        const left = desk.state.private.kept('Org3MSP').filter((value) => value.includes('Dear Bank'));
        expect(left.map((value) => (JSON.parse(value) as { docType: string }).docType)).toEqual(['vault.draft']);
        const read = await desk.evaluate(people.banker, 'vault', 'letterById', { letterId });
        expect(read.refusal?.code).toBe('RUNTIME_RECORD_NOT_FOUND');
    });

    it.each([
        ['publicly', 'a confined transaction writes nothing publicly'],
        ['sideways', 'a confined transaction writes into its one collection'],
        ['loudly', 'a confined transaction has no events'],
        ['elsewhere', 'is not a collection to be confined to'],
    ])('cannot write or speak %s', async (how, text) => {
        const outcome = await desk.submit(people.registrar, 'vault', 'escape', { how });
        expect(outcome.refusal?.code).toBe('RUNTIME_INTERNAL');
        expect([outcome.writes, outcome.privateWrites, outcome.event]).toEqual([[], [], undefined]);
        expect(logged.join()).toContain(text);
    });

    it('is not taken up by a register that does not declare the family', () => {
        const undeclared = { ...vaultApi, collections: [] } as unknown as typeof vaultApi;
        const parts = [undeclared, {}, new Proxy({}, { get: () => () => ({}) })] as unknown as Parameters<
            typeof domainContract<typeof vaultApi>
        >;
        const config = { register: 'vault', foundingDocumentSha256: '', clockGuardMs: 'off' } as const;
        const rows = new Proxy({}, { get: () => ({ anyone: true }) }) as unknown as (typeof parts)[1];
        const contract = domainContract(parts[0], rows, parts[2]).contractFor(config);
        expect(() => new contract()).toThrow('vault.deliver is confined to inbox, which the register does not declare');
    });
});

describe('the endorsers of a confined submit', () => {
    function ask(commandId: string): Promise<Outcome> {
        const question = { transaction: 'deliver', argument: { commandId, input: { letterId } } };
        return desk.evaluate(people.registrar, 'vault', 'endorsers', question, { private: letter });
    }
    const consumerAlone = { namespaces: [], keyPolicies: [], plainKeys: false, collections: ['inbox-Org3MSP'] };

    it('are those of its one collection', async () => {
        const outcome = await ask('delivery');
        expect(outcome.result).toEqual(consumerAlone);
        expect([outcome.writes, outcome.privateWrites]).toEqual([[], []]);
    });

    it('are the same when it ran before', async () => {
        await deliver();
        expect((await ask('delivery')).result).toEqual(consumerAlone);
    });

    it('come with the refusal that the submit would meet', async () => {
        const question = { transaction: 'deliver', argument: { commandId: 'c', input: { letterId } } };
        const options = { private: { ...letter, text: 'Dear Court' } };
        const outcome = await desk.evaluate(people.registrar, 'vault', 'endorsers', question, options);
        expect(outcome.refusal?.code).toBe('VAULT_COMMITMENT_MISMATCH');
    });
});
