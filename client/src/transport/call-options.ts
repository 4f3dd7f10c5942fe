import { type CallOptions, InterceptingCall, type Interceptor, status } from '@grpc/grpc-js';
import { systemClock } from '../seams';
import type { CallLimits } from './transport';

/** What grpc-js needs to keep the limits. With a signal the call carries an interceptor, which is how it is cancelled. */
export function callOptions({ timeoutMs, signal }: CallLimits): CallOptions {
    // gRPC compares deadlines with the process's own clock, whatever clock the client was given.
    const deadline = systemClock.now().getTime() + Math.max(0, timeoutMs);
    return signal === undefined ? { deadline } : { deadline, interceptors: [cancelledBy(signal)] };
}

function cancelledBy(signal: AbortSignal): Interceptor {
    return (options, nextCall) => {
        const call = nextCall(options);
        const cancel = (): void => {
            call.cancelWithStatus(status.CANCELLED, 'Cancelled by the caller');
        };
        return new InterceptingCall(call, {
            start: (metadata, _listener, next) => {
                signal.addEventListener('abort', cancel, { once: true });
                next(metadata, {
                    onReceiveStatus: (received, nextStatus) => {
                        signal.removeEventListener('abort', cancel);
                        nextStatus(received);
                    },
                });
                if (signal.aborted) {
                    cancel();
                }
            },
        });
    };
}
