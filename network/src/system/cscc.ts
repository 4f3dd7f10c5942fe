import type { Ledger } from '../ledger/ledger';
import type { AccessControl } from './access-control';
import type { SystemChaincode } from './system-chaincode';

export interface CsccOptions {
    readonly ledger: (channelId: string) => Ledger | undefined;
    /** Channels that the peer has joined. */
    readonly channelIds: () => readonly string[];
    readonly access: AccessControl;
}

export declare function createCscc(options: CsccOptions): SystemChaincode;
