/**
 * Fabric's `gateway.Gateway` service of one peer: finds endorsers, collects equal endorsements until the policies are
 * met, passes transactions to the orderer, and answers for commit status and chaincode events. One file per call.
 * Leaves simulation to the endorsers, ordering to the orderer, sockets and limits to `peer/`.
 * Follows Fabric internal/pkg/gateway; every code and text that a client can see is Fabric's.
 */
import type { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfigSource } from '../deliver/channel-reader';
import type { Ledger } from '../ledger/ledger';
import type { Orderer } from '../orderer/orderer';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import type { GatewayEndorser } from './gateway-endorser';

/** What the gateway's calls work with. */
export interface Gateway {
    /** MSP of the gateway's own peer. */
    readonly mspId: string;
    readonly fabric: '2.5' | '3.1';
    readonly config: ChannelConfigSource;
    /** Undefined where this peer has not joined such a channel. */
    readonly channel: (channelId: string) => GatewayChannel | undefined;
    /** Bounds one endorser's answer; the caller's deadline bounds the whole call. */
    readonly endorsementTimeoutMs: number;
    readonly clock: Clock;
    readonly random: Random;
}

/** One channel as the gateway sees it. */
export interface GatewayChannel {
    readonly ledger: Pick<Ledger, 'height' | 'block' | 'blockByTxId' | 'transaction' | 'onCommit'>;
    /** All peers of the channel, the gateway's own first. */
    readonly endorsers: readonly GatewayEndorser[];
    readonly orderers: readonly GatewayOrderer[];
    /** Undefined for chaincodes without a committed definition. */
    readonly metadata: (chaincodeName: string) => Promise<ChaincodeMetadata | undefined>;
}

/** What planning endorsements needs to know of a committed chaincode. */
export interface ChaincodeMetadata {
    /** Bytes of a `protos.ApplicationPolicy`. */
    readonly endorsementPolicy: Uint8Array;
    /** Explicit collections of the definition and the implicit ones of the channel's organisations. */
    readonly collections: readonly peer.StaticCollectionConfig[];
}

export interface GatewayOrderer {
    /** `host:port` */
    readonly address: string;
    readonly mspId: string;
    readonly orderer: Pick<Orderer, 'broadcast'>;
}
