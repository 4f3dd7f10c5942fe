import type { peer } from '@hyperledger/fabric-protos';
import type { TxSimulator } from '../ledger/tx-simulator';

/** One invocation of a chaincode process for one peer. */
export interface Invocation {
    /** `label:hash`. */
    readonly packageId: string;
    /** Chaincode name = namespace. */
    readonly name: string;
    readonly channelId: string;
    readonly txId: string;
    readonly args: readonly Uint8Array[];
    readonly isInit: boolean;
    readonly signedProposal: peer.SignedProposal;
    readonly simulator: TxSimulator;
}

export interface InvocationResult {
    readonly response: peer.Response;
    /** With chaincode name and tx id filled in; of the outermost chaincode only. */
    readonly event?: peer.ChaincodeEvent;
}

/** Runs chaincodes that are reached as a service. @throws Error with Fabric's text when the call fails as a whole. */
export interface ChaincodeExecutor {
    execute(invocation: Invocation): Promise<InvocationResult>;
    close(): Promise<void>;
}
