import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { type ActionParts, envelopeOf } from './fake-gateway';

export interface Write {
    readonly namespace: string;
    readonly key: string;
    readonly isDelete?: boolean;
}

/** `TxReadWriteSet` with public writes only. */
export function results(...writes: readonly Write[]): Uint8Array {
    const set = new ledger.rwset.TxReadWriteSet();
    for (const namespace of new Set(writes.map((write) => write.namespace))) {
        const kv = new ledger.rwset.kvrwset.KVRWSet();
        kv.setWritesList(
            writes
                .filter((write) => write.namespace === namespace)
                .map((write) => {
                    const result = new ledger.rwset.kvrwset.KVWrite();
                    result.setKey(write.key);
                    result.setIsDelete(write.isDelete ?? false);
                    result.setValue(Buffer.from('v'));
                    return result;
                }),
        );
        const ns = new ledger.rwset.NsReadWriteSet();
        ns.setNamespace(namespace);
        ns.setRwset(kv.serializeBinary());
        set.addNsRwset(ns);
    }
    return set.serializeBinary();
}

export interface BlockEntry extends ActionParts {
    readonly transactionId: string;
    readonly code?: number;
    readonly type?: common.HeaderTypeMap[keyof common.HeaderTypeMap];
}

export function envelopeBytes({ transactionId, type, ...action }: BlockEntry): Uint8Array {
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(type ?? common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setTxId(transactionId);
    channelHeader.setChannelId('mychannel');
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    return envelopeOf(header, action).serializeBinary();
}

/** A block as a peer delivers it; raw bytes stand for envelopes that nobody can read. */
export function blockOf(number: number, ...entries: readonly (BlockEntry | Uint8Array)[]): common.Block {
    const header = new common.BlockHeader();
    header.setNumber(number);
    const data = new common.BlockData();
    data.setDataList(entries.map((entry) => (entry instanceof Uint8Array ? entry : envelopeBytes(entry))));
    const metadata = new common.BlockMetadata();
    const codes = Buffer.from(entries.map((entry) => (entry instanceof Uint8Array ? 255 : (entry.code ?? 0))));
    metadata.setMetadataList([Buffer.alloc(0), Buffer.alloc(0), codes, Buffer.alloc(0), Buffer.alloc(0)]);
    const block = new common.Block();
    block.setHeader(header);
    block.setData(data);
    block.setMetadata(metadata);
    return block;
}

/** The same block as a peer delivers it filtered. */
export function filteredBlock(
    number: number,
    ...entries: readonly Pick<BlockEntry, 'transactionId' | 'code'>[]
): peer.DeliverResponse {
    const block = new peer.FilteredBlock();
    block.setChannelId('mychannel');
    block.setNumber(number);
    block.setFilteredTransactionsList(
        entries.map(({ transactionId, code = 0 }) => {
            const transaction = new peer.FilteredTransaction();
            transaction.setTxid(transactionId);
            transaction.setType(common.HeaderType.ENDORSER_TRANSACTION);
            transaction.setTxValidationCode(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
            return transaction;
        }),
    );
    const response = new peer.DeliverResponse();
    response.setFilteredBlock(block);
    return response;
}
