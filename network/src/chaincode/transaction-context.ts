import type { peer } from '@hyperledger/fabric-protos';
import type { CollectionAccess, Invocation } from './executor';
import type { QueryResults } from './query-results';

/** What one running transaction of a stream needs: its invocation, its open iterators, and where its result goes. */
export class TransactionContext {
    readonly invocation: Invocation;
    /** True while a request is being answered: a second one is dropped, as a peer does. */
    busy = false;
    readonly #resolve: (message: peer.ChaincodeMessage) => void;
    readonly #queries = new Map<string, QueryResults>();
    readonly #access = new Map<string, Promise<CollectionAccess>>();
    #lastQuery = 0;

    constructor(invocation: Invocation, resolve: (message: peer.ChaincodeMessage) => void) {
        this.invocation = invocation;
        this.#resolve = resolve;
    }

    complete(message: peer.ChaincodeMessage): void {
        this.#resolve(message);
    }

    /** Asked once per collection and transaction. */
    collectionAccess(collection: string): Promise<CollectionAccess> {
        let access = this.#access.get(collection);
        if (access === undefined) {
            access = this.invocation.services.collectionAccess(this.invocation.name, collection);
            this.#access.set(collection, access);
        }
        return access;
    }

    openQuery(results: QueryResults): string {
        this.#lastQuery += 1;
        const id = `${this.invocation.txId}-${String(this.#lastQuery)}`;
        this.#queries.set(id, results);
        return id;
    }

    query(id: string): QueryResults | undefined {
        return this.#queries.get(id);
    }

    async closeQuery(id: string): Promise<void> {
        const results = this.#queries.get(id);
        this.#queries.delete(id);
        await results?.close();
    }

    async closeQueries(): Promise<void> {
        await Promise.all([...this.#queries.keys()].map((id) => this.closeQuery(id)));
    }
}
