import type { Msps } from '../msp/msps';
import type { Policies } from '../policies/policy';

/** What the peers and the orderer take from the last configuration block. */
export interface ChannelConfig {
    readonly channelId: string;
    readonly sequence: number;
    readonly msps: Msps;
    readonly policies: Policies;
    /** Application organisations in the order of their group names. */
    readonly organizations: readonly { readonly group: string; readonly mspId: string }[];
    readonly batch: {
        readonly timeoutMs: number;
        readonly maxMessageCount: number;
        readonly absoluteMaxBytes: number;
        readonly preferredMaxBytes: number;
    };
}
