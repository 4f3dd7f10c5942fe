/** What a register is told at start-up, by the process's environment or by whoever constructs it. */

export interface RegisterConfig {
    /** The chaincode's own name on its channel. */
    readonly register: string;
    /** Lower-case hex SHA-256 of the founding document; only `directory` reads it. '' accepts none. */
    readonly foundingDocumentSha256: string;
    /** Greatest distance between a transaction's timestamp and this peer's clock; 'off' in development only. */
    readonly clockGuardMs: number | 'off';
    /** Milliseconds since 1970; read by the clock guard alone, never written. Default: the process's clock. */
    readonly peerClock?: () => number;
    /** Where unexpected errors go; never to the caller. Default: stderr. */
    readonly logError?: (text: string) => void;
}

export const DEFAULT_CLOCK_GUARD_MS = 15 * 60 * 1000;

/** The environment's names: TABULARIUM_REGISTER, TABULARIUM_FOUNDING_SHA256, TABULARIUM_CLOCK_GUARD. */
export type RegisterEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the start-up configuration; undefined when no register is named, as when metadata is generated.
 * TABULARIUM_CLOCK_GUARD is 'off' or milliseconds; without it the guard is 15 minutes.
 */
export function registerConfigFrom(environment: RegisterEnvironment): RegisterConfig | undefined {
    const register = environment['TABULARIUM_REGISTER'] ?? '';
    if (register === '') {
        return undefined;
    }
    return {
        register,
        foundingDocumentSha256: parseSha256(environment['TABULARIUM_FOUNDING_SHA256'] ?? ''),
        clockGuardMs: parseClockGuard(environment['TABULARIUM_CLOCK_GUARD'] ?? ''),
    };
}

function parseSha256(text: string): string {
    if (!/^([0-9a-f]{64})?$/.test(text)) {
        throw new Error('TABULARIUM_FOUNDING_SHA256 must be 64 lower-case hex digits');
    }
    return text;
}

function parseClockGuard(text: string): number | 'off' {
    if (text === 'off') {
        return 'off';
    }
    if (text === '') {
        return DEFAULT_CLOCK_GUARD_MS;
    }
    if (!/^[1-9]\d{0,9}$/.test(text)) {
        throw new Error("TABULARIUM_CLOCK_GUARD must be 'off' or a number of milliseconds");
    }
    return Number(text);
}
