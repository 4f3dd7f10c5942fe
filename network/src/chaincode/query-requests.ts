import { ledger, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { KeyModification } from '../ledger/ledger';
import type { RangeIterator } from '../ledger/tx-simulator';
import { QueryResults, type ResultSource } from './query-results';
import { requireRead, type RequestHandler } from './state-requests';
import type { TransactionContext } from './transaction-context';

export function getStateByRange(totalQueryLimit: number): RequestHandler {
    return async (payload, context) => {
        const request = peer.GetStateByRange.deserializeBinary(payload);
        const { name, simulator } = context.invocation;
        const collection = request.getCollection();
        if (collection !== '') {
            await requireRead(collection, context);
            // Pages are ignored for collections.
            const privateIterator = simulator.rangePrivate(
                name,
                collection,
                request.getStartkey(),
                request.getEndkey(),
            );
            const results = rangeSource(name, privateIterator);
            return open(context, new QueryResults(results, { limit: totalQueryLimit, paginated: false }));
        }
        const page = pagination(request.getMetadata_asU8());
        const iterator = simulator.range(name, request.getStartkey(), request.getEndkey(), page);
        const size = page?.size ?? 0;
        const limit = size > 0 ? Math.min(size, totalQueryLimit) : totalQueryLimit;
        const source = rangeSource(name, iterator);
        return open(context, new QueryResults(source, { limit, paginated: page !== undefined }));
    };
}

/** Rich queries need a document database; LevelDB refuses them. */
export const getQueryResult: RequestHandler = async (payload, context) => {
    const request = peer.GetQueryResult.deserializeBinary(payload);
    if (request.getCollection() !== '') {
        await requireRead(request.getCollection(), context);
    }
    throw new Error('ExecuteQuery not supported for leveldb');
};

export function getHistoryForKey(totalQueryLimit: number): RequestHandler {
    return (payload, context) => {
        const request = peer.GetHistoryForKey.deserializeBinary(payload);
        const { name, services } = context.invocation;
        const source = historySource(services.history(name, request.getKey()));
        return open(context, new QueryResults(source, { limit: totalQueryLimit, paginated: false }));
    };
}

export const queryStateNext: RequestHandler = async (payload, context) => {
    const id = peer.QueryStateNext.deserializeBinary(payload).getId();
    const results = context.query(id);
    if (results === undefined) {
        throw new Error('query iterator not found');
    }
    return answer(context, id, results);
};

/** Also when the query is exhausted or unknown. */
export const queryStateClose: RequestHandler = async (payload, context) => {
    const id = peer.QueryStateClose.deserializeBinary(payload).getId();
    await context.closeQuery(id);
    const response = new peer.QueryResponse();
    response.setId(id);
    return response.serializeBinary();
};

function open(context: TransactionContext, results: QueryResults): Promise<Uint8Array> {
    return answer(context, context.openQuery(results), results);
}

async function answer(context: TransactionContext, id: string, results: QueryResults): Promise<Uint8Array> {
    let more = false;
    try {
        const response = await results.next(id);
        more = response.getHasMore();
        return response.serializeBinary();
    } finally {
        if (!more) {
            await context.closeQuery(id);
        }
    }
}

/** Undefined when the query is not paginated: neither page size nor bookmark given. */
function pagination(metadata: Uint8Array): { readonly size: number; readonly bookmark: string } | undefined {
    const query = peer.QueryMetadata.deserializeBinary(metadata);
    const size = query.getPagesize();
    const bookmark = query.getBookmark();
    return size === 0 && bookmark === '' ? undefined : { size, bookmark };
}

function rangeSource(namespace: string, iterator: RangeIterator): ResultSource {
    return {
        next: async (limit) =>
            (await iterator.next(limit)).map(({ key, value }) => {
                const kv = new ledger.queryresult.KV();
                kv.setNamespace(namespace);
                kv.setKey(key);
                kv.setValue(value);
                return kv.serializeBinary();
            }),
        bookmark: () => iterator.bookmark(),
        close: () => iterator.close(),
    };
}

function historySource(modifications: AsyncIterable<KeyModification>): ResultSource {
    const iterator = modifications[Symbol.asyncIterator]();
    return {
        next: async (limit) => {
            const results: Uint8Array[] = [];
            while (results.length < limit) {
                const step = await iterator.next();
                if (step.done === true) {
                    break;
                }
                results.push(encodeModification(step.value));
            }
            return results;
        },
        bookmark: () => Promise.resolve(''),
        close: async () => {
            await iterator.return?.();
        },
    };
}

function encodeModification(modification: KeyModification): Uint8Array {
    const message = new ledger.queryresult.KeyModification();
    message.setTxId(modification.txId);
    message.setValue(modification.value);
    message.setIsDelete(modification.isDelete);
    const timestamp = new Timestamp();
    timestamp.setSeconds(modification.timestamp.seconds);
    timestamp.setNanos(modification.timestamp.nanos);
    message.setTimestamp(timestamp);
    return message.serializeBinary();
}
