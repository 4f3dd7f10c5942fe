import type { StateView } from '../ledger/ledger';

/** What validation needs of a chaincode's committed definition. The lifecycle reads it from namespace `_lifecycle`. */
export interface CommittedDefinition {
    readonly version: string;
    /** Endorsement policy: bytes of a `protos.ApplicationPolicy`. */
    readonly policy: Uint8Array;
    /** Explicit collections only; implicit ones exist for every organisation of the channel. */
    readonly collections: readonly CommittedCollection[];
}

export interface CommittedCollection {
    readonly name: string;
    /** Bytes of a `protos.ApplicationPolicy`; without it the chaincode's policy applies. */
    readonly endorsementPolicy?: Uint8Array;
}

export interface ChaincodeDefinitions {
    /** Undefined: no such chaincode is committed as of this state. Never asked for `_lifecycle` itself. */
    committed(channelState: StateView, name: string): Promise<CommittedDefinition | undefined>;
}
