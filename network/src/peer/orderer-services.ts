import { orderer } from '@hyperledger/fabric-protos';
import { createBroadcast } from '../deliver/broadcast-service';
import type { DeliverOptions } from '../deliver/deliver-blocks';
import { createOrdererDeliver } from '../deliver/deliver-service';
import type { Orderer } from '../orderer/orderer';
import { ConcurrencyLimit } from './concurrency-limit';
import { duplex } from './grpc-handlers';
import type { GrpcServerOptions } from './grpc-server';

/** Streams at the same time; Fabric's orderer has no limit by default. */
const MAX_STREAMS = 5000;

/** What an orderer serves. */
export function ordererServices(options: {
    readonly orderer: Pick<Orderer, 'broadcast'>;
    readonly deliver: DeliverOptions;
}): GrpcServerOptions['services'] {
    const limit = new ConcurrencyLimit('/orderer.AtomicBroadcast', MAX_STREAMS);
    return [
        {
            definition: orderer.AtomicBroadcastService,
            handlers: {
                broadcast: duplex(limit, createBroadcast(options.orderer)),
                deliver: duplex(limit, createOrdererDeliver(options.deliver)),
            },
        },
    ];
}
