import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { type Cast, createCast, foundedDirectory } from '../directory/founding-document';
import { installNotes } from './notes-register';
import { installVault } from './vault-register';

const salt = '000102030405060708090a0b0c0d0e0f';

let people: Cast;
let desk: LedgerDesk;

beforeAll(async () => {
    people = await createCast();
});
beforeEach(async () => {
    desk = await foundedDirectory(people);
    installNotes(desk);
    installVault(desk);
});

function announce(entry: string | Uint8Array): Promise<Outcome> {
    const input = { from: 'Org1MSP', to: 'Org2MSP' };
    return desk.endorse(people.registrar, 'vault', 'announce', input, { transient: { private: entry } });
}

function expectRefused(outcome: Outcome, path: string, problem: string): void {
    expect(outcome.refusal?.code).toBe('RUNTIME_INPUT_INVALID');
    expect(outcome.refusal?.details).toEqual({ path, problem });
    expect(outcome.writes).toEqual([]);
    expect(outcome.privateWrites).toEqual([]);
    expect(outcome.message).not.toMatch(/CANARY/i);
}

describe('private input', () => {
    it.each([
        [
            'a duplicate name',
            `{"salt":"${salt}","text":"CANARY","text":"CANARY"}`,
            '/private/text',
            'the name occurs twice',
        ],
        [
            'a duplicate name that is nobody else’s',
            `{"salt":"${salt}","notes":{"CANARY":"1","CANARY":"2"}}`,
            '/private/notes/*',
            'the name occurs twice',
        ],
        [
            'an unknown field',
            `{"salt":"${salt}","text":"x","CANARY":1}`,
            '/private',
            'a field that the definition does not have',
        ],
        ['a missing field', `{"salt":"${salt}"}`, '/private/text', 'missing, or of another type'],
        ['another type', `{"salt":"${salt}","text":["CANARY"]}`, '/private/text', 'missing, or of another type'],
        [
            'a value of a list',
            `{"salt":"${salt}","text":"x","colour":"CANARY"}`,
            '/private/colour',
            'not one of the values that are allowed',
        ],
        [
            'a value out of bounds',
            `{"salt":"${salt}","text":"x","lines":[{"amount":1},{"amount":1001}]}`,
            '/private/lines/1/amount',
            'too great or too long',
        ],
        [
            'a value under a name of its own',
            `{"salt":"${salt}","text":"x","notes":{"CANARY":"longer than ten"}}`,
            '/private/notes/*',
            'too great or too long',
        ],
        ['no salt', '{"text":"CANARY"}', '/private/salt', 'missing, or of another type'],
        [
            'a short salt',
            `{"salt":"${salt.slice(2)}","text":"CANARY"}`,
            '/private/salt',
            'not in the form that is expected',
        ],
        [
            'a salt in capitals',
            `{"salt":"${salt.toUpperCase()}","text":"CANARY"}`,
            '/private/salt',
            'not in the form that is expected',
        ],
        ['a prototype', '{"__proto__":{"text":"CANARY"}}', '/private', 'a name that reaches prototypes'],
        [
            'a text not in normal form',
            `{"salt":"${salt}","text":"CANARY\u0065\u0301"}`,
            '/private/text',
            'not in Unicode normalisation form C',
        ],
        ['a control character', `{"salt":"${salt}","text":"CANARY\\u0007"}`, '/private/text', 'a control character'],
        [
            'too deep a nest',
            `{"salt":${'['.repeat(20)}"CANARY"${']'.repeat(20)}}`,
            '/private/salt/*',
            'nested deeper than 16',
        ],
        [
            'more than 64 KiB',
            `{"salt":"${salt}","text":"${'CANARY'.repeat(11_000)}"}`,
            '/private',
            'longer than 65536 bytes',
        ],
        ['no JSON', 'CANARY', '/private', 'not a JSON value'],
        ['nothing', '', '/private', 'not a JSON value'],
        ['an array', '["CANARY"]', '/private', 'missing, or of another type'],
        ['no UTF-8', Buffer.from([0xff, 0xfe]), '/private', 'not UTF-8'],
    ])('refuses %s, names the place by the definition and repeats nothing', async (_what, entry, path, problem) => {
        expectRefused(await announce(entry), path, problem);
    });

    it('needs its salt, whatever the definition lets pass', async () => {
        const whisper = (someSalt: string): Promise<Outcome> =>
            desk.endorse(people.registrar, 'vault', 'whisper', {}, { private: { salt: someSalt } });
        expectRefused(await whisper('weak'), '/private/salt', 'not 16 to 32 bytes in lower-case hex');
        expect((await whisper(salt)).refusal).toBeUndefined();
    });

    it('passes where nothing is wrong', async () => {
        const outcome = await announce(`{"salt":"${salt}","text":"x"}`);
        expect(outcome.refusal).toBeUndefined();
    });

    it('is refused when it is missing', async () => {
        const outcome = await desk.endorse(people.registrar, 'vault', 'announce', { from: 'Org1MSP', to: 'Org2MSP' });
        expectRefused(outcome, '/private', 'private input expected in the transient data');
    });

    it('is refused where none is declared, by submits and by questions', async () => {
        const options = { private: { salt, text: 'CANARY' } };
        const problem = 'this transaction takes no private input';
        const written = await desk.submit(people.registrar, 'notes', 'nameNote', { noteId: 'n', text: 'a' }, options);
        expectRefused(written, '/private', problem);
        const asked = await desk.evaluate(people.registrar, 'notes', 'whoAmI', {}, options);
        expectRefused(asked, '/private', problem);
        const forget = await desk.submit(people.registrar, 'vault', 'forget', { letterId: 'a' }, options);
        expectRefused(forget, '/private', problem);
    });

    it('is refused under any other name', async () => {
        const transient = { private: `{"salt":"${salt}","text":"x"}`, CANARY: 'CANARY' };
        const both = await desk.endorse(
            people.registrar,
            'vault',
            'announce',
            { from: 'Org1MSP', to: 'Org2MSP' },
            { transient },
        );
        expectRefused(both, '/private', 'no transient entry has another name');
        const other = await desk.evaluate(people.registrar, 'notes', 'whoAmI', {}, { transient: { CANARY: 'x' } });
        expectRefused(other, '/private', 'no transient entry has another name');
    });

    it('comes with the question for endorsers as with the submit', async () => {
        const argument = { commandId: 'c', input: { from: 'Org1MSP', to: 'Org2MSP' } };
        const ask = (options: object): Promise<Outcome> =>
            desk.evaluate(people.registrar, 'vault', 'endorsers', { transaction: 'announce', argument }, options);
        expectRefused(await ask({}), '/private', 'private input expected in the transient data');
        expect((await ask({ private: { salt, text: 'x' } })).refusal).toBeUndefined();
    });

    it('is not looked at by a register that is called', async () => {
        const letter = { private: { salt, text: 'x' } };
        const { result } = await desk.submit(
            people.registrar,
            'vault',
            'announce',
            { from: 'Org1MSP', to: 'Org2MSP' },
            letter,
        );
        const { letterId } = result as { letterId: string };
        // when another register asks with a letter in hand that Fabric shows to both, and to the directory
        const outcome = await desk.submit(people.registrar, 'friend', 'askVault', { letterId }, letter);
        // then
        expect(outcome.result).toEqual({ seen: true });
        // and the same question, asked directly, is refused
        const direct = await desk.evaluate(people.registrar, 'vault', 'seen', { letterId }, letter);
        expectRefused(direct, '/private', 'this transaction takes no private input');
    });
});
