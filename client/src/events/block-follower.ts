import { GatewayError } from '@hyperledger/fabric-gateway';
import { status } from '@grpc/grpc-js';
import type { common } from '@hyperledger/fabric-protos';
import { ConfigurationError } from '../errors/tabularium-error';
import { type Clock, fullJitter, type Random, wait } from '../seams';
import type { BlockStream, Transport } from '../transport/transport';
import { blockNumber } from './block-reader';

export interface FollowOptions {
    readonly transport: Pick<Transport, 'blocks'>;
    readonly clock: Clock;
    readonly random: Random;
    /** First block that is wanted; undefined: the one that comes after the last one there is. */
    readonly fromBlock: number | undefined;
    readonly signal: AbortSignal;
}

const pauseBaseMs = 200;
const pauseCapMs = 5_000;

/**
 * Every block once and in order, for ever: a stream that ends or breaks is opened again behind the last block that was
 * given out. Ends quietly when the signal is aborted.
 * @throws ConfigurationError when the peer refuses the identity or the channel
 */
export async function* followBlocks(options: FollowOptions): AsyncGenerator<common.Block, void, undefined> {
    const { signal } = options;
    let next = options.fromBlock;
    let failures = 0;
    while (!signal.aborted) {
        try {
            for await (const block of openStream(options, next)) {
                const number = blockNumber(block);
                failures = 0;
                if (next === undefined) {
                    // The last block there is: it only tells where the wanted ones begin, so that a stream lost before
                    // the first of them loses none.
                    next = number + 1;
                } else if (number === next) {
                    yield block;
                    next = number + 1;
                } else {
                    throw new Error(`block ${String(number)} came instead of block ${String(next)}`);
                }
            }
        } catch (error) {
            // The loop's condition cannot see it: the signal may have been aborted while the stream was read.
            if (isAborted(signal)) {
                return;
            }
            assertTemporary(error);
        }
        await wait(options.clock, fullJitter(options.random, failures, pauseBaseMs, pauseCapMs), signal);
        failures += 1;
    }
}

async function* openStream(
    { transport, signal }: FollowOptions,
    next: number | undefined,
): AsyncGenerator<common.Block, void, undefined> {
    const stream: BlockStream = await transport.blocks(next ?? 'newest');
    const iterator = stream[Symbol.asyncIterator]();
    // Asked before anything can cancel it: a gRPC stream that fails while nobody reads it ends the process.
    let coming = iterator.next();
    const close = (): void => {
        stream.close();
    };
    signal.addEventListener('abort', close, { once: true });
    try {
        if (signal.aborted) {
            close();
        }
        for (;;) {
            const { done, value } = await coming;
            if (done === true) {
                return;
            }
            yield value;
            coming = iterator.next();
        }
    } finally {
        signal.removeEventListener('abort', close);
        close();
    }
}

function isAborted(signal: AbortSignal): boolean {
    return signal.aborted;
}

/** Codes of gRPC, and statuses of Fabric's Deliver as fabric-gateway words them, that no new stream will change. */
const finalCodes: readonly number[] = [status.PERMISSION_DENIED, status.UNAUTHENTICATED, status.UNIMPLEMENTED];
const finalStatus = /^Unexpected status response: (400|403|404)$/;

function assertTemporary(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const deliverStatus = finalStatus.exec(text)?.[1];
    if (deliverStatus !== undefined || (error instanceof GatewayError && finalCodes.includes(error.code))) {
        throw new ConfigurationError(
            `The peer does not deliver blocks: ${text}`,
            deliverStatus === '404'
                ? 'Check the channel name'
                : 'Check that the identity may read the channel and that the clock is right',
            { step: 'events', cause: error },
        );
    }
}
