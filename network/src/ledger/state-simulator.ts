import { sha256 } from '../proto/hash';
import { sortedEntries } from './byte-order';
import type { StateView } from './ledger';
import type { StateEntry } from './state-entry';
import { NamespaceBuilder } from './namespace-builder';
import { recordedRange, unrecordedRange } from './range-iterator';
import type { MetadataEntry, PrivateWrites, Version } from './read-write-set';
import type { KeyPolicy, RangeIterator, SimulationResult, TxSimulator } from './tx-simulator';

/** Metadata name of a key-level endorsement policy. */
export const VALIDATION_PARAMETER = 'VALIDATION_PARAMETER';

/** Simulates over a view that it owns and releases. `mspId`: whose peer simulates, for plain private values. */
export class StateSimulator implements TxSimulator {
    readonly #view: StateView;
    readonly #txId: string;
    readonly #mspId: string;
    readonly #namespaces = new Map<string, NamespaceBuilder>();
    readonly #iterators: RangeIterator[] = [];
    readonly #privateReads = new Map<string, { readonly namespace: string; readonly collection: string }>();
    #wrote = false;
    #paged = false;
    #queriedPrivate = false;

    constructor(view: StateView, txId: string, mspId: string) {
        this.#view = view;
        this.#txId = txId;
        this.#mspId = mspId;
    }

    async getState(namespace: string, key: string): Promise<Uint8Array | undefined> {
        return (await this.#read(namespace, key))?.value;
    }

    setState(namespace: string, key: string, value: Uint8Array): void {
        this.#beforeWrite();
        this.#namespace(namespace).writes.set(key, value.length === 0 ? undefined : value);
    }

    deleteState(namespace: string, key: string): void {
        this.setState(namespace, key, new Uint8Array());
    }

    async getMetadata(namespace: string, key: string): Promise<readonly MetadataEntry[]> {
        return (await this.#read(namespace, key))?.metadata ?? [];
    }

    setMetadata(namespace: string, key: string, entries: readonly MetadataEntry[]): void {
        this.#beforeWrite();
        this.#namespace(namespace).metadataWrites.set(key, entries);
    }

    range(
        namespace: string,
        startKey: string,
        endKey: string,
        page?: { readonly size: number; readonly bookmark: string },
    ): RangeIterator {
        if (page !== undefined && this.#wrote) {
            throw this.#unsupported('Paginated queries are supported only in a read-only transaction');
        }
        this.#paged ||= page !== undefined;
        const from = page === undefined || page.bookmark === '' ? startKey : page.bookmark;
        const entries = this.#view.range(namespace, from, endKey);
        const bounds = { startKey: from, endKey };
        return this.#opened(recordedRange(entries, bounds, this.#namespace(namespace), page?.size));
    }

    async getPrivate(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined> {
        const [plain, hashed] = await Promise.all([
            this.#view.getPrivate(this.#mspId, namespace, collection, key),
            this.#view.getHashed(namespace, collection, sha256(key)),
        ]);
        if (!sameVersion(plain?.version, hashed?.version)) {
            throw new Error(
                `private data matching public hash version is not available. Public hash version = ${versionText(hashed?.version)}, Private data version = ${versionText(plain?.version)}`,
            );
        }
        this.#namespace(namespace).collection(collection).read(key, hashed?.version);
        this.#privateReads.set(JSON.stringify([namespace, collection]), { namespace, collection });
        return plain?.value;
    }

    async getPrivateHash(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined> {
        const hashed = await this.#view.getHashed(namespace, collection, sha256(key));
        this.#namespace(namespace).collection(collection).read(key, hashed?.version);
        return hashed?.value;
    }

    setPrivate(namespace: string, collection: string, key: string, value: Uint8Array): void {
        this.#beforeWrite();
        const written = value.length === 0 ? undefined : value;
        this.#namespace(namespace).collection(collection).writes.set(key, { value: written, purge: false });
    }

    deletePrivate(namespace: string, collection: string, key: string): void {
        this.setPrivate(namespace, collection, key, new Uint8Array());
    }

    purgePrivate(namespace: string, collection: string, key: string): void {
        this.#beforeWrite();
        this.#namespace(namespace).collection(collection).writes.set(key, { value: undefined, purge: true });
    }

    rangePrivate(namespace: string, collection: string, startKey: string, endKey: string): RangeIterator {
        if (this.#wrote) {
            throw this.#unsupported('Queries on pvt data is supported only in a read-only transaction');
        }
        this.#queriedPrivate = true;
        const entries = this.#view.rangePrivate(this.#mspId, namespace, collection, startKey, endKey);
        return this.#opened(unrecordedRange(entries));
    }

    async done(): Promise<SimulationResult> {
        for (const iterator of this.#iterators) {
            await iterator.close();
        }
        const namespaces = sortedEntries(this.#namespaces);
        const result = {
            rwSet: namespaces.map(([namespace, builder]) => builder.build(namespace)),
            privateWrites: namespaces.flatMap(([namespace, builder]) => privateWrites(namespace, builder)),
            privateReads: [...this.#privateReads.values()],
            keyPolicies: await this.#keyPolicies(),
        };
        await this.abandon();
        return result;
    }

    async abandon(): Promise<void> {
        for (const iterator of this.#iterators.splice(0)) {
            await iterator.close();
        }
        await this.#view.release();
    }

    /** The committed policies of the keys that this transaction writes. */
    async #keyPolicies(): Promise<readonly KeyPolicy[]> {
        const found = new Map<string, KeyPolicy>();
        const note = (scope: Omit<KeyPolicy, 'policy'>, entry: StateEntry | undefined): void => {
            const policy = entry?.metadata.find(({ name }) => name === VALIDATION_PARAMETER)?.value;
            if (policy !== undefined && policy.length > 0) {
                found.set(JSON.stringify([scope, Buffer.from(policy).toString('base64')]), { ...scope, policy });
            }
        };
        for (const [namespace, builder] of sortedEntries(this.#namespaces)) {
            for (const key of new Set([...builder.writes.keys(), ...builder.metadataWrites.keys()])) {
                note({ namespace }, await this.#view.get(namespace, key));
            }
            for (const [collection, { writes, metadataKeyHashes }] of builder.collections()) {
                for (const keyHash of [...[...writes.keys()].map((key) => sha256(key)), ...metadataKeyHashes]) {
                    note({ namespace, collection }, await this.#view.getHashed(namespace, collection, keyHash));
                }
            }
        }
        return [...found.values()];
    }

    async #read(namespace: string, key: string): Promise<StateEntry | undefined> {
        const entry = await this.#view.get(namespace, key);
        this.#namespace(namespace).reads.set(key, entry?.version);
        return entry;
    }

    #namespace(name: string): NamespaceBuilder {
        const builder = this.#namespaces.get(name) ?? new NamespaceBuilder();
        this.#namespaces.set(name, builder);
        return builder;
    }

    #opened(iterator: RangeIterator): RangeIterator {
        this.#iterators.push(iterator);
        return iterator;
    }

    #beforeWrite(): void {
        if (this.#queriedPrivate) {
            throw this.#unsupported('Transaction has already performed queries on pvt data. Writes are not allowed');
        }
        if (this.#paged) {
            throw this.#unsupported('Transaction has already performed a paginated query. Writes are not allowed');
        }
        this.#wrote = true;
    }

    /** The misspelling is Fabric's. */
    #unsupported(why: string): Error {
        return new Error(`txid [${this.#txId}]: unsuppored transaction. ${why}`);
    }
}

export function sameVersion(left: Version | undefined, right: Version | undefined): boolean {
    return left?.blockNumber === right?.blockNumber && left?.txNumber === right?.txNumber;
}

function privateWrites(namespace: string, builder: NamespaceBuilder): readonly PrivateWrites[] {
    return builder
        .collections()
        .map(([collection, built]) => ({ namespace, collection, writes: built.plainWrites() }))
        .filter(({ writes }) => writes.length > 0);
}

function versionText(version: Version | undefined): string {
    return version === undefined
        ? '<nil>'
        : `{BlockNum: ${String(version.blockNumber)}, TxNum: ${String(version.txNumber)}}`;
}
