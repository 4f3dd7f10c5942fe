/** Parts of fabric-shim without types of their own. */

declare module 'fabric-shim/lib/handler' {
    import type { EventEmitter } from 'node:events';
    import type { peer } from '@hyperledger/fabric-protos';
    import type { ChaincodeInterface } from 'fabric-shim';

    /** Speaks the chaincode's side of the peer protocol over a stream of ChaincodeMessages. */
    export class ChaincodeMessageHandler {
        constructor(stream: EventEmitter, chaincode: ChaincodeInterface);
        chat(first: peer.ChaincodeMessage): void;
    }
}

declare module 'fabric-shim/lib/logger' {
    /** Of all loggers made so far; 'CRITICAL' silences refusals, which the shim logs as errors. */
    export function setLevel(level: string): void;
}
