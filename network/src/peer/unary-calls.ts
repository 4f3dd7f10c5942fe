import type { handleUnaryCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

/** Counts the unary calls of a server that have not been answered. */
export class UnaryCalls {
    #running = 0;
    #idle: (() => void) | undefined;

    get running(): number {
        return this.#running;
    }

    /** Calls back as soon as no call is running any more. */
    whenIdle(listener: () => void): void {
        this.#idle = listener;
        this.#tell();
    }

    /** The same handlers, with the unary ones counted. */
    counted(definition: ServiceDefinition, handlers: UntypedServiceImplementation): UntypedServiceImplementation {
        const counted: UntypedServiceImplementation = { ...handlers };
        for (const [name, method] of Object.entries(definition)) {
            const handler = handlers[name];
            if (!method.requestStream && !method.responseStream && handler !== undefined) {
                counted[name] = this.#count(handler as handleUnaryCall<unknown, unknown>);
            }
        }
        return counted;
    }

    #count(handler: handleUnaryCall<unknown, unknown>): handleUnaryCall<unknown, unknown> {
        return (call, callback) => {
            this.#running++;
            let answered = false;
            const done = (): void => {
                if (!answered) {
                    answered = true;
                    this.#running--;
                    this.#tell();
                }
            };
            call.on('cancelled', done);
            handler(call, (...answer) => {
                callback(...answer);
                done();
            });
        };
    }

    #tell(): void {
        if (this.#running === 0) {
            this.#idle?.();
            this.#idle = undefined;
        }
    }
}
