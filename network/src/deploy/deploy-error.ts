// deploy/ brings chaincode onto a running network: package → install → approve → commit. It is a client: everything it
// knows of the network comes through Fabric's own services (protos.Endorser, orderer.AtomicBroadcast, protos.Deliver),
// so native Fabric and the embedded network are the same to it. What a network does with a definition is
// lifecycle/'s business; starting networks and finding running ones is native/'s.

/** Why a deployment stopped. A program compares these; a person reads `message` and `advice`. */
export const DeployErrorCode = {
    LABEL_INVALID: 'LABEL_INVALID',
    CONNECTION_INVALID: 'CONNECTION_INVALID',
    PACKAGE_INVALID: 'PACKAGE_INVALID',
    POLICY_INVALID: 'POLICY_INVALID',
    DEFINITION_INVALID: 'DEFINITION_INVALID',
    MATERIAL_MISSING: 'MATERIAL_MISSING',
    KEY_MISSING: 'KEY_MISSING',
    KEY_OF_OTHER_ORGANIZATION: 'KEY_OF_OTHER_ORGANIZATION',
    PEER_UNREACHABLE: 'PEER_UNREACHABLE',
    ORDERER_UNREACHABLE: 'ORDERER_UNREACHABLE',
    CHANNEL_NOT_FOUND: 'CHANNEL_NOT_FOUND',
    NOT_AN_ADMIN: 'NOT_AN_ADMIN',
    PACKAGE_REFUSED: 'PACKAGE_REFUSED',
    PACKAGE_DIFFERS: 'PACKAGE_DIFFERS',
    PROPOSAL_REFUSED: 'PROPOSAL_REFUSED',
    DEFINITION_DIFFERS: 'DEFINITION_DIFFERS',
    APPROVALS_MISSING: 'APPROVALS_MISSING',
    POLICY_WEAKER: 'POLICY_WEAKER',
    DEFINITION_NOT_AGREED: 'DEFINITION_NOT_AGREED',
    SEQUENCE_MISMATCH: 'SEQUENCE_MISMATCH',
    ENDORSEMENTS_DIFFER: 'ENDORSEMENTS_DIFFER',
    BROADCAST_REFUSED: 'BROADCAST_REFUSED',
    TRANSACTION_INVALID: 'TRANSACTION_INVALID',
    TIMEOUT: 'TIMEOUT',
    NATIVE_BINARIES_MISSING: 'NATIVE_BINARIES_MISSING',
    NATIVE_START_FAILED: 'NATIVE_START_FAILED',
} as const;

export type DeployErrorCode = (typeof DeployErrorCode)[keyof typeof DeployErrorCode];

/** A deployment or a network that could not be completed: what happened (`message`) and what to do (`advice`). */
export class DeployError extends Error {
    override readonly name = 'DeployError';
    readonly code: DeployErrorCode;
    readonly advice: string;

    constructor(code: DeployErrorCode, message: string, advice: string, options?: { readonly cause?: unknown }) {
        super(message, options);
        this.code = code;
        this.advice = advice;
    }
}

/** By code and not by class, so that it holds across copies of this package. */
export function isDeployError(error: unknown, code?: DeployErrorCode): error is DeployError {
    return error instanceof Error && error.name === 'DeployError' && (code === undefined || readCode(error) === code);
}

function readCode(error: Error): unknown {
    return 'code' in error ? error.code : undefined;
}
