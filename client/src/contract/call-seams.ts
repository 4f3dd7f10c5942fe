import { status } from '@grpc/grpc-js';
import { type ErrorContext, TransportError } from '../errors/tabularium-error';
import { type Clock, fullJitter, type Random, wait } from '../seams';
import { limits } from './retry-rules';

export interface CallSeams {
    readonly clock: Clock;
    readonly random: Random;
}

/** Waits before a repetition, longer with each round. */
export function pause({ clock, random }: CallSeams, round: number, signal?: AbortSignal): Promise<void> {
    return wait(clock, fullJitter(random, round, limits.pauseBaseMs, limits.pauseCapMs), signal);
}

/** Milliseconds that are left of a budget, never below 0. */
export function stopwatch(clock: Clock, budgetMs: number): () => number {
    const end = clock.now().getTime() + budgetMs;
    return () => Math.max(0, end - clock.now().getTime());
}

/** @throws TransportError when the caller has given up; only used where nothing has been sent */
export function assertWanted(signal: AbortSignal | undefined, context: ErrorContext): void {
    if (signal?.aborted === true) {
        throw new TransportError('The caller gave up', status.CANCELLED, { ...context, cause: signal.reason });
    }
}
