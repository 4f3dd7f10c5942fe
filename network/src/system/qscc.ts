import type { Ledger } from '../ledger/ledger';
import type { AccessControl } from './access-control';
import type { SystemChaincode } from './system-chaincode';

export interface QsccOptions {
    readonly ledger: (channelId: string) => Ledger | undefined;
    readonly access: AccessControl;
}

export declare function createQscc(options: QsccOptions): SystemChaincode;
