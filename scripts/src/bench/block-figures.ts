import { common, ledger, peer } from '@hyperledger/fabric-protos';
import type { Transport } from '@tabularium/client';
import { spread } from './statistics';
import type { Written } from './workload';

/** Medians over transactions of one kind, as they stand in their blocks; all namespaces together. */
export interface TransactionFigures {
    readonly reads: number;
    readonly writes: number;
    readonly metadataWrites: number;
    /** Of hashes, which values are read and written with. */
    readonly privateReads: number;
    readonly privateWrites: number;
    /** Of the envelope. */
    readonly bytes: number;
}

/** Of operations whose transactions are told in their order: those of one operation are added up. */
export async function operationFigures(
    written: readonly (readonly Written[])[],
    transport: Transport,
): Promise<TransactionFigures> {
    const found = await figuresById(written.flat(), transport);
    const operations = written.map((transactions) =>
        transactions.map(({ transactionId }) => found.get(transactionId)).filter((figures) => figures !== undefined),
    );
    const median = (value: (figures: TransactionFigures) => number): number =>
        spread(operations.map((figures) => figures.reduce((sum, each) => sum + value(each), 0))).median;
    return {
        reads: median(({ reads }) => reads),
        writes: median(({ writes }) => writes),
        metadataWrites: median(({ metadataWrites }) => metadataWrites),
        privateReads: median(({ privateReads }) => privateReads),
        privateWrites: median(({ privateWrites }) => privateWrites),
        bytes: median(({ bytes }) => bytes),
    };
}

async function figuresById(
    written: readonly Written[],
    transport: Transport,
): Promise<ReadonlyMap<string, TransactionFigures>> {
    const wanted = new Set(written.map(({ transactionId }) => transactionId));
    const found = new Map<string, TransactionFigures>();
    const blocks = await transport.blocks(Math.min(...written.map(({ blockNumber }) => blockNumber)));
    try {
        for await (const block of blocks) {
            for (const bytes of block.getData()?.getDataList_asU8() ?? []) {
                const { transactionId, figures } = readTransaction(bytes);
                if (wanted.delete(transactionId)) {
                    found.set(transactionId, figures());
                }
            }
            if (wanted.size === 0) {
                break;
            }
        }
    } finally {
        blocks.close();
    }
    return found;
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
    const namespaces = TxReadWriteSet.deserializeBinary(results)
        .getNsRwsetList()
        // Every endorsement also reads the definition of the chaincode; that is the peer's read, not the register's.
        .filter((set) => set.getNamespace() !== '_lifecycle');
    const sets = namespaces.map((set) => kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()));
    const hashedSets = namespaces
        .flatMap((set) => set.getCollectionHashedRwsetList())
        .map((set) => kvrwset.HashedRWSet.deserializeBinary(set.getHashedRwset_asU8()));
    return {
        reads: sum(sets, (set) => set.getReadsList().length),
        writes: sum(sets, (set) => set.getWritesList().length),
        metadataWrites: sum(sets, (set) => set.getMetadataWritesList().length),
        privateReads: sum(hashedSets, (set) => set.getHashedReadsList().length),
        privateWrites: sum(hashedSets, (set) => set.getHashedWritesList().length),
    };
}

function sum<Set>(sets: readonly Set[], count: (set: Set) => number): number {
    return sets.reduce((subtotal, set) => subtotal + count(set), 0);
}
