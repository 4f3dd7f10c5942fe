import { status, type ServiceError } from '@grpc/grpc-js';
import { DeployError } from './deploy-error';

/**
 * The error for a peer's answer other than success. Fabric has no codes for these; the texts are those of
 * core/chaincode/lifecycle, core/endorser and core/policy.
 * @param action What was tried where, e.g. `Approving land on localhost:7051`.
 */
export function refusal(action: string, text: string): DeployError {
    const message = `${action} was refused: ${text}`;
    if (/^channel '.*' not found|Failed to get policy manager for channel/.test(text)) {
        return new DeployError('CHANNEL_NOT_FOUND', message, 'Join the peer to the channel, or name another channel.');
    }
    if (/not agreed to by this org/.test(text)) {
        return new DeployError(
            'DEFINITION_NOT_AGREED',
            message,
            'That organisation must approve exactly this definition first: same version, sequence, policy and collections.',
        );
    }
    if (/sequence/.test(text) && /requested|redefine/.test(text)) {
        return new DeployError(
            'SEQUENCE_MISMATCH',
            message,
            'Somebody else changed the definition, or it is unchanged: query the committed one and use the next sequence.',
        );
    }
    if (/failed ACL check|access denied|creator org|is not an admin/.test(text)) {
        return new DeployError(
            'NOT_AN_ADMIN',
            message,
            "Sign with an administrator (OU 'admin') of the organisation that runs this peer.",
        );
    }
    if (/chaincode install package|could not build chaincode|'InstallChaincode'/.test(text)) {
        return new DeployError(
            'PACKAGE_REFUSED',
            message,
            "Check the package and the peer's external builder for type 'ccaas' (core.yaml, chaincode.externalBuilders).",
        );
    }
    if (/policy/.test(text) && /invalid|unmarshal|could not set defaults/.test(text)) {
        return new DeployError('POLICY_INVALID', message, 'Correct the endorsement policy.');
    }
    if (/error validating chaincode definition/.test(text)) {
        return new DeployError('DEFINITION_INVALID', message, 'Correct the name, the version or the collections.');
    }
    return new DeployError('PROPOSAL_REFUSED', message, "Look into the peer's log.");
}

/** What a gateway tells of a node that it asked in vain. */
export interface NodeFailure {
    readonly mspId: string;
    readonly address: string;
    readonly message: string;
}

/** The error for a transaction that a gateway could not bring to its end, by what the nodes said. */
export function endorsementFailure(action: string, error: ServiceError, nodes: readonly NodeFailure[]): DeployError {
    const text = nodes.map(({ mspId, address, message }) => `${mspId} ${address}: ${message}`).join('; ');
    if (nodes.some(({ message }) => message.includes('ProposalResponsePayloads do not match'))) {
        return new DeployError(
            'ENDORSEMENTS_DIFFER',
            `${action}: the peers do not see the same ledger yet (${text})`,
            'Wait until all peers have the latest block, then try again.',
            { cause: error },
        );
    }
    const mspIds = nodes.filter(({ message }) => /code = Unavailable|failed to connect/.test(message));
    return mspIds.length === 0
        ? refusal(action, text)
        : unreachable(
              action,
              text,
              error,
              mspIds.map(({ mspId }) => mspId),
          );
}

/** The error for a transaction that no orderer took from the gateway. */
export function broadcastFailure(action: string, error: ServiceError, nodes: readonly NodeFailure[]): DeployError {
    const text = nodes.map(({ address, message }) => `${address}: ${message}`).join('; ');
    return new DeployError(
        'ORDERER_UNREACHABLE',
        `${action}: no orderer took the transaction (${text})`,
        'Check that the orderers run and that the own peer reaches them.',
        { cause: error },
    );
}

/** The error for a call to a peer that brought no answer. */
export function peerFailure(action: string, error: ServiceError): DeployError {
    const text = error.details === '' ? error.message : error.details;
    if (error.code === status.DEADLINE_EXCEEDED) {
        return new DeployError(
            'TIMEOUT',
            `${action}: ${text}`,
            'It may still be committed: query the definition before trying again.',
            { cause: error },
        );
    }
    if (error.code !== status.UNAVAILABLE) {
        return refusal(action, text);
    }
    // As internal/pkg/gateway/registry.go: the gateway itself was reached, and knows no peer of these.
    const missing = /failed to find any endorsing peers for org\(s\): (.*)/.exec(text)?.[1]?.split(', ') ?? [];
    return unreachable(action, text, error, missing);
}

/** A peer that cannot be reached: the one that was asked, or those that it asked on. */
export class UnreachableError extends DeployError {
    /** The organisations whose peers the asked one could not reach; empty when it is that itself. */
    readonly mspIds: readonly string[];

    constructor(message: string, mspIds: readonly string[], cause: ServiceError) {
        super(
            'PEER_UNREACHABLE',
            message,
            'Check that the peer runs, its address, and that its TLS certificate is of the root given for it.',
            { cause },
        );
        this.mspIds = mspIds;
    }
}

function unreachable(
    action: string,
    text: string,
    cause: ServiceError,
    mspIds: readonly string[] = [],
): UnreachableError {
    return new UnreachableError(`${action} failed, the peer cannot be reached: ${text}`, mspIds, cause);
}
