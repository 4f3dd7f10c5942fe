import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import { readableKey, type LedgerDesk, type Outcome } from '../../support/ledger/ledger-desk';
import { createSigner } from '../../support/ledger/signers';
import { type Cast, createCast, foundedDirectory } from '../directory/founding-document';
import { gate, installNotes } from './notes-register';

let people: Cast;
let desk: LedgerDesk;
const logged: string[] = [];

beforeAll(async () => {
    people = await createCast();
});
beforeEach(async () => {
    logged.length = 0;
    desk = await foundedDirectory(people);
    installNotes(desk, { logError: (line) => logged.push(line) });
});

function write(input: object = {}, options = {}): Promise<Outcome> {
    return desk.submit(people.registrar, 'notes', 'writeNote', { text: 'hello', region: '110105', ...input }, options);
}

function sha256(value: unknown): string {
    return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function expectRefusal(outcome: Outcome, code: string, details?: object): void {
    expect(outcome.refusal?.code).toBe(code);
    if (details !== undefined) {
        expect(outcome.refusal?.details).toEqual(details);
    }
    expect(outcome.status).toBe(500);
    expect(outcome.writes).toEqual([]);
    expect(outcome.event).toBeUndefined();
    // What travels is canonical: endorsers must agree on refusals, too.
    expect(outcome.message).toBe(canonicalJson(outcome.refusal));
}

describe('a submit that passes', () => {
    it('writes record, index entry and command marker, and one envelope event', async () => {
        const { mspId, subjectHash } = people.registrar.principal;
        const noteId = sha256([mspId, subjectHash, 'first', 0]).slice(0, 32);
        // when
        const outcome = await write({ topic: 'land' }, { commandId: 'first' });
        // then
        expect(outcome.result).toEqual({ noteId, version: 1 });
        expect(outcome.writes).toEqual([
            {
                register: 'notes',
                key: `command/${sha256([mspId, subjectHash, 'first'])}`,
                value: {
                    docType: 'command',
                    schemaVersion: 1,
                    transaction: 'writeNote',
                    inputDigest: sha256({ region: '110105', text: 'hello', topic: 'land' }),
                    result: { noteId, version: 1 },
                    updatedAt: desk.now,
                },
            },
            {
                register: 'notes',
                key: `notes.note/${noteId}`,
                value: {
                    docType: 'notes.note',
                    id: noteId,
                    schemaVersion: 1,
                    version: 1,
                    updatedAt: desk.now,
                    updatedBy: 'registrar',
                    noteId,
                    text: 'hello',
                    topic: 'land',
                },
            },
            { register: 'notes', key: `notes.note~byTopic/land/${noteId}`, value: '\u0000' },
        ]);
        expect(outcome.event).toEqual({
            v: 1,
            txId: outcome.txId,
            items: [{ register: 'notes', type: 'noteWritten', payload: { noteId } }],
        });
    });

    it('reads the directory’s officer and agency and its own command marker, nothing else', async () => {
        const outcome = await write();
        expect([...outcome.simulation.reads.keys()].map(readableKey)).toEqual([
            `directory /directory.officer/Org1MSP/${people.registrar.principal.subjectHash}`,
            'directory /directory.agency/land-bureau',
            expect.stringMatching(/^notes \/command\/[0-9a-f]{64}$/),
        ]);
    });

    it('sees its own writes and counts versions', async () => {
        const { result } = await write({ topic: 'a' });
        const { noteId } = result as { noteId: string };
        const outcome = await desk.submit(people.registrar, 'notes', 'rewriteNote', {
            noteId,
            topic: 'b',
            text: 'end',
        });
        expect(outcome.result).toEqual({ noteId, version: 3 });
        expect(
            outcome.writes.slice(1).map(({ key, value }) => [key, (value as { text?: string } | undefined)?.text]),
        ).toEqual([
            [`notes.note/${noteId}`, 'draft/end'],
            [`notes.note~byTopic/a/${noteId}`, undefined],
            [`notes.note~byTopic/b/${noteId}`, undefined],
        ]);
        const deleted = outcome.writes.filter(({ value }) => value === undefined).map(({ key }) => key);
        expect(deleted).toEqual([`notes.note~byTopic/a/${noteId}`]);
        const read = await desk.evaluate(people.banker, 'notes', 'noteById', { noteId });
        expect(read.result).toEqual({ noteId, text: 'draft/end', topic: 'b', version: 3 });
    });
});

describe('a command that comes again', () => {
    it('answers the stored result and writes nothing', async () => {
        const first = await write({}, { commandId: 'once' });
        const again = await write({}, { commandId: 'once', at: '2026-03-01T09:00:00.000Z' });
        expect(again.result).toEqual(first.result);
        expect(again.writes).toEqual([]);
        expect(again.event).toBeUndefined();
    });

    it('is the same command under a renewed certificate', async () => {
        const first = await write({}, { commandId: 'once' });
        const renewed = await createSigner({ mspId: 'Org1MSP', commonName: 'registrar', serialNumber: '2a' });
        expect(renewed.certificatePem).not.toBe(people.registrar.certificatePem);
        const again = await desk.submit(
            renewed,
            'notes',
            'writeNote',
            { text: 'hello', region: '110105' },
            { commandId: 'once' },
        );
        expect(again.result).toEqual(first.result);
        expect(again.writes).toEqual([]);
    });

    it('is refused with other input, and with another transaction', async () => {
        await write({}, { commandId: 'once' });
        expectRefusal(await write({ text: 'other' }, { commandId: 'once' }), 'RUNTIME_COMMAND_REUSED', {
            commandId: 'once',
        });
        const named = await desk.submit(
            people.registrar,
            'notes',
            'nameNote',
            { noteId: 'n', text: 'hello' },
            { commandId: 'once' },
        );
        expectRefusal(named, 'RUNTIME_COMMAND_REUSED');
    });

    it('has one effect when two endorsements of it race', async () => {
        const input = { text: 'hello', region: '110105' };
        const one = await desk.endorse(people.registrar, 'notes', 'writeNote', input, { commandId: 'once' });
        const two = await desk.endorse(people.registrar, 'notes', 'writeNote', input, { commandId: 'once' });
        expect(two.result).toEqual(one.result);
        expect([desk.commit(one), desk.commit(two)]).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
    });
});

describe('who may pass', () => {
    it.each<[string, keyof Cast, string]>([
        ['a signer whom the directory does not know', 'stranger', 'RUNTIME_CALLER_UNKNOWN'],
        ['an officer without the role', 'banker', 'RUNTIME_ACCESS_DENIED'],
    ])('refuses %s', async (_what, part, code) => {
        const outcome = await desk.submit(people[part], 'notes', 'writeNote', { text: 'x', region: '110105' });
        expectRefusal(outcome, code);
    });

    it('refuses outside the grant’s jurisdiction', async () => {
        expectRefusal(await write({ region: '330105' }), 'RUNTIME_ACCESS_DENIED', { transaction: 'writeNote' });
    });

    it('refuses before and after the grant’s period', async () => {
        expectRefusal(await write({}, { at: '2027-01-01T00:00:00.000Z' }), 'RUNTIME_ACCESS_DENIED');
        expect((await write({}, { at: '2026-12-31T23:59:59.999Z' })).refusal).toBeUndefined();
    });

    it('refuses rights that the certificate takes away', async () => {
        const junior = await createSigner({
            mspId: 'Org1MSP',
            commonName: 'registrar',
            attributes: { 'tab.clearance': '1' },
        });
        expect(junior.principal).toEqual(people.registrar.principal);
        expectRefusal(
            await desk.submit(junior, 'notes', 'writeNote', { text: 'x', region: '110105' }),
            'RUNTIME_ACCESS_DENIED',
        );
    });

    it('shows the handler officer, agency and narrowed grants', async () => {
        const { result } = await desk.evaluate(people.banker, 'notes', 'whoAmI', {});
        expect(result).toEqual({
            principal: people.banker.principal,
            officerId: 'banker',
            agencyId: 'bank-a',
            departmentId: 'main',
            grants: [{ role: 'mortgagee', jurisdiction: '11', clearance: 3 }],
        });
    });
});

describe('by which way one may come', () => {
    it('lets a listed register in and tells the handler', async () => {
        const { result } = await desk.evaluate(people.stranger, 'friend', 'askNotes', { transaction: 'shared' });
        expect(result).toBe('via friend');
        const direct = await desk.evaluate(people.stranger, 'notes', 'shared', {});
        expect(direct.result).toBe('via nobody');
    });

    it('refuses a register that is not listed, and passes its refusal on as it is', async () => {
        const outcome = await desk.evaluate(people.stranger, 'foe', 'askNotes', { transaction: 'shared' });
        expectRefusal(outcome, 'RUNTIME_CALL_NOT_ALLOWED', { via: 'foe', register: 'notes', transaction: 'shared' });
    });

    it('refuses a transaction without a list, and every writing call', async () => {
        const read = await desk.evaluate(people.stranger, 'friend', 'askNotes', { transaction: 'whoAmI' });
        expectRefusal(read, 'RUNTIME_CALL_NOT_ALLOWED', { via: 'friend', register: 'notes', transaction: 'whoAmI' });
        const written = await desk.evaluate(people.stranger, 'friend', 'askNotes', { transaction: 'nameNote' });
        expectRefusal(written, 'RUNTIME_CALL_NOT_ALLOWED', {
            via: 'friend',
            register: 'notes',
            transaction: 'nameNote',
        });
    });

    it('believes the header’s chaincode, never the invocation spec', async () => {
        const forged = await desk.evaluate(
            people.stranger,
            'foe',
            'askNotes',
            { transaction: 'shared' },
            { specChaincode: 'friend' },
        );
        expectRefusal(forged, 'RUNTIME_CALL_NOT_ALLOWED', { via: 'foe', register: 'notes', transaction: 'shared' });
    });

    it('says which register does not answer', async () => {
        const lonely = await foundedDirectory(people);
        installNotes(lonely);
        // The directory under a name that nobody asks.
        const outcome = await desk.evaluate(people.stranger, 'notes', 'askNotes', { transaction: 'shared' });
        // A chaincode cannot call itself.
        expectRefusal(outcome, 'RUNTIME_CALL_FAILED', { register: 'notes' });
        expect(outcome.refusal?.retryable).toBe(true);
    });

    it('refuses to answer under another name than it was started with', async () => {
        installNotes(desk, { register: 'land' });
        expectRefusal(await write(), 'RUNTIME_REGISTER_MISMATCH', { started: 'land', register: 'notes' });
    });
});

describe('what may be said', () => {
    const argument = (input: string): string => `{"commandId":"c","input":${input}}`;

    it.each([
        ['a duplicate name', argument('{"text":"a","text":"b"}'), '/input/text'],
        ['a prototype', argument('{"text":"a","__proto__":{"roles":["registrar"]}}'), '/input'],
        ['a constructor', argument('{"constructor":{"prototype":{"public":true}}}'), '/input'],
        ['an unknown field', argument('{"text":"a","officerId":"x"}'), '/input'],
        ['a missing field', argument('{}'), '/input/text'],
        ['another type', argument('{"text":7}'), '/input/text'],
        ['no command id', '{"input":{"text":"a"}}', '/commandId'],
        ['a command id with a slash', '{"commandId":"a/b","input":{"text":"a"}}', '/commandId'],
        ['one megabyte', argument(`{"text":"${'a'.repeat(1_000_000)}"}`), ''],
        ['no JSON', 'hello', ''],
        ['an array', '[]', ''],
    ])('refuses %s and names the place', async (_what, text, path) => {
        const outcome = await desk.send(people.registrar, 'notes', ['writeNote', text]);
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID');
        expect(outcome.refusal?.details['path']).toBe(path);
        expect(({} as Record<string, unknown>)['public']).toBeUndefined();
    });

    it('leaves what is no transaction to fabric-shim: metadata', async () => {
        const outcome = await desk.send(people.registrar, 'notes', ['org.hyperledger.fabric:GetMetadata']);
        const { contracts } = outcome.result as { contracts: Record<string, { transactions: { name: string }[] }> };
        expect(contracts['notes']?.transactions.map(({ name }) => name)).toContain('writeNote');
        const unknown = await desk.send(people.registrar, 'notes', ['org.hyperledger.fabric:Nope']);
        expect(unknown.refusal?.code).toBe('RUNTIME_INTERNAL');
    });

    it('refuses bytes that are no UTF-8', async () => {
        const outcome = await desk.send(people.registrar, 'notes', ['writeNote', Buffer.from([0xff, 0xfe])]);
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID', { path: '', problem: 'not UTF-8' });
    });

    it.each(['aroundTransaction', 'createContext', 'constructor', '__proto__', 'toString', 'getName', 'nope'])(
        'knows no transaction %s, with its own name in front or not',
        async (name) => {
            for (const called of [name, `notes:${name}`]) {
                const outcome = await desk.send(people.registrar, 'notes', [called, '{}']);
                expectRefusal(outcome, 'RUNTIME_TRANSACTION_UNKNOWN', { register: 'notes', transaction: name });
            }
        },
    );

    it('refuses a call without a transaction', async () => {
        expectRefusal(await desk.send(people.registrar, 'notes', []), 'RUNTIME_TRANSACTION_UNKNOWN');
    });

    it('answers under the contract’s name as well', async () => {
        const outcome = await desk.send(people.banker, 'notes', ['notes:whoAmI', '{"input":{}}']);
        expect(outcome.status).toBe(200);
    });
});

describe('of which time one may be', () => {
    const limit = 15 * 60 * 1000;

    it.each([
        [-16, false],
        [-15, true],
        [0, true],
        [15, true],
        [16, false],
    ])('a timestamp %i minutes from the peer’s clock', async (minutes, passes) => {
        const peerTime = Date.parse('2026-06-01T12:00:00.000Z');
        installNotes(desk, { clockGuardMs: limit, peerClock: () => peerTime });
        const at = new Date(peerTime + minutes * 60_000).toISOString();
        const outcome = await write({}, { at });
        if (passes) {
            expect(outcome.refusal).toBeUndefined();
        } else {
            expectRefusal(outcome, 'RUNTIME_CLOCK_SKEW', { txTime: at, limitMs: limit });
        }
    });

    it('refuses everything under a broken clock', async () => {
        installNotes(desk, { clockGuardMs: limit, peerClock: () => Number.NaN });
        expectRefusal(await write(), 'RUNTIME_CLOCK_SKEW');
    });

    it('refuses a submit before the last write of a record that it reads', async () => {
        await desk.submit(
            people.registrar,
            'notes',
            'nameNote',
            { noteId: 'n', text: 'a' },
            { at: '2026-04-01T00:00:00.001Z' },
        );
        const rewrite = (at: string): Promise<Outcome> =>
            desk.submit(people.registrar, 'notes', 'rewriteNote', { noteId: 'n', text: 'b' }, { at });
        expectRefusal(await rewrite('2026-04-01T00:00:00.000Z'), 'RUNTIME_CLOCK_BEHIND', {
            txTime: '2026-04-01T00:00:00.000Z',
            updatedAt: '2026-04-01T00:00:00.001Z',
            docType: 'notes.note',
        });
        expect((await rewrite('2026-04-01T00:00:00.001Z')).refusal).toBeUndefined();
    });

    it('refuses a submit before the last change of the caller’s own rights', async () => {
        expectRefusal(await write({}, { at: '2026-02-01T00:00:00.000Z' }), 'RUNTIME_CLOCK_BEHIND');
    });
});

describe('what goes wrong inside', () => {
    it.each(['throw', 'unread', 'event', 'page', 'output'])('says nothing but the transaction id: %s', async (how) => {
        const outcome = await desk.submit(people.registrar, 'notes', 'misbehave', { how });
        expectRefusal(outcome, 'RUNTIME_INTERNAL', { txId: outcome.txId });
        expect(outcome.message).not.toContain('secret');
        expect(logged).toHaveLength(1);
        expect(logged[0]).toContain(outcome.txId);
    });

    it('lets an evaluate write nothing', async () => {
        expectRefusal(await desk.evaluate(people.banker, 'notes', 'writeByQuestion', {}), 'RUNTIME_INTERNAL');
    });

    it('ends a refused command without a write', async () => {
        expectRefusal(await write({ text: 'forbidden' }), 'NOTES_WORD_FORBIDDEN', { word: 'forbidden' });
    });

    it('refuses a record that is there already, and one that is not', async () => {
        const name = (): Promise<Outcome> =>
            desk.submit(people.registrar, 'notes', 'nameNote', { noteId: 'n', text: 'a' });
        await name();
        expectRefusal(await name(), 'RUNTIME_RECORD_EXISTS', { docType: 'notes.note', key: 'n' });
        const read = await desk.evaluate(people.banker, 'notes', 'noteById', { noteId: 'm' });
        expectRefusal(read, 'RUNTIME_RECORD_NOT_FOUND', { docType: 'notes.note', key: 'm' });
    });
});

describe('two transactions at the same time', () => {
    it('do not see each other', async () => {
        const open: (() => void)[] = [];
        gate.wait = () => new Promise((resolve) => open.push(resolve));
        try {
            // given two that wait in the same handler of the same contract instance
            const both = Promise.all([
                desk.endorse(
                    people.registrar,
                    'notes',
                    'writeNote',
                    { text: 'one', region: '1101' },
                    { commandId: 'one' },
                ),
                desk.endorse(
                    people.registrar,
                    'notes',
                    'writeNote',
                    { text: 'two', region: '1101' },
                    { commandId: 'two' },
                ),
            ]);
            while (open.length < 2) {
                await new Promise((resolve) => setImmediate(resolve));
            }
            // when they go on, the second first
            open.reverse().forEach((resolve) => {
                resolve();
            });
            const [one, two] = await both;
            // then each has its own writes and its own event
            const texts = (outcome: Outcome): unknown[] =>
                outcome.writes.flatMap(({ value }) => (value as { text?: string }).text ?? []);
            expect([texts(one), texts(two)]).toEqual([['one'], ['two']]);
            expect(one.event?.items).toHaveLength(1);
            expect(two.event?.txId).toBe(two.txId);
            expect([desk.commit(one), desk.commit(two)]).toEqual(['VALID', 'VALID']);
        } finally {
            gate.wait = () => Promise.resolve();
        }
    });
});

describe('lists and histories', () => {
    it('page through an index with opaque cursors', async () => {
        for (const text of ['a', 'b', 'c']) {
            await write({ topic: 'letters', text });
        }
        await write({ topic: 'other', text: 'x' });
        const ask = (cursor: string): Promise<Outcome> =>
            desk.evaluate(people.banker, 'notes', 'notesByTopic', { topic: 'letters', limit: 2, cursor });
        const first = (await ask('')).result as { items: string[]; cursor: string };
        const second = (await ask(first.cursor)).result as { items: string[]; cursor: string };
        expect([first.items.length, second.items.length, second.cursor]).toEqual([2, 1, '']);
        expect([...first.items, ...second.items].sort()).toEqual(['a', 'b', 'c']);
    });

    it.each([
        ['of another list', Buffer.from('\u0000notes.note~byTopic\u0000other\u0000').toString('base64url')],
        ['of the commands', Buffer.from('\u0000command\u0000').toString('base64url')],
        ['of nothing', 'AAAA'],
        [
            'in another spelling',
            `${Buffer.from('\u0000notes.note~byTopic\u0000letters\u0000a\u0000').toString('base64')}=`,
        ],
    ])('refuse a cursor %s', async (_what, cursor) => {
        const outcome = await desk.evaluate(people.banker, 'notes', 'notesByTopic', {
            topic: 'letters',
            limit: 2,
            cursor,
        });
        expectRefusal(outcome, 'RUNTIME_CURSOR_INVALID');
    });

    it('tell former states, newest first and bounded', async () => {
        await desk.submit(people.registrar, 'notes', 'nameNote', { noteId: 'n', text: 'a' });
        await desk.submit(people.registrar, 'notes', 'rewriteNote', { noteId: 'n', text: 'b' });
        await desk.submit(people.registrar, 'notes', 'rewriteNote', { noteId: 'n', text: 'c' });
        const ask = async (limit: number): Promise<unknown> =>
            (await desk.evaluate(people.banker, 'notes', 'noteHistory', { noteId: 'n', limit })).result;
        expect(await ask(10)).toEqual(['draft/c', 'draft/b', 'a']);
        expect(await ask(2)).toEqual(['draft/c', 'draft/b']);
    });
});
