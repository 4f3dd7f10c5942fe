import { common, ledger, peer } from '@hyperledger/fabric-protos';
import type { Transport } from '@tabularium/client';
import { spread } from './statistics';

/** Medians over transactions of one kind, as they stand in their blocks; all namespaces together. */
export interface TransactionFigures {
    readonly reads: number;
    readonly writes: number;
    readonly metadataWrites: number;
    /** Of the envelope. */
    readonly bytes: number;
}

interface Written {
    readonly transactionId: string;
    readonly blockNumber: number;
}

export async function transactionFigures(
    written: readonly Written[],
    transport: Transport,
): Promise<TransactionFigures> {
    const wanted = new Set(written.map(({ transactionId }) => transactionId));
    const found: TransactionFigures[] = [];
    const blocks = await transport.blocks(Math.min(...written.map(({ blockNumber }) => blockNumber)));
    try {
        for await (const block of blocks) {
            for (const bytes of block.getData()?.getDataList_asU8() ?? []) {
                const { transactionId, figures } = readTransaction(bytes);
                if (wanted.delete(transactionId)) {
                    found.push(figures());
                }
            }
            if (wanted.size === 0) {
                break;
            }
        }
    } finally {
        blocks.close();
    }
    const median = (value: (figures: TransactionFigures) => number): number => spread(found.map(value)).median;
    return {
        reads: median(({ reads }) => reads),
        writes: median(({ writes }) => writes),
        metadataWrites: median(({ metadataWrites }) => metadataWrites),
        bytes: median(({ bytes }) => bytes),
    };
}

function readTransaction(bytes: Uint8Array): { transactionId: string; figures: () => TransactionFigures } {
    const envelope = common.Envelope.deserializeBinary(bytes);
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = common.ChannelHeader.deserializeBinary(
        payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    return {
        transactionId: header.getTxId(),
        figures: () => ({ ...stateOperations(payload.getData_asU8()), bytes: bytes.length }),
    };
}

function stateOperations(bytes: Uint8Array): Omit<TransactionFigures, 'bytes'> {
    const [action] = peer.Transaction.deserializeBinary(bytes).getActionsList();
    const payload = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    const response = peer.ProposalResponsePayload.deserializeBinary(
        payload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
    );
    const { TxReadWriteSet, kvrwset } = ledger.rwset;
    const results = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
    const sets = TxReadWriteSet.deserializeBinary(results)
        .getNsRwsetList()
        // Every endorsement also reads the definition of the chaincode; that is the peer's read, not the register's.
        .filter((set) => set.getNamespace() !== '_lifecycle')
        .map((set) => kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()));
    const sum = (count: (set: ledger.rwset.kvrwset.KVRWSet) => number): number =>
        sets.reduce((subtotal, set) => subtotal + count(set), 0);
    return {
        reads: sum((set) => set.getReadsList().length),
        writes: sum((set) => set.getWritesList().length),
        metadataWrites: sum((set) => set.getMetadataWritesList().length),
    };
}
