// Chaincode lifecycle of one peer: installed packages, approvals of its organisation, committed definitions, and what
// they mean for endorsing and validating. `_lifecycle` is driven by ordinary proposals; everything it decides is kept
// in the channel's state under Fabric's own keys, packages in files. Running chaincodes is left to chaincode/, deciding
// whether a transaction is valid to validator/. Follows Fabric core/chaincode/lifecycle.
import type { peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { ChaincodeEndpoint } from '../chaincode/endpoint';
import type { Ledger } from '../ledger/ledger';
import type { TxSimulator } from '../ledger/tx-simulator';
import type { FileSystem } from '../seams/file-system';
import type { AccessControl } from '../system/access-control';
import type { SystemChaincode } from '../system/system-chaincode';

export interface LifecycleOptions {
    readonly mspId: string;
    readonly ledger: (channelId: string) => Ledger | undefined;
    readonly config: (channelId: string) => ChannelConfig | undefined;
    readonly access: AccessControl;
    readonly files: FileSystem;
    /** Channels that the peer has joined: where a list of installed packages looks for their use. */
    readonly channelIds?: () => readonly string[];
    /** Folder of the peer's installed packages. */
    readonly packagesDir: string;
    /** Values for the templates in connection.json, e.g. `{ peername: 'peer0org1' }`. */
    readonly connectionValues?: Readonly<Record<string, string>>;
    readonly fabric: '2.5' | '3.1';
}

/** What endorsing a chaincode needs to know about it. */
export interface EndorsementInfo {
    readonly version: string;
    readonly initRequired: boolean;
    /** Package to run. */
    readonly packageId: string;
}

/** Lifecycle as one peer sees it. */
export interface Lifecycle {
    /** `_lifecycle`. */
    readonly systemChaincode: SystemChaincode;
    /** Reads the definition's sequence through the simulator, so that an upgrade invalidates the transaction. @throws with Fabric's cause. */
    endorsementInfo(channelId: string, name: string, simulator: TxSimulator): Promise<EndorsementInfo>;
    /** Where the service of an installed package listens. @throws when it is not installed. */
    endpoint(packageId: string): Promise<ChaincodeEndpoint>;
    /** True when committed on the channel, approved by the peer's organisation and installed. */
    isInvokable(channelId: string, name: string): Promise<boolean>;
    /** Explicit or implicit collection; the definition is read through the simulator. Undefined when there is none. */
    collection(
        channelId: string,
        namespace: string,
        collection: string,
        simulator: TxSimulator,
    ): Promise<peer.StaticCollectionConfig | undefined>;
    close(): void;
}
