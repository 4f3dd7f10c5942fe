// A peer's endorser: checks a proposal, simulates it against the committed state and signs the result. It knows the
// order of the checks and Fabric's texts; running chaincode is left to chaincode/, definitions to lifecycle/, reading
// and recording state to ledger/. Follows Fabric core/endorser.
import type { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { ChaincodeExecutor } from '../chaincode/executor';
import type { Ledger } from '../ledger/ledger';
import type { PrivateWrites } from '../ledger/read-write-set';
import type { Lifecycle } from '../lifecycle/lifecycle';
import type { Identity, SigningIdentity } from '../msp/identity';
import type { Msps } from '../msp/msps';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import type { AccessControl } from '../system/access-control';
import type { SystemChaincode } from '../system/system-chaincode';

/** One peer's answer to a proposal. `error` is set where Fabric also returns a Go error (validation, ACL, duplicate). */
export interface EndorserResult {
    readonly response: peer.ProposalResponse;
    readonly error?: string;
    /** True where one of the filters before the endorser refused: then even the peer's own gateway gets no response. */
    readonly filtered?: boolean;
}

/** One peer's endorser: `protos.Endorser/ProcessProposal`, called over gRPC or by the gateway of the same process. */
export interface Endorser {
    readonly mspId: string;
    /** Advertised, e.g. `peer0.org1.example.com:7051`. */
    readonly address: string;
    /** True when the peer can run this chaincode: committed on the channel, approved by its organisation, installed. */
    hasChaincode(channelId: string, name: string): Promise<boolean>;
    /**
     * `source` says how the proposal came: Fabric's filters (expired certificate, 3.1 also the time window) apply to
     * the gRPC endpoint, and in 3.1 to the peer's own gateway as well. Default: remote.
     */
    processProposal(signedProposal: peer.SignedProposal, source?: 'remote' | 'gateway'): Promise<EndorserResult>;
}

export interface EndorserOptions {
    readonly mspId: string;
    readonly address: string;
    readonly signer: SigningIdentity;
    /** Holds the peer's own MSP and no other: for proposals without a channel. */
    readonly localMsps: Msps;
    readonly ledger: (channelId: string) => Ledger | undefined;
    readonly config: (channelId: string) => ChannelConfig | undefined;
    readonly access: AccessControl;
    readonly executor: ChaincodeExecutor;
    readonly lifecycle: Lifecycle;
    /** Besides `lifecycle.systemChaincode`: qscc and cscc. */
    readonly systemChaincodes: readonly SystemChaincode[];
    readonly privateData: PrivateDataHolders;
    readonly clock: Clock;
    readonly random: Random;
    readonly fabric: '2.5' | '3.1';
}

/** A peer that can keep plain private writes until their transaction commits. */
export interface PrivateDataHolder {
    readonly mspId: string;
    readonly identity: Identity;
    /** `height`: of the ledger at endorsement. Resolves when the writes are safe there. */
    keep(txId: string, height: number, writes: readonly PrivateWrites[]): Promise<void>;
}

/** Where the endorser leaves plain private writes: with itself and, as collections ask for it, with other peers. */
export interface PrivateDataHolders {
    readonly own: Pick<PrivateDataHolder, 'keep'>;
    /** The other peers of a channel that can be reached now. */
    others(channelId: string): readonly PrivateDataHolder[];
}
