import { peer } from '@hyperledger/fabric-protos';

/** Results of an open query, already serialized (`queryresult.KV` or `KeyModification`). */
export interface ResultSource {
    next(limit: number): Promise<readonly Uint8Array[]>;
    /** Only of paginated queries: where the next page begins. */
    bookmark(): Promise<string>;
    close(): Promise<void>;
}

/** Most results in one answer of a query without pages; a page is one answer however long it is. */
const BATCH_SIZE = 100;

/** Cuts the results of one query into the answers that a shim asks for. Fabric: core/chaincode/query_response_generator.go. */
export class QueryResults {
    readonly #source: ResultSource;
    readonly #limit: number;
    readonly #paginated: boolean;
    #returned = 0;
    /** A result read ahead to know whether there are more. */
    #ahead: readonly Uint8Array[] = [];

    constructor(source: ResultSource, options: { readonly limit: number; readonly paginated: boolean }) {
        this.#source = source;
        this.#limit = options.limit;
        this.#paginated = options.paginated;
    }

    /** The next answer. When it says that there is no more the caller closes the query. */
    async next(id: string): Promise<peer.QueryResponse> {
        const room = this.#limit - this.#returned;
        const size = this.#paginated ? room : Math.min(room, BATCH_SIZE);
        const wanted = this.#paginated || size === room ? size : size + 1;
        const missing = wanted - this.#ahead.length;
        const read = missing > 0 ? [...this.#ahead, ...(await this.#source.next(missing))] : this.#ahead;
        const batch = read.slice(0, size);
        this.#ahead = read.slice(size);
        this.#returned += batch.length;
        const response = new peer.QueryResponse();
        response.setId(id);
        response.setHasMore(this.#ahead.length > 0);
        response.setResultsList(
            batch.map((bytes) => {
                const result = new peer.QueryResultBytes();
                result.setResultbytes(bytes);
                return result;
            }),
        );
        if (this.#paginated) {
            const metadata = new peer.QueryResponseMetadata();
            metadata.setFetchedRecordsCount(this.#returned);
            metadata.setBookmark(await this.#source.bookmark());
            response.setMetadata(metadata.serializeBinary());
        }
        return response;
    }

    close(): Promise<void> {
        return this.#source.close();
    }
}
