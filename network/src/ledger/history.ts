import { blockData } from '../proto/block';
import { parseTransaction } from '../proto/transaction';
import type { KeyValueStore } from '../seams/store';
import type { common } from '@hyperledger/fabric-protos';
import { historyPosition, historyRange } from './layout';
import type { KeyModification } from './ledger';

/** Former values of a public key, newest first. Fabric: core/ledger/kvledger/history. */
export async function* keyHistory(
    store: KeyValueStore,
    block: (number: number) => Promise<common.Block | undefined>,
    namespace: string,
    key: string,
): AsyncGenerator<KeyModification> {
    const { from, to } = historyRange(namespace, key);
    for await (const entry of store.range(from, to, { reverse: true })) {
        const position = historyPosition(entry.key);
        const found = await block(position.block);
        const envelopeBytes = found === undefined ? undefined : blockData(found)[position.tx];
        if (envelopeBytes === undefined) {
            throw new Error(`history of ${namespace} names block ${String(position.block)}, which is missing`);
        }
        const { envelope, rwSet } = parseTransaction(envelopeBytes);
        const write = rwSet
            .find((set) => set.namespace === namespace)
            ?.writes.find((candidate) => candidate.key === key);
        yield {
            txId: envelope.txId,
            value: write?.value ?? new Uint8Array(),
            timestamp: {
                seconds: envelope.timestamp?.getSeconds() ?? 0,
                nanos: envelope.timestamp?.getNanos() ?? 0,
            },
            isDelete: write?.value === undefined,
            blockNumber: position.block,
        };
    }
}
