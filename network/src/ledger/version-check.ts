/**
 * Decides whether what a transaction read is still true, in the order in which Fabric asks.
 * Fabric: core/ledger/kvledger/txmgmt/validation/validator.go, rangequery_validator.go, combined_iterator.go.
 */
import { peer } from '@hyperledger/fabric-protos';
import { bytesEqual } from '../proto/hash';
import { compareKeys } from './byte-order';
import type { StateView } from './ledger';
import { RangeSummary } from './range-summary';
import type { CollectionRwSet, KeyRead, NamespaceRwSet, RangeQuery, TxRwSet } from './read-write-set';
import { sameVersion } from './state-simulator';
import type { UpdateBatch } from './update-batch';

type CommittedState = Pick<StateView, 'get' | 'getHashed' | 'range'>;

const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT } = peer.TxValidationCode;

/** Committed state, and what earlier valid transactions of the same block have made of it. */
export async function versionCheck(rwSet: TxRwSet, state: CommittedState, batch: UpdateBatch): Promise<number> {
    for (const namespace of rwSet) {
        if (!(await readsHold(namespace, state, batch))) {
            return MVCC_READ_CONFLICT;
        }
        for (const query of namespace.rangeQueries) {
            if (!(await rangeHolds(namespace.namespace, query, state, batch))) {
                return PHANTOM_READ_CONFLICT;
            }
        }
        for (const collection of namespace.collections) {
            if (!(await hashedReadsHold(namespace.namespace, collection, state, batch))) {
                return MVCC_READ_CONFLICT;
            }
        }
    }
    return VALID;
}

async function readsHold(set: NamespaceRwSet, state: CommittedState, batch: UpdateBatch): Promise<boolean> {
    for (const { key, version } of set.reads) {
        // Any earlier write in the block is a conflict, even of the same value.
        if (batch.publicUpdate(set.namespace, key) !== undefined) {
            return false;
        }
        if (!sameVersion((await state.get(set.namespace, key))?.version, version)) {
            return false;
        }
    }
    return true;
}

async function hashedReadsHold(
    namespace: string,
    set: CollectionRwSet,
    state: CommittedState,
    batch: UpdateBatch,
): Promise<boolean> {
    for (const { keyHash, version } of set.reads) {
        if (batch.hashedUpdate(namespace, set.collection, keyHash) !== undefined) {
            return false;
        }
        if (!sameVersion((await state.getHashed(namespace, set.collection, keyHash))?.version, version)) {
            return false;
        }
    }
    return true;
}

async function rangeHolds(
    namespace: string,
    query: RangeQuery,
    state: CommittedState,
    batch: UpdateBatch,
): Promise<boolean> {
    if (query.merkle !== undefined && query.merkle.maxDegree < 2) {
        // No tree has such a degree: nothing that is read now could match it.
        return false;
    }
    const now = await readsNow(namespace, query, state, batch);
    if (query.merkle === undefined) {
        const then = query.reads ?? [];
        return now.length === then.length && now.every((read, index) => sameRead(read, then[index]));
    }
    const summary = new RangeSummary(query.merkle.maxDegree);
    now.forEach((read) => summary.add(read));
    const { merkle } = summary.done();
    const { hashes } = query.merkle;
    return (
        merkle?.maxLevel === query.merkle.maxLevel &&
        merkle.hashes.length === hashes.length &&
        merkle.hashes.every((hash, index) => bytesEqual(hash, hashes[index] ?? new Uint8Array()))
    );
}

/** What the query would read now. One that was not drained covers its end key as well. */
async function readsNow(
    namespace: string,
    query: RangeQuery,
    state: CommittedState,
    batch: UpdateBatch,
): Promise<readonly KeyRead[]> {
    // U+0000 makes the smallest key above the last one read.
    const endKey = query.exhausted ? query.endKey : `${query.endKey}\u0000`;
    const reads = new Map<string, KeyRead>();
    for await (const [key, { version }] of state.range(namespace, query.startKey, endKey)) {
        reads.set(key, { key, version });
    }
    for (const [key, update] of batch.publicUpdates(namespace)) {
        const inside = compareKeys(key, query.startKey) >= 0 && (endKey === '' || compareKeys(key, endKey) < 0);
        if (inside && update.entry === undefined) {
            reads.delete(key);
        } else if (inside) {
            reads.set(key, { key, version: update.version });
        }
    }
    return [...reads.values()].sort((left, right) => compareKeys(left.key, right.key));
}

function sameRead(now: KeyRead, then: KeyRead | undefined): boolean {
    return then !== undefined && now.key === then.key && sameVersion(now.version, then.version);
}
