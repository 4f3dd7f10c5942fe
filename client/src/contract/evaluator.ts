import type { Asking } from '../endorsers/asking';
import { fromGateway } from '../errors/from-gateway';
import type { ErrorContext } from '../errors/tabularium-error';
import type { CallLimits, ChaincodeCall, Transport } from '../transport/transport';
import { assertWanted, type CallSeams, pause, stopwatch } from './call-seams';
import { limits, verdictOn } from './retry-rules';

/** Asks one peer, and asks again where the question did not arrive. Leaves no trace on the ledger. */
export class Evaluator implements Asking {
    readonly #transport: Pick<Transport, 'evaluate'>;
    readonly #seams: CallSeams;

    constructor(transport: Pick<Transport, 'evaluate'>, seams: CallSeams) {
        this.#transport = transport;
        this.#seams = seams;
    }

    /** `timeoutMs` bounds all tries together. @throws TabulariumError */
    async evaluate(
        call: ChaincodeCall,
        { timeoutMs, signal }: CallLimits,
        context: ErrorContext = { step: 'evaluate' },
    ): Promise<Uint8Array> {
        const left = stopwatch(this.#seams.clock, timeoutMs);
        for (let round = 0; ; round++) {
            assertWanted(signal, context);
            try {
                return await this.#transport.evaluate(call, { timeoutMs: left(), signal });
            } catch (error) {
                assertWanted(signal, context);
                const last = round + 1 >= limits.unreachedTries || left() === 0;
                if (last || verdictOn('evaluate', error) !== 'again') {
                    throw fromGateway(error, context);
                }
                await pause(this.#seams, round, signal);
            }
        }
    }
}
