import { status } from '@grpc/grpc-js';
import type { EndorserAnswer } from './gateway-endorser';

/** How a gateway takes an endorser's answer. Fabric: internal/pkg/gateway/apiutils.go. */
export type Verdict =
    | { readonly ok: true }
    | {
          readonly ok: false;
          readonly code: status;
          readonly message: string;
          /** Whether evaluate tries another peer. */
          readonly retry: boolean;
      };

/** A payload tells a chaincode's refusal from a failure of the peer itself: only the former was simulated to its end. */
export function classify(answer: EndorserAnswer): Verdict {
    if (answer.response === undefined) {
        return { ok: false, code: status.UNAVAILABLE, message: answer.error, retry: true };
    }
    if (answer.error !== undefined) {
        return { ok: false, code: status.FAILED_PRECONDITION, message: answer.error, retry: false };
    }
    const response = answer.response.getResponse();
    const code = response?.getStatus() ?? 0;
    const message = response?.getMessage() ?? '';
    if (code >= 200 && code < 400) {
        return { ok: true };
    }
    if (code === 500 && answer.response.getPayload_asU8().length === 0) {
        return { ok: false, code: status.ABORTED, message, retry: true };
    }
    return {
        ok: false,
        code: status.UNKNOWN,
        message: `chaincode response ${String(code)}, ${message}`,
        retry: false,
    };
}
