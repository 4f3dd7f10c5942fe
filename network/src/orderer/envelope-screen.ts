import { common } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Clock } from '../seams/clock';
import { parseEnvelope, type ParsedEnvelope } from '../proto/transaction';

export interface BroadcastAnswer {
    /** `common.Status` */
    readonly status: number;
    readonly info: string;
}

export interface ScreenedEnvelope {
    readonly answer: BroadcastAnswer;
    /** Length of payload and signature; 0 when refused. */
    readonly size: number;
}

const { SUCCESS, BAD_REQUEST, FORBIDDEN, NOT_IMPLEMENTED } = common.Status;
const { CONFIG, CONFIG_UPDATE, ORDERER_TRANSACTION } = common.HeaderType;

/**
 * What an orderer looks at before it accepts an envelope; never inside the transaction.
 * Fabric: orderer/common/broadcast/broadcast.go, orderer/common/msgprocessor.
 */
export function screenEnvelope(
    bytes: Uint8Array,
    channel: {
        readonly channelId: string;
        readonly config: ChannelConfig;
        readonly clock: Clock;
        readonly fabric: '2.5' | '3.1';
    },
): ScreenedEnvelope {
    const parsed = parse(bytes);
    if (typeof parsed === 'string') {
        return refused(BAD_REQUEST, `could not determine channel ID: ${parsed}`);
    }
    if (parsed.channelId !== channel.channelId) {
        return channel.fabric === '2.5'
            ? refused(
                  BAD_REQUEST,
                  'channel creation request not allowed because the orderer system channel is not defined',
              )
            : refused(BAD_REQUEST, 'channel does not exist');
    }
    if (parsed.type === ORDERER_TRANSACTION && channel.fabric === '3.1') {
        return refused(BAD_REQUEST, 'message is of type that is no longer supported');
    }
    if (parsed.type === CONFIG || parsed.type === ORDERER_TRANSACTION) {
        return refused(BAD_REQUEST, 'message is of type that cannot be processed directly');
    }
    if (parsed.type === CONFIG_UPDATE) {
        return refused(NOT_IMPLEMENTED, 'configuration updates are not supported by this development network');
    }
    const size = parsed.payloadBytes.length + parsed.signature.length;
    const { absoluteMaxBytes } = channel.config.batch;
    if (size > absoluteMaxBytes) {
        return refused(
            BAD_REQUEST,
            `message payload is ${String(size)} bytes and exceeds maximum allowed ${String(absoluteMaxBytes)} bytes`,
        );
    }
    if (isExpired(parsed, channel.config, channel.clock)) {
        return refused(BAD_REQUEST, 'broadcast client identity expired');
    }
    const problem = writersRefusal(parsed, channel.config);
    return problem === undefined
        ? { answer: { status: SUCCESS, info: '' }, size }
        : refused(FORBIDDEN, `${problem}: permission denied`);
}

function parse(bytes: Uint8Array): ParsedEnvelope | string {
    try {
        const envelope = common.Envelope.deserializeBinary(bytes);
        const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
        if (header === undefined) {
            return 'header not set';
        }
        if (header.getChannelHeader_asU8().length === 0) {
            return 'channel header not set';
        }
        return parseEnvelope(bytes);
    } catch {
        return 'error unmarshalling Payload: proto: cannot parse invalid wire-format data';
    }
}

function isExpired(envelope: ParsedEnvelope, config: ChannelConfig, clock: Clock): boolean {
    try {
        return config.msps.deserialize(envelope.creator).notAfter.getTime() < clock.now().getTime();
    } catch {
        // An unknown creator is for the Writers policy to refuse.
        return false;
    }
}

function writersRefusal(envelope: ParsedEnvelope, config: ChannelConfig): string | undefined {
    const policy = config.policies.policy('/Channel/Writers');
    if (policy === undefined) {
        return 'could not find policy /Channel/Writers';
    }
    const { payloadBytes: message, creator: identity, signature } = envelope;
    return policy.evaluateSignedData([{ message, identity, signature }]);
}

function refused(status: number, info: string): ScreenedEnvelope {
    return { answer: { status, info }, size: 0 };
}
