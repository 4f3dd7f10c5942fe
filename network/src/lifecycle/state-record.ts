import { peer } from '@hyperledger/fabric-protos';
import { bytesEqual, sha256 } from '../proto/hash';
import type { HashedState, ReadableState, WritableState } from './lifecycle-state';
import { fieldKey, metadataKey, type Group } from './state-keys';

const { StateData, StateMetadata } = peer.lifecycle;

/**
 * A structure kept as one metadata key and one key per field. Names and order of the fields are part of what is hashed
 * for approvals. Fabric: core/chaincode/lifecycle/serializer.go.
 */
export interface StateRecord {
    readonly datatype: string;
    /** Serialized `lifecycle.StateData` by field, in the order of the structure. */
    readonly fields: ReadonlyMap<string, Uint8Array>;
}

export function bytesField(value: Uint8Array): Uint8Array {
    const data = new StateData();
    data.setBytes(value);
    return data.serializeBinary();
}

export function numberField(value: number): Uint8Array {
    const data = new StateData();
    data.setInt64(value);
    return data.serializeBinary();
}

export function textField(value: string): Uint8Array {
    const data = new StateData();
    data.setString(value);
    return data.serializeBinary();
}

/** Undefined when nothing is stored under the name. */
export async function readMetadata(
    state: ReadableState,
    group: Group,
    name: string,
): Promise<peer.lifecycle.StateMetadata | undefined> {
    const bytes = await state.get(metadataKey(group, name));
    return bytes === undefined || bytes.length === 0 ? undefined : StateMetadata.deserializeBinary(bytes);
}

export async function readBytes(state: ReadableState, group: Group, name: string, field: string): Promise<Uint8Array> {
    return (await readField(state, group, name, field)).getBytes_asU8();
}

/** 0 when nothing is stored. */
export async function readNumber(state: ReadableState, group: Group, name: string, field: string): Promise<number> {
    return (await readField(state, group, name, field)).getInt64();
}

export async function readText(state: ReadableState, group: Group, name: string, field: string): Promise<string> {
    return (await readField(state, group, name, field)).getString();
}

/** Writes what differs from the stored record and deletes fields that the record no longer has. */
export async function writeRecord(
    state: WritableState,
    group: Group,
    name: string,
    record: StateRecord,
): Promise<void> {
    const metadata = await readMetadata(state, group, name);
    const stored = new Map<string, Uint8Array | undefined>();
    for (const field of metadata?.getFieldsList() ?? []) {
        stored.set(field, await state.get(fieldKey(group, name, field)));
    }
    for (const [field, value] of record.fields) {
        const before = stored.get(field);
        if (before === undefined || !bytesEqual(before, value)) {
            state.put(fieldKey(group, name, field), value);
        }
        stored.delete(field);
    }
    const unchanged =
        metadata?.getDatatype() === record.datatype && metadata.getFieldsList().length === record.fields.size;
    if (stored.size > 0 || !unchanged) {
        state.put(metadataKey(group, name), metadataBytes(record));
    }
    for (const field of stored.keys()) {
        state.delete(fieldKey(group, name, field));
    }
}

/** Whether exactly this record stands behind the hashes. Every key is read, so that all endorsers read the same. */
export async function isWritten(state: HashedState, group: Group, name: string, record: StateRecord): Promise<boolean> {
    const expected = new Map([[metadataKey(group, name), metadataBytes(record)]]);
    for (const [field, value] of record.fields) {
        expected.set(fieldKey(group, name, field), value);
    }
    let written = true;
    for (const [key, value] of expected) {
        const hash = await state.hash(key);
        written &&= hash !== undefined && bytesEqual(hash, sha256(value));
    }
    return written;
}

function metadataBytes(record: StateRecord): Uint8Array {
    const metadata = new StateMetadata();
    metadata.setDatatype(record.datatype);
    metadata.setFieldsList([...record.fields.keys()]);
    return metadata.serializeBinary();
}

async function readField(
    state: ReadableState,
    group: Group,
    name: string,
    field: string,
): Promise<peer.lifecycle.StateData> {
    return StateData.deserializeBinary((await state.get(fieldKey(group, name, field))) ?? new Uint8Array());
}
