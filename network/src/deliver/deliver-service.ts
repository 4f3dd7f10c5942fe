import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer, peer, type ledger as rwsets } from '@hyperledger/fabric-protos';
import { deliverBlocks, type DeliverOptions } from './deliver-blocks';
import { filterBlock } from './filtered-block';
import type { SeekRequest } from './seek-request';
import { serveStream } from './serve-stream';

type DeliverCall = ServerDuplexStream<common.Envelope, peer.DeliverResponse>;
type StatusCode = common.StatusMap[keyof common.StatusMap];

/**
 * Plain private writes of a block that the signer of the request may see, by transaction number: those of collections
 * whose member policy the signer meets and whose values this peer holds.
 */
export type PrivateDataOf = (
    block: common.Block,
    request: SeekRequest,
) => Promise<ReadonlyMap<number, rwsets.rwset.TxPvtReadWriteSet>>;

export interface DeliverServiceOptions extends DeliverOptions {
    readonly privateData: PrivateDataOf;
}

/** Handlers of `protos.Deliver`. Fabric: core/peer/deliverevents.go. */
export function createDeliverService(options: DeliverServiceOptions): {
    readonly deliver: (call: DeliverCall) => Promise<void>;
    readonly deliverFiltered: (call: DeliverCall) => Promise<void>;
    readonly deliverWithPrivateData: (call: DeliverCall) => Promise<void>;
} {
    const serve = (call: DeliverCall, toResponse: ToResponse<peer.DeliverResponse>): Promise<void> =>
        serveBlocks(call, options, toResponse, (code) => {
            const response = new peer.DeliverResponse();
            response.setStatus(code);
            return response;
        });
    return {
        deliver: (call) =>
            serve(call, (block) => {
                const response = new peer.DeliverResponse();
                response.setBlock(block);
                return Promise.resolve(response);
            }),
        deliverFiltered: (call) =>
            serve(call, (block) => {
                const response = new peer.DeliverResponse();
                response.setFilteredBlock(filterBlock(block));
                return Promise.resolve(response);
            }),
        deliverWithPrivateData: (call) =>
            serve(call, async (block, request) => {
                const content = new peer.BlockAndPrivateData();
                content.setBlock(block);
                for (const [txNumber, writes] of await options.privateData(block, request)) {
                    content.getPrivateDataMapMap().set(txNumber, writes);
                }
                const response = new peer.DeliverResponse();
                response.setBlockAndPrivateData(content);
                return response;
            }),
    };
}

/** Handler of `orderer.AtomicBroadcast/Deliver`. */
export function createOrdererDeliver(
    options: DeliverOptions,
): (call: ServerDuplexStream<common.Envelope, orderer.DeliverResponse>) => Promise<void> {
    return (call) =>
        serveBlocks(
            call,
            options,
            (block) => {
                const response = new orderer.DeliverResponse();
                response.setBlock(block);
                return Promise.resolve(response);
            },
            (code) => {
                const response = new orderer.DeliverResponse();
                response.setStatus(code);
                return response;
            },
        );
}

type ToResponse<Response> = (block: common.Block, request: SeekRequest) => Promise<Response>;

/** After a complete answer the stream stays open for the next request; any other status ends it. */
function serveBlocks<Response>(
    call: ServerDuplexStream<common.Envelope, Response>,
    options: DeliverOptions,
    toResponse: ToResponse<Response>,
    toStatus: (code: StatusCode) => Response,
): Promise<void> {
    return serveStream(call, async (envelope, write, signal) => {
        const code = await deliverBlocks(
            envelope,
            options,
            async (block, request) => {
                await write(await toResponse(block, request));
            },
            signal,
        );
        if (code === undefined) {
            return 'end';
        }
        await write(toStatus(code as StatusCode));
        return code === common.Status.SUCCESS ? 'continue' : 'end';
    });
}
