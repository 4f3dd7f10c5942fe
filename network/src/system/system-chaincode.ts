// The chaincodes that every peer has in itself: what one is, who may call which of their functions, and the query
// (qscc) and configuration (cscc) chaincodes. `_lifecycle` has a room of its own; the legacy lscc is left out, so that
// calling it fails loudly. Follows Fabric core/scc and core/aclmgmt.
import type { peer } from '@hyperledger/fabric-protos';
import type { TxSimulator } from '../ledger/tx-simulator';

/** One call of a system chaincode. */
export interface SystemInvocation {
    /** Empty for proposals without a channel. */
    readonly channelId: string;
    readonly txId: string;
    readonly args: readonly Uint8Array[];
    readonly signedProposal: peer.SignedProposal;
    /** Undefined without a channel, and always for qscc and cscc. */
    readonly simulator: TxSimulator | undefined;
}

/** A chaincode in the peer itself. It never throws: failures are responses with status 500. */
export interface SystemChaincode {
    readonly name: string;
    invoke(invocation: SystemInvocation): Promise<peer.Response>;
}

/** Names that Fabric treats as system chaincodes, whether or not this peer offers them. */
const SYSTEM_NAMES: ReadonlySet<string> = new Set(['_lifecycle', 'cscc', 'qscc', 'lscc']);

export function isSystemChaincode(name: string): boolean {
    return SYSTEM_NAMES.has(name);
}
