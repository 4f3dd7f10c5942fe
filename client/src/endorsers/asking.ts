import type { ErrorContext } from '../errors/tabularium-error';
import type { CallLimits, ChaincodeCall } from '../transport/transport';

/** Questions to a peer; `context` is what their failures will say of themselves. */
export interface Asking {
    /** @throws TabulariumError */
    evaluate(call: ChaincodeCall, limits: CallLimits, context: ErrorContext): Promise<Uint8Array>;
}
