import { type ChannelOptions, Client, credentials } from '@grpc/grpc-js';
import type { ConnectionProfile, PeerConnection } from './profile';
import { connectionProfile } from './profile';

/** A peer, a connection profile (path or parsed), or a gRPC client that the caller made and will close. */
export type Connection = PeerConnection | ConnectionProfile | string | Client;

/** Fabric's own limit; grpc-js would stop at 4 MB, which a block may well exceed. */
const largestMessageBytes = 100 * 1024 * 1024;

/** Peers refuse pings that come more often than every 60 s (`peer.keepalive.minInterval`). */
const keepaliveMs = 90_000;

export interface OwnedClient {
    readonly client: Client;
    close(): void;
}

/** Dials lazily: the first call connects. */
export function grpcClient(connection: Connection): OwnedClient {
    if (connection instanceof Client || isClient(connection)) {
        return {
            client: connection,
            close: () => {
                // Belongs to the caller.
            },
        };
    }
    const peer = typeof connection === 'object' && 'address' in connection ? connection : connectionProfile(connection);
    const secure =
        peer.tlsRootCertPem === undefined
            ? credentials.createInsecure()
            : credentials.createSsl(Buffer.from(peer.tlsRootCertPem));
    const client = new Client(peer.address, secure, channelOptions(peer));
    return {
        client,
        close: () => {
            client.close();
        },
    };
}

/** Clients of another copy of grpc-js are no instance of ours and work all the same. */
function isClient(connection: Connection): connection is Client {
    return typeof connection === 'object' && 'makeUnaryRequest' in connection;
}

export function channelOptions(peer: PeerConnection): ChannelOptions {
    return {
        'grpc.max_receive_message_length': largestMessageBytes,
        'grpc.max_send_message_length': largestMessageBytes,
        'grpc.keepalive_time_ms': keepaliveMs,
        'grpc.keepalive_timeout_ms': 20_000,
        'grpc.keepalive_permit_without_calls': 1,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 5_000,
        ...(peer.hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': peer.hostAlias }),
    };
}
