import { sha256 } from '../proto/hash';
import { encodePrivateKvWrites } from '../proto/rwset';
import { sortedEntries } from './byte-order';
import type {
    CollectionRwSet,
    HashedWrite,
    KeyWrite,
    MetadataEntry,
    NamespaceRwSet,
    RangeQuery,
    Version,
} from './read-write-set';

/** Collects what one transaction does in one namespace; later calls for a key replace earlier ones. */
export class NamespaceBuilder {
    readonly reads = new Map<string, Version | undefined>();
    readonly writes = new Map<string, Uint8Array | undefined>();
    readonly metadataWrites = new Map<string, readonly MetadataEntry[]>();
    readonly rangeQueries: RangeQuery[] = [];
    readonly #collections = new Map<string, CollectionBuilder>();

    collection(name: string): CollectionBuilder {
        const builder = this.#collections.get(name) ?? new CollectionBuilder();
        this.#collections.set(name, builder);
        return builder;
    }

    collections(): readonly (readonly [string, CollectionBuilder])[] {
        return sortedEntries(this.#collections);
    }

    build(namespace: string): NamespaceRwSet {
        return {
            namespace,
            reads: sortedEntries(this.reads).map(([key, version]) => ({ key, version })),
            rangeQueries: distinctQueries(this.rangeQueries),
            writes: sortedEntries(this.writes).map(([key, value]) => ({ key, value })),
            metadataWrites: sortedEntries(this.metadataWrites).map(([key, entries]) => ({ key, entries })),
            collections: this.collections().map(([name, builder]) => builder.build(name)),
        };
    }
}

interface PrivateWrite {
    readonly value: Uint8Array | undefined;
    readonly purge: boolean;
}

/** The same for one collection: hashes for the block, plain values for the members. */
export class CollectionBuilder {
    readonly #reads = new Map<string, Version | undefined>();
    readonly #metadataWrites = new Map<string, readonly MetadataEntry[]>();
    readonly writes = new Map<string, PrivateWrite>();

    read(key: string, version: Version | undefined): void {
        this.#reads.set(key, version);
    }

    setMetadata(key: string, entries: readonly MetadataEntry[]): void {
        this.#metadataWrites.set(hexHash(key), entries);
    }

    get metadataKeyHashes(): readonly Uint8Array[] {
        return [...this.#metadataWrites.keys()].map((hex) => Buffer.from(hex, 'hex'));
    }

    plainWrites(): readonly KeyWrite[] {
        return sortedEntries(this.writes).map(([key, { value }]) => ({ key, value }));
    }

    build(collection: string): CollectionRwSet {
        const plain = this.plainWrites();
        return {
            collection,
            // Fabric sorts by the plain key although only hashes are recorded (rwsetutil/rwset_builder.go).
            reads: sortedEntries(this.#reads).map(([key, version]) => ({ keyHash: sha256(key), version })),
            writes: this.#hashedWrites(),
            metadataWrites: sortedEntries(this.#metadataWrites).map(([hex, entries]) => ({
                keyHash: Buffer.from(hex, 'hex'),
                entries,
            })),
            privateRwSetHash: plain.length === 0 ? new Uint8Array() : sha256(encodePrivateKvWrites(plain)),
        };
    }

    #hashedWrites(): readonly HashedWrite[] {
        return sortedEntries(this.writes).map(([key, { value, purge }]) => ({
            keyHash: sha256(key),
            valueHash: value === undefined ? undefined : sha256(value),
            purge,
        }));
    }
}

/** A query that was repeated with the same outcome is recorded once, where it was first executed. */
function distinctQueries(queries: readonly RangeQuery[]): readonly RangeQuery[] {
    const first = new Map<string, RangeQuery>();
    for (const query of queries) {
        const name = JSON.stringify([query.startKey, query.endKey, query.exhausted]);
        first.set(name, first.get(name) ?? query);
    }
    return [...first.values()];
}

function hexHash(key: string): string {
    return Buffer.from(sha256(key)).toString('hex');
}
