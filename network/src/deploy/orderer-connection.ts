import type { ServiceError } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { OrdererEndpoint } from '../backend';
import { type Clock, pause } from '../seams/clock';
import { DeployError } from './deploy-error';
import { channelArguments } from './peer-connection';

const retryDelayMs = 200;

/** `orderer.AtomicBroadcast/Broadcast` of one ordering node. */
export class OrdererConnection {
    readonly #address: string;
    readonly #client: orderer.AtomicBroadcastClient;
    readonly #clock: Clock;

    constructor(endpoint: OrdererEndpoint, clock: Clock) {
        this.#address = endpoint.address;
        this.#client = new orderer.AtomicBroadcastClient(...channelArguments(endpoint));
        this.#clock = clock;
    }

    /**
     * Resolves when the orderer has accepted the envelope, which is not yet its commit. While the orderer has no leader
     * the same bytes are sent again: a transaction id commits at most once.
     * @throws DeployError ORDERER_UNREACHABLE, BROADCAST_REFUSED, TIMEOUT.
     */
    async broadcast(envelope: common.Envelope, timeoutMs: number): Promise<void> {
        const endMs = this.#clock.now().getTime() + timeoutMs;
        for (;;) {
            const leftMs = endMs - this.#clock.now().getTime();
            const response = await this.#send(envelope, Math.max(leftMs, 0));
            const code = response.getStatus();
            if (code === common.Status.SUCCESS) {
                return;
            }
            if (code !== common.Status.SERVICE_UNAVAILABLE || leftMs < retryDelayMs) {
                throw new DeployError(
                    'BROADCAST_REFUSED',
                    `Orderer ${this.#address} refused the transaction: ${String(code)} ${response.getInfo()}`,
                    code === common.Status.FORBIDDEN
                        ? "The signer's organisation must be a writer of the channel."
                        : "Look into the orderer's log.",
                );
            }
            await pause(this.#clock, retryDelayMs);
        }
    }

    close(): void {
        this.#client.close();
    }

    #send(envelope: common.Envelope, timeoutMs: number): Promise<orderer.BroadcastResponse> {
        return new Promise((resolve, reject) => {
            const stream = this.#client.broadcast();
            const stop = this.#clock.after(timeoutMs, () => {
                stream.cancel();
                reject(
                    new DeployError(
                        'TIMEOUT',
                        `Orderer ${this.#address} did not answer in ${String(timeoutMs)} ms`,
                        'The transaction may have been accepted: query the definition before trying again.',
                    ),
                );
            });
            const unreachable = (text: string, cause?: unknown): void => {
                stop();
                reject(
                    new DeployError(
                        'ORDERER_UNREACHABLE',
                        `Orderer ${this.#address} cannot be reached: ${text}`,
                        'Check that the orderer runs, its address, and that its TLS certificate is of the root given for it.',
                        { cause },
                    ),
                );
            };
            stream.on('data', (response: orderer.BroadcastResponse) => {
                stop();
                resolve(response);
            });
            // After an answer both are without effect: the promise is settled.
            stream.on('error', (error: ServiceError) => {
                unreachable(error.details, error);
            });
            stream.on('end', () => {
                unreachable('the stream ended without an answer');
            });
            stream.write(envelope);
            stream.end();
        });
    }
}
