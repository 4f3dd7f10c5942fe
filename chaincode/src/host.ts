/**
 * One Node process that serves many chaincodes as a service: an endpoint for each register and agency, each with its
 * own contract instances and its own port, nothing shared between them but code. Run as a program it reads its
 * configuration from a JSON file and ends when its standard input does, so that it never outlives its starter.
 */
import './shim-logging';
import './shim-loggers';
import { readFileSync } from 'node:fs';
import { type ChaincodeInterface, type ChaincodeServerOpts, Shim } from 'fabric-shim';
import { z } from 'zod';
import { contractFor } from './registers';
import { chaincodeOf } from './runtime/chaincode';
import type { RegisterConfig } from './runtime/register-config';

const EndpointSchema = z.strictObject({
    /** Chaincode name, e.g. `land`. */
    register: z.string().min(1),
    /** Package id, `label:hash`; what the peer expects in REGISTER. */
    chaincodeId: z.string().min(1),
    /** `host:port` to listen on. */
    address: z.string().regex(/:\d+$/),
    /** Lower-case hex, '' for registers that have no founding document. */
    foundingDocumentSha256: z.string().regex(/^([0-9a-f]{64})?$/),
    clockGuardMs: z.union([z.int().min(1), z.literal('off')]),
    /** PEM texts. With `clientCaPem` peers must show a certificate of that authority. */
    tls: z
        .strictObject({ keyPem: z.string(), certPem: z.string(), clientCaPem: z.string().exactOptional() })
        .exactOptional(),
});

export const HostConfig = z.strictObject({ endpoints: z.array(EndpointSchema).min(1).max(256) });
export type HostConfig = z.output<typeof HostConfig>;
export type HostEndpoint = HostConfig['endpoints'][number];

export interface ChaincodeHost {
    /** Stops listening and drops open streams. */
    close(): void;
}

interface RunningServer {
    start(): Promise<void>;
    /** grpc-js server; fabric-shim has no method to stop one. */
    readonly _server: { forceShutdown(): void };
}

/** Resolves when every endpoint listens. When one cannot, the others are closed again. */
export async function startChaincodeHost(config: HostConfig): Promise<ChaincodeHost> {
    const servers = HostConfig.parse(config).endpoints.map(serverFor);
    const close = (): void => {
        for (const server of servers) {
            server._server.forceShutdown();
        }
    };
    try {
        await Promise.all(servers.map((server) => server.start()));
    } catch (error) {
        close();
        throw error;
    }
    return { close };
}

function serverFor(endpoint: HostEndpoint): RunningServer {
    const options = { ccid: endpoint.chaincodeId, address: endpoint.address, ...tlsOptions(endpoint.tls) };
    // Without tlsProps the server is plain, which fabric-shim's types do not say.
    return Shim.server(createChaincode(endpoint), options as ChaincodeServerOpts) as unknown as RunningServer;
}

function tlsOptions(tls: HostEndpoint['tls']): object {
    if (tls === undefined) {
        return {};
    }
    const { keyPem, certPem, clientCaPem } = tls;
    const clientCACerts = clientCaPem === undefined ? null : Buffer.from(clientCaPem);
    return { tlsProps: { key: Buffer.from(keyPem), cert: Buffer.from(certPem), clientCACerts } };
}

/**
 * The chaincode of one endpoint, as fabric-shim's handler calls it. Built with its first transaction: few of the many
 * endpoints of a network ever get one. @throws Error when there is no such register
 */
export function createChaincode(config: RegisterConfig): ChaincodeInterface {
    const contract = contractFor(config);
    let built: ChaincodeInterface | undefined;
    const chaincode = (): ChaincodeInterface => (built ??= chaincodeOf(config.register, contract));
    return { Init: (stub) => chaincode().Init(stub), Invoke: (stub) => chaincode().Invoke(stub) };
}

async function main(file: string | undefined): Promise<void> {
    if (file === undefined) {
        throw new Error('usage: node host.js <configuration.json>, or - to read one line from standard input');
    }
    process.stdin.on('end', () => process.exit(0));
    process.stdin.on('close', () => process.exit(0));
    const text = file === '-' ? await firstLine(process.stdin) : readFileSync(file, 'utf8');
    process.stdin.resume();
    const config = HostConfig.parse(JSON.parse(text));
    await startChaincodeHost(config);
    const addresses = config.endpoints.map((endpoint) => endpoint.address);
    process.stdout.write(`${JSON.stringify({ listening: addresses })}\n`);
}

/** Lets a starter load this program while it is still making what the configuration will say. */
function firstLine(input: NodeJS.ReadStream): Promise<string> {
    return new Promise((resolve) => {
        let text = '';
        const read = (chunk: string): void => {
            text += chunk;
            const end = text.indexOf('\n');
            if (end !== -1) {
                input.removeListener('data', read);
                resolve(text.slice(0, end));
            }
        };
        input.setEncoding('utf8').on('data', read);
    });
}

if (require.main === module) {
    main(process.argv[2]).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
    });
}
