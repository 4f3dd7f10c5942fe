import type { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { Msps } from '../msp/msps';

/** Who may use a resource such as `peer/Propose`. */
export interface AccessControl {
    /** Undefined when the proposal's creator may; otherwise Fabric's text. */
    check(resource: string, channelId: string, signedProposal: peer.SignedProposal): string | undefined;
}

export interface AccessControlOptions {
    /** MSP of the peer's own organisation. */
    readonly mspId: string;
    /** Holds the peer's own MSP and no other. */
    readonly localMsps: Msps;
    readonly config: (channelId: string) => ChannelConfig | undefined;
    readonly fabric: '2.5' | '3.1';
}

export declare function createAccessControl(options: AccessControlOptions): AccessControl;
