import { peer } from '@hyperledger/fabric-protos';
import type { TransactionContext } from './transaction-context';

/** Answers one request of a chaincode with the RESPONSE's payload. @throws Error with Fabric's cause. */
export type RequestHandler = (payload: Uint8Array, context: TransactionContext) => Promise<Uint8Array>;

const EMPTY = new Uint8Array();

export async function getState(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.GetState.deserializeBinary(payload);
    return readState(request.getKey(), request.getCollection(), context);
}

/** Fabric 3.1. Values in the order of the keys. */
export async function getStateMultiple(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.GetStateMultiple.deserializeBinary(payload);
    const result = new peer.GetStateMultipleResult();
    for (const key of request.getKeysList()) {
        result.addValues(await readState(key, request.getCollection(), context));
    }
    return result.serializeBinary();
}

/** Needs no membership and works on every peer. */
export async function getPrivateDataHash(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.GetState.deserializeBinary(payload);
    const { name, services, simulator } = context.invocation;
    refuseInInit(context);
    await services.requireCollection(name, request.getCollection());
    return (await simulator.getPrivateHash(name, request.getCollection(), request.getKey())) ?? EMPTY;
}

export async function putState(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.PutState.deserializeBinary(payload);
    await writeState(request.getKey(), request.getValue_asU8(), request.getCollection(), context);
    return EMPTY;
}

export async function delState(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.DelState.deserializeBinary(payload);
    await removeState(request.getKey(), request.getCollection(), context);
    return EMPTY;
}

export async function purgePrivateData(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.PurgePrivateState.deserializeBinary(payload);
    await purge(request.getKey(), request.getCollection(), context);
    return EMPTY;
}

export async function getStateMetadata(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.GetStateMetadata.deserializeBinary(payload);
    const { name, simulator } = context.invocation;
    if (request.getCollection() !== '') {
        await requireRead(request.getCollection(), context);
        refusePrivateMetadata();
    }
    const result = new peer.StateMetadataResult();
    for (const entry of await simulator.getMetadata(name, request.getKey())) {
        const metadata = new peer.StateMetadata();
        metadata.setMetakey(entry.name);
        metadata.setValue(entry.value);
        result.addEntries(metadata);
    }
    return result.serializeBinary();
}

export async function putStateMetadata(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const request = peer.PutStateMetadata.deserializeBinary(payload);
    await writeMetadata(request.getKey(), request.getMetadata(), request.getCollection(), context);
    return EMPTY;
}

/** Fabric 3.1. Records are applied in order as if sent one by one, up to the first that fails. */
export async function writeBatchState(payload: Uint8Array, context: TransactionContext): Promise<Uint8Array> {
    const types = peer.WriteRecord.Type;
    for (const record of peer.WriteBatchState.deserializeBinary(payload).getRecList()) {
        const key = record.getKey();
        const collection = record.getCollection();
        switch (record.getType()) {
            case types.PUT_STATE:
                await writeState(key, record.getValue_asU8(), collection, context);
                break;
            case types.DEL_STATE:
                await removeState(key, collection, context);
                break;
            case types.PUT_STATE_METADATA:
                await writeMetadata(key, record.getMetadata(), collection, context);
                break;
            case types.PURGE_PRIVATE_DATA:
                await purge(key, collection, context);
                break;
            default:
                throw new Error('unknown operation type');
        }
    }
    return EMPTY;
}

/** @throws when the chaincode may not read the collection. */
export async function requireRead(collection: string, context: TransactionContext): Promise<void> {
    await requireAccess('read', collection, context);
}

async function readState(key: string, collection: string, context: TransactionContext): Promise<Uint8Array> {
    const { name, simulator } = context.invocation;
    if (collection === '') {
        return (await simulator.getState(name, key)) ?? EMPTY;
    }
    await requireRead(collection, context);
    return (await simulator.getPrivate(name, collection, key)) ?? EMPTY;
}

async function writeState(
    key: string,
    value: Uint8Array,
    collection: string,
    context: TransactionContext,
): Promise<void> {
    const { name, simulator } = context.invocation;
    if (collection === '') {
        simulator.setState(name, key, value);
        return;
    }
    await requireAccess('write', collection, context);
    simulator.setPrivate(name, collection, key, value);
}

async function removeState(key: string, collection: string, context: TransactionContext): Promise<void> {
    const { name, simulator } = context.invocation;
    if (collection === '') {
        simulator.deleteState(name, key);
        return;
    }
    await requireAccess('write', collection, context);
    simulator.deletePrivate(name, collection, key);
}

async function purge(key: string, collection: string, context: TransactionContext): Promise<void> {
    if (collection === '') {
        throw new Error('only applicable for private data');
    }
    await requireAccess('write', collection, context);
    context.invocation.simulator.purgePrivate(context.invocation.name, collection, key);
}

async function writeMetadata(
    key: string,
    metadata: peer.StateMetadata | undefined,
    collection: string,
    context: TransactionContext,
): Promise<void> {
    if (metadata === undefined) {
        throw new Error('no metadata given');
    }
    if (collection !== '') {
        await requireAccess('write', collection, context);
        refusePrivateMetadata();
    }
    const entry = { name: metadata.getMetakey(), value: metadata.getValue_asU8() };
    context.invocation.simulator.setMetadata(context.invocation.name, key, [entry]);
}

async function requireAccess(kind: 'read' | 'write', collection: string, context: TransactionContext): Promise<void> {
    refuseInInit(context);
    const { name, services } = context.invocation;
    const access = await context.collectionAccess(collection);
    if (!access[kind]) {
        throw new Error(
            `tx creator does not have ${kind} access permission on privatedata in chaincodeName:${name} collectionName: ${collection}`,
        );
    }
    await services.requireCollection(name, collection);
}

function refuseInInit(context: TransactionContext): void {
    if (context.invocation.isInit) {
        throw new Error('private data APIs are not allowed in chaincode Init()');
    }
}

function refusePrivateMetadata(): never {
    throw new Error('key-level endorsement policies in private collections are not supported by this network');
}
