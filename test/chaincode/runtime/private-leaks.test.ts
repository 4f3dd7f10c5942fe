import { inspect } from 'node:util';
import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { seal } from '../../../chaincode/src/runtime/sealed';
import { type Cast, createCast, foundedDirectory } from '../directory/founding-document';
import { installVault, misdeeds } from './vault-register';

const CANARY = 'canary-7b1f';
const salt = '00112233445566778899aabbccddeeff';

let people: Cast;
let desk: LedgerDesk;
const logged: string[] = [];
const thrown: unknown[] = [];

beforeAll(async () => {
    people = await createCast();
});
beforeEach(async () => {
    logged.length = 0;
    thrown.length = 0;
    desk = await foundedDirectory(people);
    installVault(desk, { logError: (line) => logged.push(line) }, (error) => thrown.push(error));
});

/** Everything that anybody but a member of the collection could get to see of a transaction. */
function shown(outcome: Outcome): string {
    const { status, result, message, writes, event, simulation } = outcome;
    const keys = [...simulation.reads.keys(), ...simulation.privateReads.keys()];
    const privateKeys = outcome.privateWrites.map(({ collection, key }) => `${collection} ${key}`);
    const errors = thrown.map((error) => inspect(error, { depth: 20, showHidden: true, customInspect: false }));
    return inspect([status, result, message, writes, event, keys, privateKeys, logged, errors], { depth: 20 });
}

describe('a private value', () => {
    it.each(Object.keys(misdeeds))('gets no further when a handler %s', async (how) => {
        const secret = { salt, text: CANARY };
        const outcome = await desk.endorse(people.registrar, 'vault', 'misbehave', { how }, { private: secret });
        const all = shown(outcome);
        expect(all).not.toContain(CANARY);
        expect(all).not.toContain(salt);
        expect(outcome.privateWrites).toEqual([]);
        // What is not stopped comes out as what stands for every private value.
        const { text } = (outcome.result ?? { text: undefined }) as { text?: string };
        if (outcome.refusal === undefined) {
            expect(['a [private]', '{}', 'Sealed {}', 'nothing came of it']).toContain(text);
        } else {
            expect(outcome.refusal.code).toBe('RUNTIME_INTERNAL');
            expect(thrown).toHaveLength(1);
        }
    });

    it('would have been found, were it there: a member’s question opens it', async () => {
        const letterId = await delivered();
        const outcome = await desk.evaluate(people.dataAdmin, 'vault', 'letterById', { letterId });
        expect(shown(outcome)).toContain(CANARY);
    });

    it('is not in what a failed answer says', async () => {
        const letterId = await delivered();
        const outcome = await desk.evaluate(people.dataAdmin, 'vault', 'misanswer', { letterId });
        expect(outcome.refusal?.code).toBe('RUNTIME_INTERNAL');
        expect(shown(outcome)).not.toContain(CANARY);
        expect(logged.join()).toContain('the answer of misanswer is not what its definition says');
    });

    it('shows itself in no text, JSON, inspection or copy', () => {
        const closed = seal({ text: CANARY });
        expect(`a ${closed as unknown as string}`).toBe('a [private]');
        expect(inspect(closed)).toBe('[private]');
        expect(inspect({ deep: [closed] }, { showHidden: true, customInspect: false, depth: 20 })).not.toContain(
            CANARY,
        );
        expect(() => JSON.stringify({ closed })).toThrow('a private value is not JSON');
        expect(structuredClone(closed)).toEqual({});
        expect(Object.entries({ ...closed })).toEqual([]);
        expect(Reflect.ownKeys(closed)).toEqual([]);
        expect(() => Object.assign(closed, { text: '' })).toThrow(TypeError);
    });

    it('can be told apart only by questions with short answers', () => {
        const closed = seal({ text: 'a', amount: 2 });
        expect(closed.satisfies(({ amount }) => amount > 1)).toBe(true);
        expect(closed.classify(['even', 'odd'], ({ amount }) => (amount % 2 === 0 ? 'even' : 'odd'))).toBe('even');
        expect(closed.equals(seal({ amount: 2, text: 'a' }))).toBe(true);
        expect(closed.equals(closed.map(({ text }) => ({ text })))).toBe(false);
        expect(() => closed.equals({ ...closed })).toThrow('a function of a private value failed');
    });
});

async function delivered(): Promise<string> {
    const letter = { private: { salt, text: CANARY } };
    const announced = await desk.submit(
        people.registrar,
        'vault',
        'announce',
        { from: 'Org1MSP', to: 'Org2MSP' },
        letter,
    );
    const { letterId } = announced.result as { letterId: string };
    await desk.submit(people.registrar, 'vault', 'deliver', { letterId }, { ...letter, peer: 'Org2MSP' });
    return letterId;
}
