import type { common, msp } from '@hyperledger/fabric-protos';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
export interface GenesisOrganization {
    /** Also the name of its group. */
    readonly mspId: string;
    readonly mspConfig: msp.FabricMSPConfig;
    readonly anchorPeers?: readonly { readonly host: string; readonly port: number }[];
}
export interface GenesisOptions {
    readonly channelId: string;
    readonly organizations: readonly GenesisOrganization[];
    readonly ordererOrganization: {
        readonly mspId: string;
        readonly mspConfig: msp.FabricMSPConfig;
        /** Group name; default `OrdererOrg`. */
        readonly group?: string;
        /** `host:port`, at least one; the first is the consenter. */
        readonly endpoints: readonly string[];
        /** PEM of the consenter's TLS server certificate (also used as its client certificate). */
        readonly consenterTlsCertificatePem: string;
    };
    /** Defaults as in test-network: 2 s, 10 messages, 99 MB, 512 KB. */
    readonly batch?: { readonly timeoutMs?: number; readonly maxMessageCount?: number; readonly absoluteMaxBytes?: number; readonly preferredMaxBytes?: number };
    /** Defaults V2_0, V2_0, V2_5. */
    readonly capabilities?: { readonly channel?: string; readonly orderer?: string; readonly application?: string };
    readonly clock: Clock;
    readonly random: Random;
}
export declare function createGenesisBlock(options: GenesisOptions): common.Block;
