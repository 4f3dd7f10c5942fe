import { common } from '@hyperledger/fabric-protos';
import {
    blockData,
    blockHeader,
    blockNumber,
    computeCommitHash,
    dataHash,
    headerHash,
    setCommitHash,
    setTransactionCodes,
} from '../proto/block';
import { bytesEqual } from '../proto/hash';
import type { KeyValueStore, StoreOperation } from '../seams/store';
import { blockEffects, type BlockEffects } from './block-effects';
import { keyHistory } from './history';
import { expiring, expirySchedule } from './expiry';
import {
    blockKey,
    hashKey,
    historyKey,
    readUint64,
    SAVEPOINT,
    txIdKey,
    uint32,
    uint64,
    UNSETTLED_RANGE,
    unsettledKey,
} from './layout';
import type {
    BlockCommit,
    CollectionTerms,
    CommittedTransaction,
    FindCollectionTerms,
    KeyModification,
    Ledger,
    StateView,
} from './ledger';
import { PrivateData } from './private-data';
import { privateEffectsOf } from './private-effects';
import type { PrivateStore } from './private-store';
import type { PrivateWrites } from './read-write-set';
import { StateSimulator } from './state-simulator';
import { encodeSavepoint, readSavepoint, type Savepoint } from './savepoint';
import { openStateView, stateReader } from './state-view';
import type { TxSimulator } from './tx-simulator';

const NOTHING = new Uint8Array();
const NO_EFFECTS = { sets: [], purges: [] };

export interface LedgerOptions {
    readonly channelId: string;
    readonly store: KeyValueStore;
    /** By MSP id; an organisation without one holds no private data. */
    readonly privateStores?: ReadonlyMap<string, PrivateStore>;
    /** Without it no collection has members. */
    readonly collectionTerms?: FindCollectionTerms;
}

/**
 * Opens the ledger that a store holds, or an empty one. Every block is one synced batch, so after a crash the store has
 * all of a block or nothing of it. The stores of private data follow it: they have the plain writes before, which
 * nobody sees without the block, and are tidied up after.
 * @throws LedgerCorruptError when savepoint and blocks disagree
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
    const { store } = options;
    const ledger = new StoredLedger(options, await readSavepoint(store));
    await ledger.recover();
    return ledger;
}

class StoredLedger implements Ledger {
    readonly channelId: string;
    readonly #store: KeyValueStore;
    readonly #privateData: PrivateData;
    readonly #collectionTerms: FindCollectionTerms;
    readonly #listeners = new Set<(commit: BlockCommit) => void>();
    /** Blocks whose note that something is left to do has not been removed yet. */
    #settled: readonly number[] = [];
    #savepoint: Savepoint;
    #last: Promise<unknown> = Promise.resolve();
    #failure: Error | undefined;

    constructor({ channelId, store, privateStores, collectionTerms }: LedgerOptions, savepoint: Savepoint) {
        this.channelId = channelId;
        this.#store = store;
        this.#privateData = new PrivateData(privateStores ?? new Map<string, PrivateStore>());
        this.#collectionTerms = collectionTerms ?? (() => Promise.resolve(undefined));
        this.#savepoint = savepoint;
    }

    /** Brings the stores of private data to where the ledger is. */
    async recover(): Promise<void> {
        await this.#privateData.discardFrom(this.height);
        for await (const { key } of this.#store.range(UNSETTLED_RANGE.from, UNSETTLED_RANGE.to)) {
            const number = readUint64(Buffer.from(key), 1);
            const block = await this.block(number);
            await this.#privateData.settle(number, block === undefined ? NO_EFFECTS : privateEffectsOf(block));
            this.#settled = [...this.#settled, number];
        }
    }

    get height(): number {
        return this.#savepoint.height;
    }

    info(): { readonly height: number; readonly currentHash: Uint8Array; readonly previousHash: Uint8Array } {
        const { height, currentHash, previousHash } = this.#savepoint;
        return { height, currentHash, previousHash };
    }

    async block(number: number): Promise<common.Block | undefined> {
        this.#assertUsable();
        // A block is there when its write has been acknowledged, not when the store begins to show it.
        const bytes = number < this.height ? await this.#store.get(blockKey(number)) : undefined;
        return bytes === undefined ? undefined : common.Block.deserializeBinary(bytes);
    }

    async blockByHash(hash: Uint8Array): Promise<common.Block | undefined> {
        this.#assertUsable();
        const number = await this.#store.get(hashKey(hash));
        return number === undefined ? undefined : this.block(readUint64(Buffer.from(number), 0));
    }

    async blockByTxId(txId: string): Promise<common.Block | undefined> {
        const position = await this.#position(txId);
        return position === undefined ? undefined : this.block(position.blockNumber);
    }

    async transaction(txId: string): Promise<CommittedTransaction | undefined> {
        const position = await this.#position(txId);
        const block = position === undefined ? undefined : await this.block(position.blockNumber);
        const envelope =
            block === undefined || position === undefined ? undefined : blockData(block)[position.txNumber];
        return position === undefined || envelope === undefined ? undefined : { ...position, envelope };
    }

    view(): StateView {
        this.#assertUsable();
        return openStateView(this.#store, this.height, this.#privateData);
    }

    simulator(txId: string, mspId: string): TxSimulator {
        return new StateSimulator(this.view(), txId, mspId);
    }

    history(namespace: string, key: string): AsyncIterable<KeyModification> {
        this.#assertUsable();
        return keyHistory(this.#store, (number) => this.block(number), namespace, key);
    }

    privateStore(mspId: string): PrivateStore | undefined {
        this.#assertUsable();
        return this.#privateData.of(mspId);
    }

    async privateWrites(mspId: string, block: number): Promise<ReadonlyMap<number, readonly PrivateWrites[]>> {
        const store = await this.#privateData.readable(mspId);
        this.#assertUsable();
        return (await store?.writesOf(block)) ?? new Map<number, never>();
    }

    reconcile(namespace: string, collection: string): Promise<void> {
        const done = this.#last.then(async () => {
            this.#assertUsable();
            const terms = await this.#collectionTerms(stateReader(this.#store), namespace, collection);
            await this.#privateData.reconcile(namespace, collection, terms?.members ?? []);
        });
        this.#last = done.catch(() => undefined);
        return done;
    }

    commit(block: common.Block, codes: readonly number[]): Promise<BlockCommit> {
        // One after the other: each block is checked against the state that the one before has left.
        const commit = this.#last.then(() => this.#commit(block, codes));
        this.#last = commit.catch(() => undefined);
        return commit;
    }

    onCommit(listener: (commit: BlockCommit) => void): () => void {
        this.#listeners.add(listener);
        return () => {
            this.#listeners.delete(listener);
        };
    }

    async close(): Promise<void> {
        await this.#last;
        await Promise.all([this.#store.close(), this.#privateData.close()]);
    }

    async #commit(block: common.Block, codes: readonly number[]): Promise<BlockCommit> {
        this.#assertUsable();
        this.#assertNext(block);
        const effects = await blockEffects(block, codes, stateReader(this.#store));
        const finalCodes = effects.transactions.map(({ code }) => code);
        setTransactionCodes(block, finalCodes);
        const savepoint = this.#advance(block, finalCodes, effects);
        try {
            await this.#write(block, effects, savepoint);
        } catch (error) {
            // What reached the disk is unknown: nothing may be built on it before the store is opened again.
            this.#failure = new Error(
                `ledger ${this.channelId} stopped: block ${String(blockNumber(block))} could not be written`,
                {
                    cause: error,
                },
            );
            throw this.#failure;
        }
        const namespaces = new Set(effects.history.map(({ namespace }) => namespace));
        const commit = { block, transactions: effects.transactions, namespaces };
        this.#listeners.forEach((listener) => {
            try {
                listener(commit);
            } catch (error) {
                // The block is durable whatever a listener does: the fault surfaces by itself, not as a failed commit.
                queueMicrotask(() => {
                    throw error;
                });
            }
        });
        return commit;
    }

    /** The batch in the middle is what makes the block true. */
    async #write(block: common.Block, effects: BlockEffects, savepoint: Savepoint): Promise<void> {
        const number = blockNumber(block);
        const { sets, purges } = effects.private;
        const terms = await this.#termsFor(effects);
        const expired = await expiring(number, this.#store, stateReader(this.#store), effects.batch);
        const unsettled = sets.length + purges.length + expired.length > 0 || this.#privateData.retires(number);
        await this.#privateData.append(
            number,
            sets.flatMap((set) => {
                const found = terms(set.namespace, set.collection);
                return found === undefined ? [] : [{ ...set, ...found }];
            }),
        );
        const operations = [
            ...(await this.#operations(block, effects, savepoint)),
            ...expired,
            ...expirySchedule(number, effects.batch, sets, terms),
            ...this.#settled.map((settled): StoreOperation => ({ type: 'del', key: unsettledKey(settled) })),
            ...(unsettled ? [{ type: 'put', key: unsettledKey(number), value: NOTHING } as const] : []),
        ];
        const write = async (): Promise<void> => {
            await this.#store.write(operations);
            this.#settled = unsettled ? [number] : [];
            this.#savepoint = savepoint;
            if (unsettled) {
                await this.#privateData.settle(number, effects.private);
            }
        };
        const written = write();
        if (purges.length + expired.length > 0) {
            // Clients learn of the block as soon as it is there: what it removes must be gone for them from then on.
            this.#privateData.holdReaders(written);
        }
        await written;
    }

    /** Of the collections that the block touches, as the definitions stood before it. */
    async #termsFor({
        batch,
        private: { sets },
    }: BlockEffects): Promise<(namespace: string, collection: string) => CollectionTerms | undefined> {
        const state = stateReader(this.#store);
        const found = new Map<string, CollectionTerms | undefined>();
        for (const { namespace, collection } of [...batch.hashedUpdates(), ...sets]) {
            const name = JSON.stringify([namespace, collection]);
            if (!found.has(name)) {
                found.set(name, await this.#collectionTerms(state, namespace, collection));
            }
        }
        return (namespace, collection) => found.get(JSON.stringify([namespace, collection]));
    }

    /** Commit hashes begin with block 1. */
    #advance(block: common.Block, codes: readonly number[], effects: BlockEffects): Savepoint {
        let { commitHash } = this.#savepoint;
        if (blockNumber(block) > 0) {
            commitHash = computeCommitHash(codes, effects.batch.stateUpdates(), commitHash);
            setCommitHash(block, commitHash);
        }
        return {
            height: this.height + 1,
            currentHash: headerHash(blockHeader(block)),
            previousHash: this.#savepoint.currentHash,
            commitHash,
        };
    }

    async #operations(
        block: common.Block,
        effects: BlockEffects,
        savepoint: Savepoint,
    ): Promise<readonly StoreOperation[]> {
        const number = blockNumber(block);
        const operations: StoreOperation[] = [
            { type: 'put', key: blockKey(number), value: block.serializeBinary() },
            { type: 'put', key: hashKey(savepoint.currentHash), value: uint64(number) },
            { type: 'put', key: SAVEPOINT, value: encodeSavepoint(savepoint) },
            ...effects.batch.storeOperations(),
        ];
        const seen = new Set<string>();
        for (const [tx, { txId, code }] of effects.transactions.entries()) {
            const key = txIdKey(txId);
            // A repeated id keeps the place of its first occurrence.
            if (txId !== '' && !seen.has(txId) && (await this.#store.get(key)) === undefined) {
                seen.add(txId);
                operations.push({ type: 'put', key, value: Buffer.concat([uint64(number), uint32(tx), uint32(code)]) });
            }
        }
        for (const { namespace, key, tx } of effects.history) {
            operations.push({ type: 'put', key: historyKey(namespace, key, number, tx), value: NOTHING });
        }
        return operations;
    }

    async #position(txId: string): Promise<Omit<CommittedTransaction, 'envelope'> | undefined> {
        this.#assertUsable();
        const bytes = await this.#store.get(txIdKey(txId));
        if (bytes === undefined) {
            return undefined;
        }
        const buffer = Buffer.from(bytes);
        const number = readUint64(buffer, 0);
        return number < this.height
            ? { blockNumber: number, txNumber: buffer.readUInt32BE(8), validationCode: buffer.readUInt32BE(12) }
            : undefined;
    }

    #assertUsable(): void {
        if (this.#failure !== undefined) {
            throw this.#failure;
        }
    }

    #assertNext(block: common.Block): void {
        const header = blockHeader(block);
        const number = blockNumber(block);
        if (number !== this.height) {
            throw new Error(`block ${String(number)} does not follow height ${String(this.height)}`);
        }
        if (!bytesEqual(header.getPreviousHash_asU8(), this.#savepoint.currentHash)) {
            throw new Error(`block ${String(number)} does not name the hash of the block before it`);
        }
        if (!bytesEqual(header.getDataHash_asU8(), dataHash(blockData(block)))) {
            throw new Error(`the data of block ${String(number)} is not what its header names`);
        }
    }
}
