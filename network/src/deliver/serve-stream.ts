import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { common } from '@hyperledger/fabric-protos';
import { once } from 'node:events';
import { errorText } from '../proto/error-text';

/** What answering one envelope of a stream came to: whether the stream goes on, or ends with this answer. */
export type StreamStep = 'continue' | 'end';

/**
 * Answers a client's envelopes one after the other: the next one is read when the last one is answered, and a client
 * that does not read its answers is waited for. Ends the stream with the client's, after a last answer, or with status
 * UNKNOWN and the message of what `answer` throws.
 */
export async function serveStream<Response>(
    call: ServerDuplexStream<common.Envelope, Response>,
    answer: (
        envelope: common.Envelope,
        write: (response: Response) => Promise<void>,
        signal: AbortSignal,
    ) => Promise<StreamStep>,
): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    const abort = (): void => {
        controller.abort();
    };
    call.on('cancelled', abort);
    call.on('close', abort);
    const write = async (response: Response): Promise<void> => {
        if (!signal.aborted && !call.write(response)) {
            await once(call, 'drain', { signal }).catch((error: unknown) => {
                if (!signal.aborted) {
                    throw error;
                }
            });
        }
    };
    try {
        // The iterator must not destroy the stream: the answers' half of it is still open.
        for await (const envelope of call.iterator({ destroyOnReturn: false })) {
            if ((await answer(envelope as common.Envelope, write, signal)) === 'end' || signal.aborted) {
                break;
            }
        }
        call.end();
    } catch (error) {
        if (!signal.aborted) {
            const message = errorText(error);
            call.emit('error', { code: status.UNKNOWN, details: message });
        }
    }
}
