import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { common, type orderer, peer } from '@hyperledger/fabric-protos';
import type { RegisterEvent } from '../../../client/src/events/register-events';
import { blockOf, results } from '../support/blocks';
import { type Connected, connected, failure } from '../support/connected';
import { noteApi } from '../support/register';

type Stream = ServerDuplexStream<common.Envelope, peer.DeliverResponse>;
type NoteEvent = RegisterEvent<typeof noteApi>;

function noteBlock(
    number: number,
    type = 'noteWritten',
    payload: unknown = { noteId: `n${String(number)}` },
): common.Block {
    const transactionId = `tx${String(number)}`;
    const items = [{ register: 'note', type, payload }];
    return blockOf(number, {
        transactionId,
        chaincode: 'note',
        event: { name: 'tabularium.v1', payload: Buffer.from(JSON.stringify({ v: 1, txId: transactionId, items })) },
        results: results({ namespace: 'note', key: '\u0000command\u0000a\u0000' }),
    });
}

function send(stream: Stream, block: common.Block): void {
    const response = new peer.DeliverResponse();
    response.setBlock(block);
    stream.write(response);
}

function sendStatus(stream: Stream, code: common.StatusMap[keyof common.StatusMap]): void {
    const response = new peer.DeliverResponse();
    response.setStatus(code);
    stream.write(response);
}

const startOf = (seek: orderer.SeekInfo): number | 'newest' | undefined =>
    seek.getStart()?.hasNewest() === true ? 'newest' : seek.getStart()?.getSpecified()?.getNumber();

describe('the events of registers', () => {
    let context: Connected;
    const starts: (number | 'newest' | undefined)[] = [];

    beforeEach(async () => {
        context = await connected();
        starts.length = 0;
    });

    afterEach(() => {
        context.end();
    });

    /** What each new stream does, by its number from 0. */
    function onStream(...behaviours: readonly ((stream: Stream) => void)[]): void {
        context.peer.deliver = (stream, seek) => {
            starts.push(startOf(seek));
            behaviours[starts.length - 1]?.(stream);
        };
    }

    async function take(count: number, fromBlock?: number): Promise<readonly NoteEvent[]> {
        const events: NoteEvent[] = [];
        for await (const event of context.tabularium.events.of(
            [noteApi],
            fromBlock === undefined ? {} : { fromBlock },
        )) {
            events.push(event);
            if (events.length === count) {
                break;
            }
        }
        return events;
    }

    it('come typed and in order, from the block that was asked for', async () => {
        onStream((stream) => {
            for (const number of [3, 4, 5]) {
                send(stream, noteBlock(number));
            }
        });

        const events = await take(3, 3);

        expect(starts).toEqual([3]);
        expect(
            events.map(({ type, payload, blockNumber, transactionId }) => [
                type,
                payload.noteId,
                blockNumber,
                transactionId,
            ]),
        ).toEqual([
            ['noteWritten', 'n3', 3, 'tx3'],
            ['noteWritten', 'n4', 4, 'tx4'],
            ['noteWritten', 'n5', 5, 'tx5'],
        ]);
    });

    it.each<[string, (stream: Stream) => void]>([
        ['breaks', (stream) => stream.emit('error', { code: status.UNAVAILABLE, details: 'going down' })],
        ['ends', (stream) => stream.end()],
        [
            'is ended by the peer',
            (stream) => {
                sendStatus(stream, common.Status.SERVICE_UNAVAILABLE);
            },
        ],
        [
            'leaves out a block',
            (stream) => {
                send(stream, noteBlock(9));
            },
        ],
    ])('go on behind the last block when the stream %s', async (_, trouble) => {
        onStream(
            (stream) => {
                send(stream, noteBlock(3));
                send(stream, noteBlock(4));
                trouble(stream);
            },
            (stream) => {
                send(stream, noteBlock(5));
            },
        );

        const events = await take(3, 3);

        expect(events.map(({ blockNumber }) => blockNumber)).toEqual([3, 4, 5]);
        expect(starts).toEqual([3, 5]);
    });

    it('begin behind the last block there is, without losing one to a broken stream', async () => {
        onStream(
            (stream) => {
                send(stream, noteBlock(7));
                stream.end();
            },
            (stream) => {
                send(stream, noteBlock(8));
            },
        );

        const events = await take(1);

        expect(events.map(({ blockNumber }) => blockNumber)).toEqual([8]);
        expect(starts).toEqual(['newest', 8]);
    });

    it.each([
        ['channel', common.Status.NOT_FOUND, 'Check the channel name'],
        ['identity', common.Status.FORBIDDEN, 'may read the channel'],
    ])('throw when the peer refuses the %s', async (_, code, text) => {
        onStream((stream) => {
            sendStatus(stream, code);
        });

        const error = await failure(take(1, 0));

        expect(error).toMatchObject({ name: 'ConfigurationError', step: 'events' });
        expect(String(error)).toContain(text);
    });

    it.each([
        ['does not know', 'noteBurnt', {}],
        ['cannot read', 'noteWritten', { id: 1 }],
    ])('throw at an event that the definition %s, or hand it on', async (_, type, payload) => {
        onStream(
            (stream) => {
                send(stream, noteBlock(3, type, payload));
            },
            (stream) => {
                send(stream, noteBlock(3, type, payload));
                send(stream, noteBlock(4));
            },
        );
        const unknown: unknown[] = [];

        const error = await failure(take(1, 3));
        for await (const event of context.tabularium.events.of([noteApi], {
            fromBlock: 3,
            onUnknown: (e) => unknown.push(e),
        })) {
            expect(event.blockNumber).toBe(4);
            break;
        }

        expect(error).toMatchObject({ name: 'ConfigurationError', step: 'events', transactionId: 'tx3' });
        expect(unknown).toEqual([expect.objectContaining({ type, payload })]);
    });

    it('end quietly when the caller or the client stops them', async () => {
        const caller = new AbortController();
        onStream((stream) => {
            send(stream, noteBlock(3));
        });
        const seen: number[] = [];

        for await (const event of context.tabularium.events.of([noteApi], { fromBlock: 3, signal: caller.signal })) {
            seen.push(event.blockNumber);
            setImmediate(() => {
                caller.abort();
            });
        }
        const waiting = take(1, 3);
        context.tabularium.close();

        expect(seen).toEqual([3]);
        await expect(waiting).resolves.toEqual([]);
    });

    it('of all registers wait for blocks of the directory and of the land register', async () => {
        const caller = new AbortController();
        context.peer.deliver = (stream) => {
            send(stream, noteBlock(0));
            setImmediate(() => {
                caller.abort();
            });
        };
        const seen: unknown[] = [];

        for await (const event of context.tabularium.events.all({ fromBlock: 0, signal: caller.signal })) {
            seen.push(event);
        }

        expect(seen).toEqual([]);
    });
});
