import { common, peer } from '@hyperledger/fabric-protos';
import { blockData, blockNumber, transactionCodes } from '../proto/block';
import { parseEnvelope, parseTransaction } from '../proto/transaction';
import type { Purge } from './private-store';
import type { TxRwSet, Version } from './read-write-set';

const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE } = peer.TxValidationCode;

/** Codes of transactions that are what their creator signed, so that the id is his own and nobody else's. */
const OWN_ID: ReadonlySet<number> = new Set([
    VALID,
    MVCC_READ_CONFLICT,
    PHANTOM_READ_CONFLICT,
    ENDORSEMENT_POLICY_FAILURE,
]);

/** What a block says of one transaction's writes into one collection. */
export interface PrivateSet {
    readonly txId: string;
    readonly txNumber: number;
    readonly valid: boolean;
    readonly namespace: string;
    readonly collection: string;
    /** Of the serialized plain writes. */
    readonly hash: Uint8Array;
}

/** What a block asks of the stores of private data. */
export interface PrivateEffects {
    readonly sets: readonly PrivateSet[];
    readonly purges: readonly Purge[];
}

/** Plain values of invalid transactions are kept too, for block events. Fabric: gossip/privdata/coordinator.go. */
export function privateEffects(txId: string, version: Version, code: number, rwSet: TxRwSet): PrivateEffects {
    const valid = code === VALID;
    const found = rwSet.flatMap(({ namespace, collections }) => collections.map((set) => ({ namespace, ...set })));
    return {
        sets: found
            .filter(({ privateRwSetHash }) => privateRwSetHash.length > 0)
            .map(({ namespace, collection, privateRwSetHash: hash }) => ({
                txId,
                txNumber: version.txNumber,
                valid,
                namespace,
                collection,
                hash,
            })),
        purges: found.flatMap(({ namespace, collection, writes }) =>
            writes
                .filter(({ purge }) => valid && purge)
                .map(({ keyHash }) => ({ namespace, collection, keyHash, ...version })),
        ),
    };
}

/** True where the block may have private effects. */
export function hasOwnId(code: number): boolean {
    return OWN_ID.has(code);
}

/** Of a block that is committed. */
export function privateEffectsOf(block: common.Block): PrivateEffects {
    const sets: PrivateSet[] = [];
    const purges: Purge[] = [];
    const codes = transactionCodes(block);
    for (const [txNumber, bytes] of blockData(block).entries()) {
        const code = codes[txNumber] ?? peer.TxValidationCode.NOT_VALIDATED;
        if (hasOwnId(code) && parseEnvelope(bytes).type === common.HeaderType.ENDORSER_TRANSACTION) {
            const { envelope, rwSet } = parseTransaction(bytes);
            const version = { blockNumber: blockNumber(block), txNumber };
            const effects = privateEffects(envelope.txId, version, code, rwSet);
            sets.push(...effects.sets);
            purges.push(...effects.purges);
        }
    }
    return { sets, purges };
}
