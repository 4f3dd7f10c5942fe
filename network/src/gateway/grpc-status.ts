import { Metadata, status } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { errorText } from '../proto/error-text';

/** One node's part in a failure. */
export interface ErrorDetail {
    /** As advertised, e.g. `peer0.org1.example.com:7051`. */
    readonly address: string;
    readonly mspId: string;
    readonly message: string;
}

/** A failed call, with the code and text that go to the client. */
export class GrpcStatusError extends Error {
    override readonly name = 'GrpcStatusError';
    readonly code: status;
    readonly details: readonly ErrorDetail[];

    constructor(code: status, message: string, details: readonly ErrorDetail[] = []) {
        super(message);
        this.code = code;
        this.details = details;
    }
}

/** What grpc-js sends: code, text and, in the trailers, `google.rpc.Status` with one `gateway.ErrorDetail` per node. */
export interface ServiceStatus {
    readonly code: status;
    readonly details: string;
    readonly metadata: Metadata;
}

/** Anything that is not a `GrpcStatusError` is UNKNOWN with its message, as Go's gRPC server answers plain errors. */
export function toServiceStatus(error: unknown): ServiceStatus {
    const failure = error instanceof GrpcStatusError ? error : new GrpcStatusError(status.UNKNOWN, errorText(error));
    const metadata = new Metadata();
    if (failure.details.length > 0) {
        metadata.set('grpc-status-details-bin', Buffer.from(encodeStatus(failure)));
    }
    return { code: failure.code, details: failure.message, metadata };
}

function encodeStatus(failure: GrpcStatusError): Uint8Array {
    const message = new google.rpc.Status();
    message.setCode(failure.code);
    message.setMessage(failure.message);
    message.setDetailsList(failure.details.map(encodeDetail));
    return message.serializeBinary();
}

function encodeDetail(detail: ErrorDetail): Any {
    const message = new gateway.ErrorDetail();
    message.setAddress(detail.address);
    message.setMspId(detail.mspId);
    message.setMessage(detail.message);
    const any = new Any();
    any.setTypeUrl('type.googleapis.com/gateway.ErrorDetail');
    any.setValue(message.serializeBinary());
    return any;
}
