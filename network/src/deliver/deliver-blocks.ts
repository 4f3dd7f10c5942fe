import { common, orderer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Clock } from '../seams/clock';
import { readerRefusal } from './channel-reader';
import { type BlockSource, followBlocks } from './follow-blocks';
import { identityExpiry, readSeekRequest, type SeekRequest } from './seek-request';

/** Whose blocks are delivered, and to whom. */
export interface DeliverOptions {
    /** Undefined where this node has no such channel. */
    readonly channel: (channelId: string) => DeliverChannel | undefined;
    /** Policy that the requests' signers have to meet, `READERS` or `ORDERER_READERS`. */
    readonly policyPath: string;
    readonly clock: Clock;
}

export interface DeliverChannel {
    readonly ledger: BlockSource;
    /** The current configuration. */
    readonly config: ChannelConfig;
}

/** Takes one block for the signer of the request. A slow reader makes it wait. */
export type SendBlock = (block: common.Block, request: SeekRequest) => Promise<void>;

const { BAD_REQUEST, FORBIDDEN, NOT_FOUND, SUCCESS } = common.Status;
const { TypeCase } = orderer.SeekPosition;

/**
 * Answers one request: sends the blocks it asks for and resolves with the `common.Status` that ends the answer, or
 * with undefined when the signal aborted. Fabric: common/deliver/deliver.go, deliverBlocks.
 */
export async function deliverBlocks(
    message: common.Envelope,
    options: DeliverOptions,
    send: SendBlock,
    signal: AbortSignal,
): Promise<number | undefined> {
    const request = readSeekRequest(message, options.clock);
    if (request === undefined) {
        return BAD_REQUEST;
    }
    const { channelId } = request.envelope;
    const channel = options.channel(channelId);
    if (channel === undefined) {
        return NOT_FOUND;
    }
    const { seek } = request;
    if (seek === undefined) {
        return BAD_REQUEST;
    }
    if (expired(request, options.clock) || !mayRead(request, options)) {
        return FORBIDDEN;
    }
    const span = seekSpan(seek, channel.ledger.height);
    if (typeof span === 'number') {
        return span;
    }
    return await sendSpan(span, request, { options, channel, send, signal });
}

interface Span {
    readonly from: number;
    /** Inclusive; a number below `from` never ends. */
    readonly to: number;
    readonly failIfNotReady: boolean;
}

interface Delivery {
    readonly options: DeliverOptions;
    readonly channel: DeliverChannel;
    readonly send: SendBlock;
    readonly signal: AbortSignal;
}

async function sendSpan(span: Span, request: SeekRequest, delivery: Delivery): Promise<number | undefined> {
    const { ledger } = delivery.channel;
    const checkedSequence = delivery.channel.config.sequence;
    const notReady = (number: number): boolean => span.failIfNotReady && number >= ledger.height;
    let number = span.from;
    if (notReady(number)) {
        return NOT_FOUND;
    }
    for await (const block of followBlocks(ledger, span.from, delivery.signal)) {
        // The certificate may have expired, or the channel's rules have changed, while the stream was waiting.
        const { options } = delivery;
        const sequence = options.channel(request.envelope.channelId)?.config.sequence;
        if (expired(request, options.clock) || (sequence !== checkedSequence && !mayRead(request, options))) {
            return FORBIDDEN;
        }
        await delivery.send(block, request);
        if (number === span.to) {
            return SUCCESS;
        }
        number++;
        if (notReady(number)) {
            return NOT_FOUND;
        }
    }
    return undefined;
}

function expired({ envelope }: SeekRequest, clock: Clock): boolean {
    const expiry = identityExpiry(envelope.creator);
    return expiry !== undefined && expiry < clock.now();
}

function mayRead({ envelope }: SeekRequest, { channel, policyPath }: DeliverOptions): boolean {
    const signed = { message: envelope.payloadBytes, identity: envelope.creator, signature: envelope.signature };
    return readerRefusal((id) => channel(id)?.config, envelope.channelId, signed, policyPath) === undefined;
}

/** The blocks meant, or the status that refuses the request. Fabric: fileledger Iterator and deliverBlocks. */
function seekSpan(seek: orderer.SeekInfo, height: number): Span | number {
    const start = seek.getStart();
    const stop = seek.getStop();
    if (start === undefined || stop === undefined) {
        return BAD_REQUEST;
    }
    const from = startNumber(start, height);
    // Fabric checks the end against block 0 before it reports that there is no start.
    if (from === undefined) {
        return NOT_FOUND;
    }
    const to = stopNumber(start, stop, from, height);
    if (to === undefined) {
        return BAD_REQUEST;
    }
    return { from, to, failIfNotReady: seek.getBehavior() === orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY };
}

function startNumber(start: orderer.SeekPosition, height: number): number | undefined {
    switch (start.getTypeCase()) {
        case TypeCase.OLDEST:
            return 0;
        case TypeCase.NEWEST:
            return height - 1;
        case TypeCase.NEXT_COMMIT:
            return height;
        case TypeCase.SPECIFIED: {
            const number = start.getSpecified()?.getNumber() ?? 0;
            return number > height ? undefined : number;
        }
        default:
            return undefined;
    }
}

/** Undefined when it lies before the start. A stop at the next commit, or at no position, is block 0 to Fabric. */
function stopNumber(
    start: orderer.SeekPosition,
    stop: orderer.SeekPosition,
    from: number,
    height: number,
): number | undefined {
    switch (stop.getTypeCase()) {
        case TypeCase.OLDEST:
            return from;
        case TypeCase.NEWEST:
            return start.getTypeCase() === TypeCase.NEWEST ? from : height - 1;
        case TypeCase.SPECIFIED: {
            const number = stop.getSpecified()?.getNumber() ?? 0;
            return number < from ? undefined : number;
        }
        default:
            return 0;
    }
}
