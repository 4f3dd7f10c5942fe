import { common, peer } from '@hyperledger/fabric-protos';
import { blockData, blockNumber } from '../proto/block';
import { parseEnvelope, parseTransaction, type ParsedEnvelope } from '../proto/transaction';
import type { StateView } from './ledger';
import { hasOwnId, type PrivateEffects, privateEffects, type PrivateSet } from './private-effects';
import type { Purge } from './private-store';
import type { TxRwSet, Version } from './read-write-set';
import { UpdateBatch } from './update-batch';
import { versionCheck } from './version-check';

const { VALID } = peer.TxValidationCode;

/** What a block does, once versions have been checked. */
export interface BlockEffects {
    readonly transactions: readonly { readonly txId: string; readonly code: number }[];
    readonly batch: UpdateBatch;
    /** Public writes of valid transactions, deletes included. */
    readonly history: readonly { readonly namespace: string; readonly key: string; readonly tx: number }[];
    readonly private: PrivateEffects;
}

/** Runs the block's transactions in order over committed state. Writes nothing. */
export async function blockEffects(
    block: common.Block,
    codes: readonly number[],
    state: Pick<StateView, 'get' | 'getHashed' | 'range'>,
): Promise<BlockEffects> {
    const batch = new UpdateBatch();
    const transactions: { readonly txId: string; readonly code: number }[] = [];
    const history: { readonly namespace: string; readonly key: string; readonly tx: number }[] = [];
    const sets: PrivateSet[] = [];
    const purges: Purge[] = [];
    for (const [tx, envelopeBytes] of blockData(block).entries()) {
        const envelope = tryParse(envelopeBytes);
        const txId = envelope?.txId ?? '';
        let code = codes[tx] ?? peer.TxValidationCode.NOT_VALIDATED;
        if (hasOwnId(code) && envelope?.type === common.HeaderType.ENDORSER_TRANSACTION) {
            const { rwSet } = parseTransaction(envelopeBytes);
            const version = { blockNumber: blockNumber(block), txNumber: tx };
            if (code === VALID) {
                code = await versionCheck(rwSet, state, batch);
            }
            if (code === VALID) {
                await applyRwSet(rwSet, state, batch, version);
                history.push(
                    ...rwSet.flatMap(({ namespace, writes }) => writes.map(({ key }) => ({ namespace, key, tx }))),
                );
            }
            const effects = privateEffects(txId, version, code, rwSet);
            sets.push(...effects.sets);
            purges.push(...effects.purges);
        }
        transactions.push({ txId, code });
    }
    return { transactions, batch, history, private: { sets, purges } };
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

function tryParse(envelopeBytes: Uint8Array): ParsedEnvelope | undefined {
    try {
        return parseEnvelope(envelopeBytes);
    } catch {
        return undefined;
    }
}
