import type { peer } from '@hyperledger/fabric-protos';
import type { Gateway } from './gateway';
import type { EndorserAnswer, GatewayEndorser } from './gateway-endorser';

/** Waits for the work or for the caller to give up (deadline or cancellation), whichever comes first. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, giveUp: () => Error): Promise<T> {
    let aborted: (() => void) | undefined;
    const abort = new Promise<never>((_, reject) => {
        aborted = (): void => {
            reject(giveUp());
        };
        if (signal.aborted) {
            aborted();
        } else {
            signal.addEventListener('abort', aborted, { once: true });
        }
    });
    try {
        return await Promise.race([work, abort]);
    } finally {
        if (aborted !== undefined) {
            signal.removeEventListener('abort', aborted);
        }
    }
}

/** One endorser's answer, or what a gRPC client would report when it takes longer than the gateway allows. */
export async function askEndorser(
    gateway: Gateway,
    endorser: GatewayEndorser,
    proposal: peer.SignedProposal,
): Promise<EndorserAnswer> {
    let cancel: (() => void) | undefined;
    const timeout = new Promise<EndorserAnswer>((resolve) => {
        cancel = gateway.clock.after(gateway.endorsementTimeoutMs, () => {
            resolve({ error: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded' });
        });
    });
    try {
        return await Promise.race([endorser.processProposal(proposal), timeout]);
    } finally {
        cancel?.();
    }
}
