/**
 * Owns the sockets: one TLS server per peer (`gateway.Gateway`, `protos.Endorser`, `protos.Deliver`) and one for the
 * orderer (`orderer.AtomicBroadcast`), each with gRPC's health service, limits as in Fabric's core.yaml, and what turns
 * handlers into gRPC calls. Leaves what the services do to gateway/, endorser/, deliver/ and orderer/.
 */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { NetworkError } from '../config/network-error';
import type { Clock } from '../seams/clock';
import { HEALTH_SERVICE, healthHandlers } from './health-service';
import { UnaryCalls } from './unary-calls';
import { errorText } from '../proto/error-text';

const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

const SERVER_OPTIONS = {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // Above the sum of the services' own limits, so that theirs are the ones that answer.
    'grpc.max_concurrent_streams': 8192,
    // MB per connection: room for a message of the largest size while others are open.
    'grpc-node.max_session_memory': 256,
};

/** Clients show no certificate. Without a value every server would read all authorities that its environment names. */
const NO_ROOTS = Buffer.alloc(0);

/** What unary calls get for finishing when the server closes; then those that only wait, such as commit status, end. */
const GRACE_MS = 1000;
/** What the last answer gets for leaving. */
const FLUSH_MS = 50;

export interface GrpcServerOptions {
    /** To listen on. */
    readonly host: string;
    readonly port: number;
    /** Whose server it is, for messages, e.g. `peer0.org1.example.com`. */
    readonly name: string;
    readonly tls: { readonly certificatePem: string; readonly privateKeyPem: string };
    readonly services: readonly {
        readonly definition: ServiceDefinition;
        readonly handlers: UntypedServiceImplementation;
    }[];
    readonly clock: Clock;
}

/** A listening server. */
export interface GrpcServer {
    /** Takes no new calls, lets unary ones finish for a second, and ends streams. */
    close(): Promise<void>;
}

/** @throws NetworkError PORT_TAKEN or ADDRESS_UNUSABLE. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
    const server = new Server(SERVER_OPTIONS);
    server.addService(HEALTH_SERVICE, healthHandlers);
    const calls = new UnaryCalls();
    for (const { definition, handlers } of options.services) {
        server.addService(definition, calls.counted(definition, handlers));
    }
    const { certificatePem, privateKeyPem } = options.tls;
    const credentials = ServerCredentials.createSsl(
        NO_ROOTS,
        [{ cert_chain: Buffer.from(certificatePem), private_key: Buffer.from(privateKeyPem) }],
        false,
    );
    try {
        await bind(server, `${options.host}:${String(options.port)}`, credentials);
    } catch (error) {
        server.forceShutdown();
        throw bindFailure(options, error);
    }
    return { close: () => shutdown(server, calls, options.clock) };
}

async function shutdown(server: Server, calls: UnaryCalls, clock: Clock): Promise<void> {
    const force = (): void => {
        server.forceShutdown();
    };
    if (calls.running === 0) {
        force();
        return;
    }
    const timers = [clock.after(GRACE_MS, force)];
    calls.whenIdle(() => timers.push(clock.after(FLUSH_MS, force)));
    await new Promise<void>((resolve) => {
        server.tryShutdown(() => {
            resolve();
        });
    });
    for (const cancel of timers) {
        cancel();
    }
}

function bind(server: Server, address: string, credentials: ServerCredentials): Promise<void> {
    return new Promise((resolve, reject) => {
        server.bindAsync(address, credentials, (error) => {
            if (error === null) {
                resolve();
            } else {
                reject(error);
            }
        });
    });
}

function bindFailure({ host, port, name }: GrpcServerOptions, error: unknown): NetworkError {
    const address = `${host}:${String(port)}`;
    const text = errorText(error);
    return text.includes('EADDRINUSE')
        ? new NetworkError(
              'PORT_TAKEN',
              `${name} cannot listen on ${address}: the port is taken`,
              `Stop the program that listens on ${address} (another network?), or configure another port.`,
              { cause: error },
          )
        : new NetworkError(
              'ADDRESS_UNUSABLE',
              `${name} cannot listen on ${address}: ${text}`,
              'Configure a host that is an address of this machine, and a port that this user may listen on.',
              { cause: error },
          );
}
