import { status } from '@grpc/grpc-js';
import { canonicalJson } from '../../../chaincode/src/api';
import { DomainRefusal } from '../../../client/src/errors/domain-refusal';
import { ConfigurationError, TransportError } from '../../../client/src/errors/tabularium-error';
import { createTabularium } from '../../../client/src/tabularium';
import { type Connected, connected, failure } from '../support/connected';
import { Failure, silence } from '../support/fake-gateway';
import { newIdentity } from '../support/identities';
import { noteApi, noteMissing } from '../support/register';

describe('an evaluate', () => {
    let context: Connected;

    afterEach(() => {
        context.end();
    });

    it('sends one canonical argument and resolves with the typed value', async () => {
        context = await connected({
            clock: { now: () => new Date('2026-01-02T03:04:05.678Z'), after: () => () => undefined },
        });
        const notes = context.tabularium.register(noteApi);

        const note = await notes.noteById({ noteId: 'n1' });

        expect(note).toEqual({ text: 'hello' });
        expect(context.peer.calls).toEqual([
            expect.objectContaining({
                chaincode: 'note',
                transaction: 'noteById',
                argument: { input: { noteId: 'n1' } },
                organizations: [],
                timestampMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
            }),
        ]);
    });

    it('needs no input where nothing in it is required', async () => {
        context = await connected();
        context.peer.evaluate = () => ({ count: 3 });

        await expect(context.tabularium.register(noteApi).allNotes()).resolves.toEqual({ count: 3 });
    });

    it('throws the refusal of the register and does not repeat it', async () => {
        context = await connected();
        const text = `chaincode response 500, ${canonicalJson(noteMissing.wire)}`;
        context.peer.evaluate = () =>
            new Failure(status.UNKNOWN, `evaluate call to endorser returned error: ${text}`, [
                { mspId: 'Org1MSP', message: text },
            ]);

        const error = await failure(context.tabularium.register(noteApi).noteById({ noteId: 'n1' }));

        expect(error).toBeInstanceOf(DomainRefusal);
        expect(error).toMatchObject({ code: 'NOTE_NOT_FOUND', step: 'evaluate' });
        expect(context.peer.calls).toHaveLength(1);
    });

    it.each([
        [
            'an overloaded peer',
            new Failure(status.UNKNOWN, 'too many requests for /gateway.Gateway, exceeding concurrency limit (500)'),
        ],
        ['a peer that is away', new Failure(status.UNAVAILABLE, 'away')],
        [
            'a chaincode that died',
            new Failure(status.ABORTED, 'failed to evaluate transaction, see attached details for more info'),
        ],
    ])('is repeated after %s', async (_, trouble) => {
        context = await connected();
        const { peer } = context;
        peer.evaluate = () => (peer.calls.length < 3 ? trouble : { text: 'at last' });

        const note = await context.tabularium.register(noteApi).noteById({ noteId: 'n1' });

        expect(note).toEqual({ text: 'at last' });
        expect(new Set(peer.calls.map(({ transactionId }) => transactionId)).size).toBe(3);
    });

    it('gives up after four tries', async () => {
        context = await connected();
        context.peer.evaluate = () => new Failure(status.UNAVAILABLE, 'away');

        const error = await failure(context.tabularium.register(noteApi).noteById({ noteId: 'n1' }));

        expect(error).toMatchObject({ name: 'TransportError', grpcCode: 14, retryable: true, step: 'evaluate' });
        expect(context.peer.calls).toHaveLength(4);
    });

    it('does not wait beyond its deadline', async () => {
        context = await connected({ deadlines: { evaluateMs: 60_000 } });
        context.peer.evaluate = () => silence;
        const begin = performance.now();

        const error = await failure(context.tabularium.register(noteApi).noteById({ noteId: 'n1' }, { timeoutMs: 80 }));

        expect(error).toMatchObject({ name: 'TransportError', grpcCode: 4, retryable: true });
        expect(performance.now() - begin).toBeLessThan(2_000);
    });

    it('ends when the caller gives up', async () => {
        context = await connected();
        const caller = new AbortController();
        context.peer.evaluate = () => {
            caller.abort(new Error('changed my mind'));
            return silence;
        };

        const error = await failure(
            context.tabularium.register(noteApi).noteById({ noteId: 'n1' }, { signal: caller.signal }),
        );

        expect(error).toBeInstanceOf(TransportError);
        expect(error).toMatchObject({ grpcCode: 1, cause: { message: 'changed my mind' } });
        await expect(
            context.tabularium.register(noteApi).noteById({ noteId: 'n1' }, { signal: caller.signal }),
        ).rejects.toThrow('The caller gave up');
        expect(context.peer.calls).toHaveLength(1);
    });

    it('refuses answers that the definition does not know, and inputs that are no JSON', async () => {
        context = await connected();
        context.peer.evaluate = () => ({ txt: 'hello' });
        const notes = context.tabularium.register(noteApi);

        await expect(notes.noteById({ noteId: 'n1' })).rejects.toThrow('The answer of noteById is not what');
        await expect(notes.noteById({ noteId: Number.NaN as unknown as string })).rejects.toThrow(ConfigurationError);
        expect(context.peer.calls).toHaveLength(1);
    });

    it('fails soon where nobody listens', async () => {
        context = await connected();
        context.peer.stop();
        const lonely = createTabularium({
            connection: { address: context.peer.address },
            identity: newIdentity(),
            channelName: 'mychannel',
            deadlines: { evaluateMs: 500 },
        });

        await expect(lonely.register(noteApi).noteById({ noteId: 'n1' })).rejects.toThrow(TransportError);
        lonely.close();
    });
});

describe('a client', () => {
    it('refuses deadlines that cannot be kept', () => {
        expect(() =>
            createTabularium({
                connection: { address: '127.0.0.1:1' },
                identity: newIdentity(),
                channelName: 'mychannel',
                deadlines: { submitMs: 0 },
            }),
        ).toThrow('submitMs is 0');
    });
});
