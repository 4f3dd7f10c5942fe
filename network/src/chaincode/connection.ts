import { credentials, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeEndpoint } from './endpoint';

/** One bidirectional `protos.Chaincode/Connect` stream, the peer being the client. */
export interface ChaincodeStream {
    send(message: peer.ChaincodeMessage): void;
    onMessage(listener: (message: peer.ChaincodeMessage) => void): void;
    /** Called once, with the reason when the stream broke; a stream that never connected ends with `DialError`. */
    onEnd(listener: (error?: Error) => void): void;
    close(): void;
}

/** The service could not be reached; the message is what gRPC says on the peer. */
export class DialError extends Error {
    override readonly name = 'DialError';
}

export type ConnectChaincode = (endpoint: ChaincodeEndpoint) => ChaincodeStream;

const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

const CHANNEL_OPTIONS = {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // A restarted chaincode is to be found at once, not after gRPC's usual second.
    'grpc.initial_reconnect_backoff_ms': 20,
    'grpc.use_local_subchannel_pool': 1,
};

/** Connects over gRPC. */
export const connectChaincode: ConnectChaincode = (endpoint) => {
    const client = new peer.ChaincodeClient(endpoint.address, channelCredentials(endpoint), CHANNEL_OPTIONS);
    const call = client.connect();
    const messages: peer.ChaincodeMessage[] = [];
    let connected = false;
    let ended: { readonly error?: Error } | undefined;
    let onMessage = (message: peer.ChaincodeMessage): void => void messages.push(message);
    let onEnd: ((error?: Error) => void) | undefined;
    const end = (error?: Error): void => {
        if (ended !== undefined) {
            return;
        }
        ended = error === undefined ? {} : { error };
        client.close();
        onEnd?.(error);
    };
    call.on('metadata', () => (connected = true));
    call.on('data', (message: peer.ChaincodeMessage) => {
        connected = true;
        onMessage(message);
    });
    call.on('error', (error: ServiceError) => {
        end(connected ? error : new DialError(dialText(endpoint.address, error.details)));
    });
    call.on('end', () => {
        end();
    });
    return {
        send: (message) => {
            if (ended === undefined) {
                call.write(message);
            }
        },
        onMessage: (listener) => {
            onMessage = listener;
            messages.splice(0).forEach(listener);
        },
        onEnd: (listener) => {
            onEnd = listener;
            if (ended !== undefined) {
                listener(ended.error);
            }
        },
        close: () => {
            if (ended === undefined) {
                call.end();
                call.cancel();
                end();
            }
        },
    };
};

function channelCredentials(endpoint: ChaincodeEndpoint): ChannelCredentials {
    const { tls } = endpoint;
    if (tls === undefined) {
        return credentials.createInsecure();
    }
    const root = Buffer.from(tls.rootCert);
    return tls.client === undefined
        ? credentials.createSsl(root)
        : credentials.createSsl(root, Buffer.from(tls.client.key), Buffer.from(tls.client.cert));
}

/** A Go peer's words for a failed dial; anything but a refused connection keeps grpc-js's own reason. */
function dialText(address: string, details: string): string {
    const refused = /connect ECONNREFUSED (\S+:\d+)/.exec(details);
    if (refused !== null) {
        return `connection error: desc = "transport: error while dialing: dial tcp ${refused[1] ?? address}: connect: connection refused"`;
    }
    return `connection error: desc = "transport: error while dialing: ${details}"`;
}
