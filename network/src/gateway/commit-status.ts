import { status } from '@grpc/grpc-js';
import { gateway as protos, type peer } from '@hyperledger/fabric-protos';
import { untilAborted } from './call-deadline';
import type { Gateway, GatewayChannel } from './gateway';
import { GrpcStatusError } from './grpc-status';
import { requireReader } from './require-reader';

/**
 * Tells how a transaction was committed; waits while it is not, for as long as the caller does. A transaction id that
 * occurs twice has the outcome of its first occurrence. Fabric: internal/pkg/gateway/commitstatus.go, commit/finder.go.
 */
export async function commitStatus(
    gateway: Gateway,
    signedRequest: protos.SignedCommitStatusRequest,
    signal: AbortSignal,
): Promise<protos.CommitStatusResponse> {
    const message = signedRequest.getRequest_asU8();
    if (message.length === 0) {
        throw new GrpcStatusError(status.INVALID_ARGUMENT, 'a commit status request is required');
    }
    const request = decode(message);
    if (gateway.fabric === '3.1') {
        requireFields(request);
    }
    const channelId = request.getChannelId();
    requireReader(gateway, signedRequest, request);
    const channel = gateway.channel(channelId);
    if (channel === undefined) {
        throw new GrpcStatusError(status.ABORTED, `channel does not exist: ${channelId}`);
    }
    const outcome = await committed(channel, request.getTransactionId(), signal);
    const response = new protos.CommitStatusResponse();
    response.setResult(outcome.code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
    response.setBlockNumber(outcome.blockNumber);
    return response;
}

function decode(message: Uint8Array): protos.CommitStatusRequest {
    try {
        return protos.CommitStatusRequest.deserializeBinary(message);
    } catch {
        throw new GrpcStatusError(
            status.INVALID_ARGUMENT,
            'invalid status request: proto: cannot parse invalid wire-format data',
        );
    }
}

function requireFields(request: protos.CommitStatusRequest): void {
    const missing =
        (request.getIdentity_asU8().length === 0 && 'no identity provided') ||
        (request.getChannelId() === '' && 'no channel ID provided') ||
        (request.getTransactionId() === '' && 'transaction ID should not be empty');
    if (missing !== false) {
        throw new GrpcStatusError(status.INVALID_ARGUMENT, missing);
    }
}

interface Outcome {
    readonly code: number;
    readonly blockNumber: number;
}

async function committed(channel: GatewayChannel, txId: string, signal: AbortSignal): Promise<Outcome> {
    let unsubscribe: (() => void) | undefined;
    // Subscribed before the ledger is asked, so that no commit falls between the two.
    const notified = new Promise<Outcome>((resolve) => {
        unsubscribe = channel.ledger.onCommit(({ block, transactions }) => {
            const found = transactions.find((transaction) => transaction.txId === txId);
            if (found !== undefined) {
                resolve({ code: found.code, blockNumber: block.getHeader()?.getNumber() ?? 0 });
            }
        });
    });
    try {
        const known = await channel.ledger.transaction(txId);
        if (known !== undefined) {
            return { code: known.validationCode, blockNumber: known.blockNumber };
        }
        return await untilAborted(notified, signal, () => new GrpcStatusError(status.CANCELLED, 'context canceled'));
    } finally {
        unsubscribe?.();
    }
}
