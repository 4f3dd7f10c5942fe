/**
 * One transaction's reads and writes in private collections, kept as `./unit-of-work` keeps the public ones: reads
 * through a cache, own writes served, one flush in the order of collections and keys. What the peer refuses becomes a
 * catalogued refusal.
 */
import { createHash } from 'node:crypto';
import { refusal } from './errors';
import { compareKeys } from './keys';
import { runtimeErrors } from './runtime-errors';
import type { Stub } from './stub';

/** What is asked of Fabric's stub. */
export type PrivateStub = Pick<
    Stub,
    'getPrivateData' | 'getPrivateDataHash' | 'putPrivateData' | 'deletePrivateData' | 'purgePrivateData'
>;

type Change =
    { readonly kind: 'put'; readonly value: Uint8Array } | { readonly kind: 'delete' } | { readonly kind: 'purge' };

interface Place {
    readonly collection: string;
    readonly key: string;
}

export class PrivateWork {
    readonly #stub: PrivateStub;
    readonly #readOnly: boolean;
    readonly #values = new Map<string, Uint8Array | undefined>();
    readonly #hashes = new Map<string, string | undefined>();
    readonly #changes = new Map<string, Place & { readonly change: Change }>();
    #confinement: string | undefined;

    constructor(stub: PrivateStub, options: { readonly readOnly: boolean }) {
        this.#stub = stub;
        this.#readOnly = options.readOnly;
    }

    /** Collections that a flush would write, in its order. */
    get writtenCollections(): readonly string[] {
        return [...new Set([...this.#changes.values()].map(({ collection }) => collection))].sort(compareKeys);
    }

    /** From here on every write goes into this collection. */
    confine(collection: string): void {
        this.#confinement = collection;
    }

    /** The value as this transaction sees it. Only members' peers have it, and only members' officers may ask. */
    async get(collection: string, key: string): Promise<Uint8Array | undefined> {
        const place = placeOf(collection, key);
        const change = this.#changes.get(place)?.change;
        if (change !== undefined) {
            return change.kind === 'put' ? change.value : undefined;
        }
        if (!this.#values.has(place)) {
            const value = await asked(collection, this.#stub.getPrivateData(collection, key));
            this.#values.set(place, value.length === 0 ? undefined : value);
        }
        return this.#values.get(place);
    }

    /** Hex SHA-256 of the value as this transaction sees it; every peer knows it. */
    async hash(collection: string, key: string): Promise<string | undefined> {
        const place = placeOf(collection, key);
        const change = this.#changes.get(place)?.change;
        if (change !== undefined) {
            return change.kind === 'put' ? createHash('sha256').update(change.value).digest('hex') : undefined;
        }
        if (!this.#hashes.has(place)) {
            const hash = await asked(collection, this.#stub.getPrivateDataHash(collection, key));
            this.#hashes.set(place, hash.length === 0 ? undefined : Buffer.from(hash).toString('hex'));
        }
        return this.#hashes.get(place);
    }

    put(collection: string, key: string, value: Uint8Array): void {
        if (value.length === 0) {
            throw new Error('an empty value would delete the key');
        }
        this.#change(collection, key, { kind: 'put', value });
    }

    delete(collection: string, key: string): void {
        this.#change(collection, key, { kind: 'delete' });
    }

    purge(collection: string, key: string): void {
        this.#change(collection, key, { kind: 'purge' });
    }

    /** Hands everything to the peer, one awaited operation after the other. */
    async flush(): Promise<void> {
        const changes = [...this.#changes.values()].sort(
            (left, right) => compareKeys(left.collection, right.collection) || compareKeys(left.key, right.key),
        );
        for (const { collection, key, change } of changes) {
            await asked(collection, this.#hand(collection, key, change));
        }
    }

    #hand(collection: string, key: string, change: Change): Promise<void> {
        switch (change.kind) {
            case 'put':
                return this.#stub.putPrivateData(collection, key, change.value);
            case 'delete':
                return this.#stub.deletePrivateData(collection, key);
            case 'purge':
                return this.#stub.purgePrivateData(collection, key);
        }
    }

    #change(collection: string, key: string, change: Change): void {
        if (this.#readOnly) {
            throw new Error('an evaluate transaction writes nothing');
        }
        if (this.#confinement !== undefined && this.#confinement !== collection) {
            throw new Error('a confined transaction writes into its one collection');
        }
        this.#changes.set(placeOf(collection, key), { collection, key, change });
    }
}

/** Names of collections bear no space. */
function placeOf(collection: string, key: string): string {
    return `${collection} ${key}`;
}

async function asked<Answer>(collection: string, answer: Promise<Answer>): Promise<Answer> {
    try {
        return await answer;
    } catch (error) {
        const text = error instanceof Error ? error.message : '';
        const known = peerTexts.find(([pattern]) => pattern.test(text));
        throw known === undefined ? error : refusal(known[1], { collection });
    }
}

/** As core/chaincode/handler.go, core/ledger/kvledger/txmgmt/txmgr and core/common/privdata word them. */
const peerTexts = [
    [/tx creator does not have (?:read|write) access permission on privatedata/, runtimeErrors.COLLECTION_CLOSED],
    [/private data matching public hash version is not available/, runtimeErrors.PRIVATE_DATA_ELSEWHERE],
    [
        /collection .* could not be found|not defined in the collection config|collection config not defined/,
        runtimeErrors.COLLECTION_UNKNOWN,
    ],
] as const;
