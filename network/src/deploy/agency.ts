import type { PeerEndpoint } from '../backend';
import type { SigningIdentity } from '../msp/identity';
import type { CommitRule } from './commit-rule';
import type { ChaincodeDefinition, CollectionConfig } from './definition';
import type { DeploySeams } from './deploy-seams';
import type { ApprovedDefinition, CommittedDefinition, LifecycleTimeouts } from './lifecycle';

export interface AgencyDeployerOptions {
    /** The organisation's own peer. */
    readonly peer: PeerEndpoint;
    readonly admin: SigningIdentity;
    readonly channelId: string;
    readonly timeouts?: Partial<LifecycleTimeouts>;
    readonly seams?: Partial<DeploySeams>;
}

/** What all organisations are to agree on; the sequence follows from what is committed. */
export interface ChaincodeTerms {
    readonly name: string;
    readonly version: string;
    /** As `ChaincodeDefinition.policy`. */
    readonly policy: string;
    readonly collections?: readonly CollectionConfig[];
}

/** Where a chaincode stands, seen from one organisation. */
export interface ChaincodeStanding {
    readonly committed: CommittedDefinition | undefined;
    /** The terms at the sequence at which they are, or would be, committed. */
    readonly definition: ChaincodeDefinition;
    /** What is committed is what the terms say. */
    readonly isCommitted: boolean;
    /** By MSP id: who has approved the definition. */
    readonly approvals: ReadonlyMap<string, boolean>;
    readonly rule: CommitRule;
    /** What the own organisation has approved at this sequence, whatever it says. */
    readonly approved: ApprovedDefinition | undefined;
    /** Package ids on the own peer. */
    readonly installed: readonly string[];
}

export interface ApproveOptions {
    /** Admits a definition that protects less than the committed one. */
    readonly allowWeaker?: boolean;
    /** Admits another package than the one that was approved for this definition. */
    readonly replacePackage?: boolean;
}

export interface ApprovalPlan {
    readonly definition: ChaincodeDefinition;
    readonly installs: boolean;
    readonly approves: boolean;
}

export interface CommitPlan {
    readonly definition: ChaincodeDefinition;
    /** Those who have approved it, and whose peers will endorse. */
    readonly mspIds: readonly string[];
    readonly rule: CommitRule;
}

export interface Approval {
    readonly sequence: number;
    readonly installed: boolean;
    /** False when exactly this was approved before. */
    readonly approved: boolean;
}

export interface Commitment {
    readonly sequence: number;
    /** False when it was committed before, or by somebody else meanwhile. */
    readonly committed: boolean;
}
