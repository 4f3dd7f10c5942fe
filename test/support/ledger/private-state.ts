/**
 * Private data as every peer keeps it: hashes with versions on all peers, values on those of members, where former
 * values stay until they are purged. As in Fabric, values that a peer lacks are told from values that nobody has.
 */
import { createHash } from 'node:crypto';
import type { CollectionConfig } from '../../../chaincode/src/runtime/collections';

export interface PrivateWrite {
    readonly kind: 'put' | 'delete' | 'purge';
    /** Present for a put. */
    readonly value?: Uint8Array;
}

/** Where a private key lies; none of the parts but the key has a space. */
export function placeOf(namespace: string, collection: string, key: string): string {
    return `${namespace} ${collection} ${key}`;
}

export function membersOf({ policy }: CollectionConfig): readonly string[] {
    return [...policy.matchAll(/'([^']+)\.member'/g)].map(([, mspId = '']) => mspId);
}

export class PrivateState {
    readonly #collections = new Map<string, CollectionConfig>();
    readonly #hashes = new Map<string, { readonly hash: Uint8Array; readonly version: number }>();
    /** MSP → place → values in the order of their writing. */
    readonly #stores = new Map<string, Map<string, Uint8Array[]>>();

    define(namespace: string, collections: readonly CollectionConfig[]): void {
        for (const collection of collections) {
            this.#collections.set(`${namespace} ${collection.name}`, collection);
        }
    }

    collection(namespace: string, name: string): CollectionConfig | undefined {
        return this.#collections.get(`${namespace} ${name}`);
    }

    /** Version of the committed hash, 0 for none. */
    version(place: string): number {
        return this.#hashes.get(place)?.version ?? 0;
    }

    hash(place: string): Uint8Array | undefined {
        return this.#hashes.get(place)?.hash;
    }

    /** @throws Error in Fabric's words when there is a value that this organisation's peer does not hold */
    value(place: string, mspId: string): Uint8Array | undefined {
        const committed = this.#hashes.get(place);
        if (committed === undefined) {
            return undefined;
        }
        const value = this.#stores.get(mspId)?.get(place)?.at(-1);
        if (value === undefined) {
            throw new Error(
                `private data matching public hash version is not available. Public hash version = {BlockNum: ${String(committed.version)}, TxNum: 0}, Private data version = <nil>`,
            );
        }
        return value;
    }

    /** Every value, former ones included, that an organisation's peer keeps. */
    kept(mspId: string): readonly string[] {
        return [...(this.#stores.get(mspId)?.values() ?? [])]
            .flat()
            .map((value) => Buffer.from(value).toString('utf8'));
    }

    commit(namespace: string, name: string, key: string, write: PrivateWrite, version: number): void {
        const collection = this.collection(namespace, name);
        if (collection === undefined) {
            throw new Error(`a write into ${name}, which is not defined`);
        }
        const place = placeOf(namespace, name, key);
        if (write.value === undefined) {
            this.#hashes.delete(place);
        } else {
            this.#hashes.set(place, { hash: createHash('sha256').update(write.value).digest(), version });
        }
        for (const mspId of membersOf(collection)) {
            const store = this.#stores.get(mspId) ?? new Map<string, Uint8Array[]>();
            this.#stores.set(mspId, store);
            if (write.kind === 'purge') {
                store.delete(place);
            } else if (write.value !== undefined) {
                store.set(place, [...(store.get(place) ?? []), write.value]);
            }
        }
    }
}
