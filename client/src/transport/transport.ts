/**
 * From calls to bytes at a peer's gateway, and back. This folder owns connections, identities, signatures, proposals
 * and deadlines; it leaves to ../contract what a call means and what is done when it fails, and throws the gateway's
 * own errors. Built on @hyperledger/fabric-gateway, except that proposals and seek requests are made here: their
 * timestamps and nonces come from the client's clock and random source.
 */
import type { common } from '@hyperledger/fabric-protos';
import type { WriteSet } from './chaincode-action';

/** One call of one chaincode function. */
export interface ChaincodeCall {
    readonly chaincode: string;
    readonly transaction: string;
    readonly argument: Uint8Array;
    /** Private input, canonical JSON: endorsing peers see it, blocks do not hold it. */
    readonly privateInput?: Uint8Array | undefined;
}

export interface CallLimits {
    /** Milliseconds from now after which the call fails with DEADLINE_EXCEEDED. */
    readonly timeoutMs: number;
    /** Cancels the call; it then fails with CANCELLED. */
    readonly signal?: AbortSignal | undefined;
}

export interface CommitStatus {
    /** Fabric's TxValidationCode; 0 is VALID. */
    readonly code: number;
    readonly blockNumber: number;
}

/** A transaction with its endorsements, ready to be sent as often as it takes: the bytes stay the same. */
export interface EndorsedTransaction {
    readonly transactionId: string;
    /** What the chaincode answered. */
    readonly result: Uint8Array;
    /** What it would write. */
    writes(): WriteSet;
    /** Sends the signed envelope. Resolves when an orderer has taken it, which is not yet a commit. */
    submit(limits: CallLimits): Promise<void>;
    /** Waits until the peer has committed the transaction; for an unknown id until the time is over. */
    status(limits: CallLimits): Promise<CommitStatus>;
    /** The `common.Envelope` that is sent; signed once `submit` was called. */
    envelope(): Uint8Array;
}

/** Where a stream of blocks begins: at a number, or with the block that is now the last. */
export type BlockStart = number | 'newest';

export interface BlockStream extends AsyncIterable<common.Block, undefined> {
    close(): void;
}

/** What became of the transactions of one block, by transaction id, as TxValidationCode. */
export interface BlockOutcomes {
    readonly blockNumber: number;
    readonly codes: readonly (readonly [transactionId: string, code: number])[];
}

export interface OutcomeStream extends AsyncIterable<BlockOutcomes, undefined> {
    close(): void;
}

export interface Transport {
    /** MSP of the identity that signs. */
    readonly mspId: string;
    readonly channelName: string;
    evaluate(call: ChaincodeCall, limits: CallLimits): Promise<Uint8Array>;
    /** `transactionId` is told before anything is sent, so that a failure can be traced. */
    endorse(
        call: ChaincodeCall,
        organizations: readonly string[],
        limits: CallLimits & { readonly onProposed?: (transactionId: string) => void },
    ): Promise<EndorsedTransaction>;
    /** Whole blocks as this peer has committed them. May be iterated once. */
    blocks(start: BlockStart): Promise<BlockStream>;
    /** Only ids and validation codes of the same blocks. May be iterated once. */
    outcomes(start: BlockStart): Promise<OutcomeStream>;
}
