import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Orderer } from '../orderer/orderer';
import { serveStream } from './serve-stream';

/**
 * Handler of `orderer.AtomicBroadcast/Broadcast`: one answer per envelope; the stream ends after the first refusal.
 * Fabric: orderer/common/broadcast/broadcast.go.
 */
export function createBroadcast(
    node: Pick<Orderer, 'broadcast'>,
): (call: ServerDuplexStream<common.Envelope, orderer.BroadcastResponse>) => Promise<void> {
    return (call) =>
        serveStream(call, async (envelope, write) => {
            const { status, info } = await node.broadcast(envelope.serializeBinary());
            const response = new orderer.BroadcastResponse();
            response.setStatus(status as common.StatusMap[keyof common.StatusMap]);
            response.setInfo(info);
            await write(response);
            return status === common.Status.SUCCESS ? 'continue' : 'end';
        });
}
