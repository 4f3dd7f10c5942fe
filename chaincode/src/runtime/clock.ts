/** The transaction's time, and the one look at this peer's clock: it can refuse a transaction, it is never written. */
import { refusal } from './errors';
import { DEFAULT_CLOCK_GUARD_MS, type RegisterConfig } from './register-config';
import { runtimeErrors } from './runtime-errors';

/** RFC 3339 of the transaction's timestamp, cut to milliseconds. @throws RUNTIME_CLOCK_SKEW */
export function guardedTime(timestamp: Date, config: RegisterConfig): string {
    const time = timestamp.getTime();
    const limitMs = config.clockGuardMs === 'off' ? DEFAULT_CLOCK_GUARD_MS : config.clockGuardMs;
    if (Number.isNaN(time) || time < 0 || time > LAST_TIME) {
        throw refusal(runtimeErrors.CLOCK_SKEW, { txTime: String(time), limitMs });
    }
    const txTime = timestamp.toISOString();
    if (config.clockGuardMs !== 'off') {
        const peerTime = (config.peerClock ?? Date.now)();
        // Written so that a broken peer clock (NaN) refuses too.
        if (!(Math.abs(time - peerTime) <= limitMs)) {
            throw refusal(runtimeErrors.CLOCK_SKEW, { txTime, limitMs });
        }
    }
    return txTime;
}

/** 9999-12-31T23:59:59.999Z: beyond it RFC 3339 texts no longer compare as times. */
const LAST_TIME = 253_402_300_799_999;
