// The network's configuration: what may be set, the defaults of fabric-samples' test-network, and the typed error of
// everything that keeps an embedded network from starting. Leaves acting on it to embedded/.

/** Why a network did not start. A program compares these; a person reads `message` and `advice`. */
export const NetworkErrorCode = {
    CONFIG_INVALID: 'CONFIG_INVALID',
    PORT_TAKEN: 'PORT_TAKEN',
    ADDRESS_UNUSABLE: 'ADDRESS_UNUSABLE',
    DATA_DIR_IN_USE: 'DATA_DIR_IN_USE',
    DATA_DIR_MISMATCH: 'DATA_DIR_MISMATCH',
    IDENTITY_NOT_FOUND: 'IDENTITY_NOT_FOUND',
} as const;

export type NetworkErrorCode = (typeof NetworkErrorCode)[keyof typeof NetworkErrorCode];

/** What happened (`message`) and what to do (`advice`). */
export class NetworkError extends Error {
    override readonly name = 'NetworkError';
    readonly code: NetworkErrorCode;
    readonly advice: string;

    constructor(code: NetworkErrorCode, message: string, advice: string, options?: { readonly cause?: unknown }) {
        super(message, options);
        this.code = code;
        this.advice = advice;
    }
}

/** By name and code and not by class, so that it holds across copies of this package. */
export function isNetworkError(error: unknown, code?: NetworkErrorCode): error is NetworkError {
    return (
        error instanceof Error &&
        error.name === 'NetworkError' &&
        (code === undefined || ('code' in error && error.code === code))
    );
}
