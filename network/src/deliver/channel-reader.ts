/**
 * Blocks for whoever may read the channel: `protos.Deliver` of the peers, `orderer.AtomicBroadcast/Deliver`, and the
 * parts that the gateway shares with them (the readers' policy check, following the ledger block by block).
 * Leaves the gRPC streams' set-up to `peer/` and everything about transactions to `gateway/`.
 * Follows Fabric common/deliver/deliver.go and core/peer/deliverevents.go.
 */
import type { ChannelConfig } from '../channel/channel-config';
import type { SignedData } from '../policies/policy';

/** Who may read from peers, and who from orderers. */
export const READERS = '/Channel/Application/Readers';
export const ORDERER_READERS = '/Channel/Readers';

/** Current configuration of a channel; undefined when this node has no such channel. */
export type ChannelConfigSource = (channelId: string) => ChannelConfig | undefined;

/**
 * Undefined when the signer may read the channel's blocks and events (`event/*`, `gateway/*` resources with their
 * default policy); otherwise Fabric's text, which does not tell a bad signature from a lack of rights.
 */
export function readerRefusal(
    config: ChannelConfigSource,
    channelId: string,
    signed: SignedData,
    path: string = READERS,
): string | undefined {
    const policies = config(channelId)?.policies;
    if (policies === undefined) {
        return `Failed to get policy manager for channel [${channelId}]`;
    }
    const policy = policies.policy(path);
    const failure = policy === undefined ? `no such policy: '${path}'` : policy.evaluateSignedData([signed]);
    if (failure === undefined) {
        return undefined;
    }
    return `Failed evaluating policy on signed data during check policy on channel [${channelId}] with policy [${path}]: [${failure}]`;
}
