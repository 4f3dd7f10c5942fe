// The peer's side of chaincode processes: where a chaincode's service is, one stream to it per peer and package, the
// dialogue of the shim protocol, and starting chaincode processes. What a chaincode may see and change comes in with
// each invocation (simulator and services); which chaincode a name stands for is the lifecycle's business, and what
// becomes of the result is the endorser's. Follows Fabric core/chaincode and fabric-chaincode-node's handler.
import type { peer } from '@hyperledger/fabric-protos';
import type { KeyModification } from '../ledger/ledger';
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
    readonly services: InvocationServices;
}

/** What a peer offers to a running chaincode besides the simulator. Every thrown message is Fabric's text. */
export interface InvocationServices {
    /** History of a key of the invoked chaincode, newest first. */
    history(namespace: string, key: string): AsyncIterable<KeyModification>;
    /** What the proposal's creator may do with a collection. @throws when an explicit collection does not exist. */
    collectionAccess(namespace: string, collection: string): Promise<CollectionAccess>;
    /** @throws when the chaincode has no such collection, implicit ones of the channel's organisations included. */
    requireCollection(namespace: string, collection: string): Promise<void>;
    /**
     * Calls another chaincode in the same transaction. `target` is `name`, `name/channel` or `name:version`. The answer
     * is the callee's own final message, COMPLETED or ERROR: a failing callee does not fail the call.
     */
    call(target: string, args: readonly Uint8Array[], isInit: boolean): Promise<peer.ChaincodeMessage>;
}

export interface CollectionAccess {
    readonly read: boolean;
    readonly write: boolean;
}

export interface InvocationResult {
    readonly response: peer.Response;
    /** With chaincode name and tx id filled in; of the outermost chaincode only. */
    readonly event?: peer.ChaincodeEvent;
}

/** Runs chaincodes that are reached as a service. @throws Error with Fabric's text when the call fails as a whole. */
export interface ChaincodeExecutor {
    /** The chaincode's final message, COMPLETED or ERROR, as it came. @throws when the call fails before that. */
    invoke(invocation: Invocation): Promise<peer.ChaincodeMessage>;
    /** `invoke` with the message read: ERROR is thrown. */
    execute(invocation: Invocation): Promise<InvocationResult>;
    close(): Promise<void>;
}
