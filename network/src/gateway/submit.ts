import { status } from '@grpc/grpc-js';
import { common, gateway as protos } from '@hyperledger/fabric-protos';
import { untilAborted } from './call-deadline';
import type { Gateway, GatewayOrderer } from './gateway';
import { GrpcStatusError, type ErrorDetail } from './grpc-status';
import { shuffled } from '../seams/shuffled';
import { errorText } from '../proto/error-text';

/**
 * Hands a signed transaction to an orderer. Success means accepted for ordering, not committed.
 * Fabric: internal/pkg/gateway/submit.go.
 */
export async function submit(
    gateway: Gateway,
    request: protos.SubmitRequest,
    signal: AbortSignal,
): Promise<protos.SubmitResponse> {
    const envelope = request.getPreparedTransaction();
    if (envelope === undefined) {
        throw new GrpcStatusError(status.INVALID_ARGUMENT, 'a prepared transaction is required');
    }
    if (envelope.getSignature_asU8().length === 0) {
        throw new GrpcStatusError(status.INVALID_ARGUMENT, 'prepared transaction must be signed');
    }
    const channelId = request.getChannelId();
    const channel = gateway.channel(channelId);
    if (channel === undefined) {
        throw new GrpcStatusError(
            status.FAILED_PRECONDITION,
            `failed to get config for channel [${channelId}]: could not get last config for channel ${channelId}`,
        );
    }
    if (channel.orderers.length === 0) {
        throw new GrpcStatusError(status.UNAVAILABLE, 'no orderer nodes available');
    }
    await untilAborted(
        broadcast(shuffled(channel.orderers, gateway.random), envelope.serializeBinary()),
        signal,
        () =>
            new GrpcStatusError(
                status.DEADLINE_EXCEEDED,
                'submit timeout expired while broadcasting to ordering service',
            ),
    );
    return new protos.SubmitResponse();
}

async function broadcast(orderers: readonly GatewayOrderer[], envelope: Uint8Array): Promise<void> {
    const details: ErrorDetail[] = [];
    for (const { orderer, address, mspId } of orderers) {
        try {
            const answer = await orderer.broadcast(envelope);
            if (answer.status === common.Status.SUCCESS) {
                return;
            }
            if (answer.status >= 400 && answer.status < 500) {
                throw new GrpcStatusError(
                    status.ABORTED,
                    `received unsuccessful response from orderer: status=${statusName(answer.status)}, info=${answer.info}`,
                );
            }
        } catch (error) {
            if (error instanceof GrpcStatusError) {
                throw error;
            }
            details.push({ address, mspId, message: errorText(error) });
        }
    }
    throw new GrpcStatusError(status.UNAVAILABLE, 'no orderers could successfully process transaction', details);
}

function statusName(code: number): string {
    return Object.entries(common.Status).find(([, value]) => value === code)?.[0] ?? '';
}
