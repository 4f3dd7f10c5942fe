import type { ServerWritableStream, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { BinaryReader, BinaryWriter } from 'google-protobuf';

const SERVING = 1;

/** `grpc.health.v1.HealthCheckRequest`: the service asked for, '' for the whole server. */
interface HealthRequest {
    readonly service: string;
}

interface HealthResponse {
    readonly status: number;
}

const codec = {
    requestSerialize: (request: HealthRequest): Buffer => {
        const writer = new BinaryWriter();
        writer.writeString(1, request.service);
        return Buffer.from(writer.getResultBuffer());
    },
    requestDeserialize: (bytes: Buffer): HealthRequest => {
        const reader = new BinaryReader(bytes);
        let service = '';
        while (reader.nextField()) {
            if (reader.getFieldNumber() === 1) {
                service = reader.readString();
            } else {
                reader.skipField();
            }
        }
        return { service };
    },
    responseSerialize: (response: HealthResponse): Buffer => {
        const writer = new BinaryWriter();
        writer.writeEnum(1, response.status);
        return Buffer.from(writer.getResultBuffer());
    },
    responseDeserialize: (bytes: Buffer): HealthResponse => {
        const reader = new BinaryReader(bytes);
        let status = 0;
        while (reader.nextField()) {
            if (reader.getFieldNumber() === 1) {
                status = reader.readEnum();
            } else {
                reader.skipField();
            }
        }
        return { status };
    },
};

/** `grpc.health.v1.Health`, which has no generated messages here. */
export const HEALTH_SERVICE: ServiceDefinition = {
    check: { path: '/grpc.health.v1.Health/Check', requestStream: false, responseStream: false, ...codec },
    watch: { path: '/grpc.health.v1.Health/Watch', requestStream: false, responseStream: true, ...codec },
};

/** A server that can be reached serves; nothing in it starts later than its port. */
export const healthHandlers: UntypedServiceImplementation = {
    check: (_call: unknown, callback: (error: null, response: HealthResponse) => void) => {
        callback(null, { status: SERVING });
    },
    watch: (call: ServerWritableStream<HealthRequest, HealthResponse>) => {
        call.write({ status: SERVING });
    },
};
