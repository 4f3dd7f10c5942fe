import type { common } from '@hyperledger/fabric-protos';

/** One ordering node. `broadcast` answers with a `common.Status` as `orderer.AtomicBroadcast/Broadcast` does: accepted is not committed. */
export interface Orderer {
    broadcast(envelope: Uint8Array): Promise<{ readonly status: number; readonly info: string }>;
    /** Cuts the pending transactions into a block now (manual mode, tests). */
    cut(): Promise<void>;
    /** Number of transactions waiting for a block. */
    readonly pending: number;
    close(): Promise<void>;
}

/** Where the orderer hands its signed blocks; resolves when every peer has committed. */
export type BlockSink = (block: common.Block) => Promise<void>;
