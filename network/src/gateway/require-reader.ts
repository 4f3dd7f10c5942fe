import { status } from '@grpc/grpc-js';
import type { gateway as protos } from '@hyperledger/fabric-protos';
import { readerRefusal } from '../deliver/channel-reader';
import type { Gateway } from './gateway';
import { GrpcStatusError } from './grpc-status';

/** The caller of a signed request must satisfy the channel's Readers. @throws GrpcStatusError PERMISSION_DENIED */
export function requireReader(
    gateway: Gateway,
    signed: protos.SignedCommitStatusRequest | protos.SignedChaincodeEventsRequest,
    request: protos.CommitStatusRequest | protos.ChaincodeEventsRequest,
): void {
    const refusal = readerRefusal(gateway.config, request.getChannelId(), {
        message: signed.getRequest_asU8(),
        identity: request.getIdentity_asU8(),
        signature: signed.getSignature_asU8(),
    });
    if (refusal !== undefined) {
        throw new GrpcStatusError(status.PERMISSION_DENIED, refusal);
    }
}
