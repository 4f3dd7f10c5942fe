import { status } from '@grpc/grpc-js';
import { GrpcStatusError } from '../gateway/grpc-status';

/** How many calls of one service run at the same time; the next one is refused at once. */
export class ConcurrencyLimit {
    readonly #service: string;
    readonly #limit: number;
    #running = 0;

    /** @param service as in a method's path, e.g. `/gateway.Gateway`. */
    constructor(service: string, limit: number) {
        this.#service = service;
        this.#limit = limit;
    }

    /** @throws GrpcStatusError UNKNOWN with Fabric's text when the limit is reached. */
    async run<T>(work: () => Promise<T>): Promise<T> {
        if (this.#running >= this.#limit) {
            throw new GrpcStatusError(
                status.UNKNOWN,
                `too many requests for ${this.#service}, exceeding concurrency limit (${String(this.#limit)})`,
            );
        }
        this.#running++;
        try {
            return await work();
        } finally {
            this.#running--;
        }
    }
}
