/**
 * Domain events from blocks. This folder owns the reading of whole blocks, the rule which events count, and the stream
 * that survives lost connections; it leaves checkpoints and projections to the application, and verification of blocks
 * to an auditor: the peer that delivers is believed about its validation codes.
 */
import { common, peer } from '@hyperledger/fabric-protos';
import { chaincodeActionOf, type KeyWrite, keyWrites } from '../transport/chaincode-action';

/** A transaction of a chaincode, as it stands in a block. */
export interface BlockTransaction {
    /** Position in the block, from 0. */
    readonly index: number;
    readonly transactionId: string;
    /** Fabric's TxValidationCode as the delivering peer wrote it; 0 is VALID. */
    readonly validationCode: number;
    /** The chaincode that the proposal called. */
    readonly chaincode: string;
    /** The one Fabric event, where the chaincode set one. */
    readonly event: { readonly name: string; readonly payload: Uint8Array } | undefined;
    /** Without writes to private collections, and without changes of metadata only. */
    readonly writes: readonly KeyWrite[];
}

/** Number of the block's metadata that holds one validation code per transaction. */
const transactionsFilter = common.BlockMetadataIndex.TRANSACTIONS_FILTER;

/** As `TxValidationCode.NOT_VALIDATED`: a block without codes comes from an orderer, not from a committed ledger. */
const notValidated = 254;

export function blockNumber(block: common.Block): number {
    const header = block.getHeader();
    if (header === undefined) {
        throw new Error('a block without header');
    }
    return header.getNumber();
}

/**
 * The chaincode transactions of a block in their order; configuration transactions are left out, and so is everything
 * that an invalid transaction claims: of those only id and code are read.
 */
export function blockTransactions(block: common.Block): readonly BlockTransaction[] {
    const codes = block.getMetadata()?.getMetadataList_asU8()[transactionsFilter] ?? new Uint8Array();
    const envelopes = block.getData()?.getDataList_asU8() ?? [];
    return envelopes.flatMap((bytes, index) => {
        const validationCode = codes[index] ?? notValidated;
        const transaction = readTransaction(bytes, validationCode === 0);
        return transaction === undefined ? [] : [{ index, validationCode, ...transaction }];
    });
}

type Content = Omit<BlockTransaction, 'index' | 'validationCode'>;

function readTransaction(bytes: Uint8Array, valid: boolean): Content | undefined {
    try {
        const envelope = common.Envelope.deserializeBinary(bytes);
        const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
        const header = common.ChannelHeader.deserializeBinary(payload.getHeader()?.getChannelHeader_asU8() ?? bytes);
        if (header.getType() !== common.HeaderType.ENDORSER_TRANSACTION) {
            return undefined;
        }
        const transactionId = header.getTxId();
        if (!valid) {
            return { transactionId, chaincode: '', event: undefined, writes: [] };
        }
        return { transactionId, ...readAction(payload.getData_asU8()) };
    } catch (error) {
        if (valid) {
            throw error;
        }
        // Anybody can get bytes into a block; peers mark them invalid.
        return undefined;
    }
}

function readAction(bytes: Uint8Array): Omit<Content, 'transactionId'> {
    const action = chaincodeActionOf(bytes);
    return {
        chaincode: action.getChaincodeId()?.getName() ?? '',
        event: readEvent(action.getEvents_asU8()),
        writes: keyWrites(action),
    };
}

function readEvent(bytes: Uint8Array): BlockTransaction['event'] {
    if (bytes.length === 0) {
        return undefined;
    }
    const event = peer.ChaincodeEvent.deserializeBinary(bytes);
    return { name: event.getEventName(), payload: event.getPayload_asU8() };
}
