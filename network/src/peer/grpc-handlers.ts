import type { handleUnaryCall, ServerDuplexStream, ServerWritableStream } from '@grpc/grpc-js';
import { once } from 'node:events';
import { toServiceStatus } from '../gateway/grpc-status';
import type { ConcurrencyLimit } from './concurrency-limit';

/** Answers one request. The signal aborts at the caller's deadline or when the caller gives up. */
export type UnaryWork<Request, Response> = (request: Request, signal: AbortSignal) => Promise<Response>;

export function unary<Request, Response>(
    limit: ConcurrencyLimit,
    work: UnaryWork<Request, Response>,
): handleUnaryCall<Request, Response> {
    return (call, callback) => {
        const controller = new AbortController();
        call.on('cancelled', () => {
            controller.abort();
        });
        limit
            .run(() => work(call.request, controller.signal))
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    callback(toServiceStatus(error));
                },
            );
    };
}

/** Sends what `work` yields, as fast as the client reads, until it ends or the client gives up. */
export function serverStream<Request, Response>(
    limit: ConcurrencyLimit,
    work: (request: Request, signal: AbortSignal) => AsyncIterable<Response>,
): (call: ServerWritableStream<Request, Response>) => void {
    return (call) => {
        const controller = new AbortController();
        const { signal } = controller;
        call.on('cancelled', () => {
            controller.abort();
        });
        const send = async (): Promise<void> => {
            for await (const response of work(call.request, signal)) {
                if (!call.write(response)) {
                    await once(call, 'drain', { signal });
                }
            }
        };
        limit.run(send).then(
            () => {
                call.end();
            },
            (error: unknown) => {
                if (!signal.aborted) {
                    call.emit('error', toServiceStatus(error));
                }
            },
        );
    };
}

export function duplex<Request, Response>(
    limit: ConcurrencyLimit,
    work: (call: ServerDuplexStream<Request, Response>) => Promise<void>,
): (call: ServerDuplexStream<Request, Response>) => void {
    return (call) => {
        limit
            .run(() => work(call))
            .catch((error: unknown) => {
                // Nobody listens on a refused stream yet: what comes next from the client is dropped.
                call.resume();
                call.emit('error', toServiceStatus(error));
            });
    };
}
