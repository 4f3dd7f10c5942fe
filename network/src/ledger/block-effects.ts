import { common, peer } from '@hyperledger/fabric-protos';
import { bytesEqual, sha256 } from '../proto/hash';
import { blockData, blockNumber } from '../proto/block';
import { parseEnvelope, parseTransaction, type ParsedEnvelope } from '../proto/transaction';
import { encodePrivateKvWrites } from '../proto/rwset';
import type { PrivateWritesSource, StateView } from './ledger';
import type { PrivateWrites, TxRwSet, Version } from './read-write-set';
import { UpdateBatch } from './update-batch';
import { versionCheck } from './version-check';

const { VALID } = peer.TxValidationCode;

/** What a block does, once versions have been checked. */
export interface BlockEffects {
    readonly transactions: readonly { readonly txId: string; readonly code: number }[];
    readonly batch: UpdateBatch;
    /** Public writes of valid transactions, deletes included. */
    readonly history: readonly { readonly namespace: string; readonly key: string; readonly tx: number }[];
}

/** Runs the block's transactions in order over committed state. Writes nothing. */
export async function blockEffects(
    block: common.Block,
    codes: readonly number[],
    state: Pick<StateView, 'get' | 'getHashed' | 'range'>,
    privateWrites: PrivateWritesSource,
): Promise<BlockEffects> {
    const batch = new UpdateBatch();
    const transactions: { readonly txId: string; readonly code: number }[] = [];
    const history: { readonly namespace: string; readonly key: string; readonly tx: number }[] = [];
    for (const [tx, envelopeBytes] of blockData(block).entries()) {
        const envelope = tryParse(envelopeBytes);
        const txId = envelope?.txId ?? '';
        let code = codes[tx] ?? peer.TxValidationCode.NOT_VALIDATED;
        if (code === VALID && envelope?.type === common.HeaderType.ENDORSER_TRANSACTION) {
            const { rwSet } = parseTransaction(envelopeBytes);
            // Taken for valid transactions only: an invalid one may bear the id of another that is still to come.
            const plain = privateWrites.take(txId);
            code = await versionCheck(rwSet, state, batch);
            if (code === VALID) {
                const version = { blockNumber: blockNumber(block), txNumber: tx };
                await applyRwSet(rwSet, state, batch, version);
                applyPrivate(rwSet, plain, privateWrites, batch, version);
                history.push(
                    ...rwSet.flatMap(({ namespace, writes }) => writes.map(({ key }) => ({ namespace, key, tx }))),
                );
            }
        }
        transactions.push({ txId, code });
    }
    return { transactions, batch, history };
}

async function applyRwSet(
    rwSet: TxRwSet,
    state: Pick<StateView, 'get' | 'getHashed'>,
    batch: UpdateBatch,
    version: Version,
): Promise<void> {
    for (const { namespace, writes, metadataWrites, collections } of rwSet) {
        const metadata = new Map(metadataWrites.map(({ key, entries }) => [key, entries]));
        for (const { key, value } of writes) {
            const entries = metadata.get(key);
            metadata.delete(key);
            const change = { write: { value }, ...(entries === undefined ? {} : { metadata: entries }) };
            await batch.applyPublic(state, namespace, key, change, version);
        }
        for (const [key, entries] of metadata) {
            await batch.applyPublic(state, namespace, key, { metadata: entries }, version);
        }
        for (const set of collections) {
            for (const { keyHash, valueHash } of set.writes) {
                const change = { write: { value: valueHash } };
                await batch.applyHashed(state, namespace, set.collection, keyHash, change, version);
            }
            for (const { keyHash, entries } of set.metadataWrites) {
                await batch.applyHashed(state, namespace, set.collection, keyHash, { metadata: entries }, version);
            }
        }
    }
}

/** Plain values count only where they are what the block holds the hash of. */
function applyPrivate(
    rwSet: TxRwSet,
    plain: readonly PrivateWrites[],
    source: PrivateWritesSource,
    batch: UpdateBatch,
    version: Version,
): void {
    for (const { namespace, collection, writes } of plain) {
        const set = rwSet
            .find((candidate) => candidate.namespace === namespace)
            ?.collections.find((candidate) => candidate.collection === collection);
        if (set === undefined || !bytesEqual(set.privateRwSetHash, sha256(encodePrivateKvWrites(writes)))) {
            continue;
        }
        for (const mspId of source.members(namespace, collection)) {
            for (const { key, value } of writes) {
                batch.applyPrivate(mspId, namespace, collection, key, value, version);
            }
        }
    }
}

function tryParse(envelopeBytes: Uint8Array): ParsedEnvelope | undefined {
    try {
        return parseEnvelope(envelopeBytes);
    } catch {
        return undefined;
    }
}
