import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { common, peer } from '@hyperledger/fabric-protos';
import { CommitError, ConflictError } from '../../../client/src/errors/commit-error';
import { UnknownOutcomeError } from '../../../client/src/errors/unknown-outcome-error';
import type { RegisterClient } from '../../../client/src/contract/contract-client';
import { type Clock, systemClock } from '../../../client/src/seams';
import { filteredBlock } from '../support/blocks';
import { type Connected, connected, failure } from '../support/connected';
import { silence } from '../support/fake-gateway';
import { noteApi } from '../support/register';

const MVCC_READ_CONFLICT = 11;
const BAD_PROPOSAL_TXID = 8;

type BlockSink = ServerDuplexStream<common.Envelope, peer.DeliverResponse>;

/** A clock whose short waits, the pauses, end when the test says so; the long ones are time limits and never come. */
class PatientClock implements Clock {
    readonly #pauses = new Set<() => void>();
    now = (): Date => systemClock.now();
    after(delayMs: number, action: () => void): () => void {
        if (delayMs <= 2_000) {
            this.#pauses.add(action);
        }
        return () => this.#pauses.delete(action);
    }
    endPauses(): void {
        for (const action of [...this.#pauses]) {
            this.#pauses.delete(action);
            action();
        }
    }
}

describe('outcomes from one stream of blocks', () => {
    let context: Connected;
    let notes: RegisterClient<typeof noteApi>;
    let clock: PatientClock;
    let stream: Promise<BlockSink>;
    let sentBefore: number;
    let askedBefore: number;

    beforeEach(async () => {
        clock = new PatientClock();
        context = await connected({ clock });
        notes = context.tabularium.register(noteApi);
        stream = new Promise((resolve) => {
            context.peer.deliverFiltered = (opened) => {
                opened.write(filteredBlock(41));
                resolve(opened);
            };
        });
    });

    afterEach(() => {
        context.end();
    });

    const write = (text: string): Promise<unknown> => notes.writeNote({ text });
    const sent = (): readonly string[] =>
        context.peer.calls.filter(({ step }) => step === 'submit').map(({ transactionId }) => transactionId);
    const asked = (): readonly string[] =>
        context.peer.calls.filter(({ step }) => step === 'commitStatus').map(({ transactionId }) => transactionId);

    async function until(condition: () => boolean): Promise<void> {
        const end = Date.now() + 5_000;
        while (!condition()) {
            if (Date.now() > end) {
                throw new Error('waited in vain');
            }
            await new Promise((resolve) => setImmediate(resolve));
        }
    }

    /** Four transactions wait for a status that does not come, so that the stream has reason to run; then it does. */
    async function withStream(): Promise<{ readonly sink: BlockSink; readonly endFirst: () => Promise<unknown> }> {
        context.peer.commitStatus = () => silence;
        const waiting = new AbortController();
        const first = ['a', 'b', 'c', 'd'].map((text) =>
            failure(notes.writeNote({ text }, { signal: waiting.signal })),
        );
        const sink = await stream;
        await until(() => asked().length === 4);
        context.peer.commitStatus = () => ({ code: 0, block: 42 });
        for (let questions = -1; questions !== asked().length;) {
            questions = asked().length;
            await inBlock(sink, 42, write('probe'));
        }
        context.peer.commitStatus = () => silence;
        sentBefore = sent().length;
        askedBefore = asked().length;
        return {
            sink,
            endFirst: () => {
                waiting.abort();
                return Promise.all(first);
            },
        };
    }

    async function inBlock<Result>(sink: BlockSink, number: number, written: Promise<Result>): Promise<Result> {
        const before = sent().length;
        await until(() => sent().length > before);
        sink.write(filteredBlock(number, { transactionId: sent()[before] ?? '' }));
        return written;
    }

    it('are not used for one transaction after the other', async () => {
        for (const text of ['a', 'b', 'c', 'd', 'e']) {
            await write(text);
        }

        expect(context.peer.filteredStreams).toBe(0);
        expect(asked()).toEqual(sent());
    });

    it('tell of transactions that are sent while it runs, and nothing is asked for them', async () => {
        const { sink } = await withStream();
        const next = notes.writeNote({ text: 'e' });
        await until(() => sent().length > sentBefore);

        sink.write(filteredBlock(42, { transactionId: 'of somebody else' }));
        sink.write(filteredBlock(43, { transactionId: sent()[sentBefore] ?? '' }));

        await expect(next).resolves.toMatchObject({
            blockNumber: 43,
            transactionId: sent()[sentBefore],
            attempts: 1,
        });
        expect(asked()).toHaveLength(askedBefore);
    });

    it('tell of invalid transactions with their codes', async () => {
        const { sink } = await withStream();
        const loser = failure(notes.writeNote({ text: 'e' }));
        for (let attempt = 1; attempt <= 5; attempt += 1) {
            await until(() => sent().length === sentBefore + attempt);
            sink.write(filteredBlock(42 + attempt, { transactionId: sent().at(-1) ?? '', code: MVCC_READ_CONFLICT }));
            await until(() => {
                clock.endPauses();
                return attempt === 5 || sent().length > sentBefore + attempt;
            });
        }

        const conflict = await loser;
        expect(conflict).toBeInstanceOf(ConflictError);
        expect(conflict).toMatchObject({ validationCode: MVCC_READ_CONFLICT, retryable: true });

        const broken = failure(notes.writeNote({ text: 'f' }));
        await until(() => sent().length === sentBefore + 6);
        sink.write(filteredBlock(50, { transactionId: sent().at(-1) ?? '', code: BAD_PROPOSAL_TXID }));
        expect(await broken).toBeInstanceOf(CommitError);
    });

    it.each<[string, (sink: BlockSink) => unknown]>([
        ['breaks', (sink) => sink.emit('error', { code: status.UNAVAILABLE, details: 'gone' })],
        ['ends', (sink) => sink.end()],
    ])('give way to questions when the stream %s', async (_, lose) => {
        const { sink } = await withStream();
        const next = notes.writeNote({ text: 'e' });
        await until(() => sent().length > sentBefore);
        context.peer.commitStatus = () => ({ code: 0, block: 44 });

        lose(sink);

        await expect(next).resolves.toMatchObject({ blockNumber: 44 });
        expect(asked()).toHaveLength(askedBefore + 1);
    });

    it('leave the outcome unknown when the caller gives up', async () => {
        await withStream();
        const giveUp = new AbortController();
        const next = failure(notes.writeNote({ text: 'e' }, { signal: giveUp.signal }));
        await until(() => sent().length > sentBefore);

        giveUp.abort(new Error('enough'));

        expect(await next).toBeInstanceOf(UnknownOutcomeError);
    });

    it('are no longer followed a while after the last transaction', async () => {
        const { endFirst } = await withStream();
        expect(context.peer.filteredStreams).toBe(1);

        await endFirst();

        await until(() => {
            clock.endPauses();
            return context.peer.filteredStreams === 0;
        });
    });
});
