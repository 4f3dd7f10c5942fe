import type { OrdererEndpoint, PeerEndpoint } from '../backend';
import type { SigningIdentity } from '../msp/identity';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import type { Connections } from './connections';
import type { ChaincodeDefinition, StoredDefinition } from './definition';

export interface LifecycleClientOptions {
    readonly peer: PeerEndpoint;
    readonly orderer: OrdererEndpoint;
    /** Administrator of the organisation that runs `peer`. */
    readonly admin: SigningIdentity;
    readonly channelId: string;
    readonly clock: Clock;
    readonly random: Random;
    readonly timeouts?: Partial<LifecycleTimeouts>;
    /** Shared with other clients, and left open when this one is closed. Default: its own. */
    readonly connections?: Connections;
}

/** Milliseconds for one call each. */
export interface LifecycleTimeouts {
    /** Default 60 000: an installation runs the peer's external builder. */
    readonly install: number;
    /** Default 30 000. */
    readonly endorse: number;
    /** Default 30 000, repetitions while the orderer has no leader included. */
    readonly broadcast: number;
    /** Default 60 000. */
    readonly commit: number;
}

export interface InstalledChaincode {
    readonly packageId: string;
    readonly label: string;
}

export interface ApprovedDefinition extends StoredDefinition {
    /** Undefined where the organisation approved without a package. */
    readonly packageId: string | undefined;
}

export interface CommittedDefinition extends StoredDefinition {
    /** By MSP id: whether the organisation approved what is committed. */
    readonly approvals: ReadonlyMap<string, boolean>;
}

/**
 * What an organisation's administrator asks of its own peer.
 * Every call fails with a `DeployError`: PEER_UNREACHABLE, NOT_AN_ADMIN, CHANNEL_NOT_FOUND, TIMEOUT or PROPOSAL_REFUSED,
 * and those named with each.
 */
export interface LifecycleQueries {
    /** An already installed package is no error. @throws DeployError PACKAGE_REFUSED. */
    install(
        bytes: Uint8Array,
        packageId: string,
    ): Promise<{ readonly packageId: string; readonly alreadyInstalled: boolean }>;
    queryInstalled(): Promise<readonly InstalledChaincode[]>;
    /** What this organisation approved at a sequence; undefined for nothing. */
    queryApproved(name: string, sequence: number): Promise<ApprovedDefinition | undefined>;
    /** By MSP id of every organisation of the channel. @throws DeployError SEQUENCE_MISMATCH, POLICY_INVALID. */
    checkCommitReadiness(definition: ChaincodeDefinition): Promise<ReadonlyMap<string, boolean>>;
    /** Undefined where the channel has no such chaincode. */
    queryCommitted(name: string): Promise<CommittedDefinition | undefined>;
}

/** The chaincode lifecycle of one organisation among others whose peers can be asked directly. */
export interface LifecycleClient extends LifecycleQueries {
    /**
     * Resolves when the approval is committed on this peer and on `others`; false when exactly this was approved before.
     * @throws DeployError SEQUENCE_MISMATCH, POLICY_INVALID, DEFINITION_INVALID, TRANSACTION_INVALID and those of broadcasting.
     */
    approve(definition: ChaincodeDefinition, packageId?: string, others?: readonly PeerEndpoint[]): Promise<boolean>;
    /**
     * Commits with the endorsements of this peer and of `others`, and resolves when all of them have committed it.
     * @throws DeployError DEFINITION_NOT_AGREED, SEQUENCE_MISMATCH, ENDORSEMENTS_DIFFER, TRANSACTION_INVALID and those of broadcasting.
     */
    commit(definition: ChaincodeDefinition, others?: readonly PeerEndpoint[]): Promise<void>;
    close(): void;
}
