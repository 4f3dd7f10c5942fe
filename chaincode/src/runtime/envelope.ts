/**
 * The stored form of a record: its fields flat beside the envelope's bookkeeping, as canonical JSON. Checked against
 * the schema before it is written and again after it is read, so that nothing passes that a rule did not foresee.
 */
import type { RecordOf, RecordType, Stored } from './records';
import { without } from './fields';
import { canonicalJson, MAX_JSON_BYTES } from './json';

/** Names that a record's own schema must not use; `id` only where it is the record's whole key. */
const reserved = ['docType', 'id', 'schemaVersion', 'version', 'updatedAt', 'updatedBy'] as const;

const reservedBesideId = reserved.filter((name) => name !== 'id');

export interface Bookkeeping {
    /** Counts the record's writes from 1. */
    readonly version: number;
    /** Time of the transaction that wrote it. */
    readonly updatedAt: string;
    /** Officer id, or the principal of a signer whom no directory knew. */
    readonly updatedBy: string;
}

/** A record's own fields, whatever its type. */
export type Fields = Readonly<Record<string, unknown>>;

/** The record's own fields, checked; drops the bookkeeping that a record read before carries. */
export function recordFields(type: RecordType, record: unknown): Fields {
    return checked(type, without(record as Fields, 'version', 'updatedAt'));
}

/** Values of the key's fields, in order. */
export function recordKey(type: RecordType, fields: Fields): readonly string[] {
    return textsOf(type, fields, type.key);
}

/** Values of fields that must be texts. */
export function textsOf(type: RecordType, fields: Fields, names: readonly string[]): readonly string[] {
    return names.map((name) => {
        const value = fields[name];
        if (typeof value !== 'string' || value === '') {
            throw new Error(`${type.docType}.${name} is part of a key and must be a text`);
        }
        return value;
    });
}

export function encodeRecord(type: RecordType, fields: Fields, bookkeeping: Bookkeeping): Uint8Array {
    const text = canonicalJson({
        ...fields,
        ...bookkeeping,
        docType: type.docType,
        id: recordKey(type, fields).join('~'),
        schemaVersion: type.schemaVersion,
    });
    const bytes = Buffer.from(text);
    if (bytes.length > MAX_JSON_BYTES) {
        throw new Error(`a record of ${type.docType} is longer than ${String(MAX_JSON_BYTES)} bytes`);
    }
    return bytes;
}

export function decodeRecord<Type extends RecordType>(type: Type, bytes: Uint8Array): Stored<Type> {
    // Only this register writes in its namespace, and only canonically: no strict reading, which is for what callers send.
    const stored: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
        throw new Error(`not a record of ${type.docType}`);
    }
    const { docType, schemaVersion, version, updatedAt } = stored as Fields;
    if (docType !== type.docType || schemaVersion !== type.schemaVersion) {
        throw new Error(`a record of ${type.docType} version ${String(type.schemaVersion)} expected`);
    }
    if (typeof version !== 'number' || typeof updatedAt !== 'string') {
        throw new Error(`a record of ${type.docType} without bookkeeping`);
    }
    const dropped = keyIsId(type) ? reservedBesideId : reserved;
    return storedRecord(type, checked(type, without(stored as Fields, ...dropped)), { version, updatedAt });
}

/** What a reader of these fields, which have been checked, gets. */
export function storedRecord<Type extends RecordType>(
    _type: Type,
    fields: Fields,
    { version, updatedAt }: Pick<Bookkeeping, 'version' | 'updatedAt'>,
): Stored<Type> {
    return Object.freeze({ ...(fields as RecordOf<Type> & object), version, updatedAt });
}

function checked(type: RecordType, fields: Fields): Fields {
    const taken = reserved.find((name) => Object.hasOwn(fields, name) && !(name === 'id' && keyIsId(type)));
    if (taken !== undefined) {
        throw new Error(`${type.docType}.${taken} is the envelope's own`);
    }
    return type.schema.parse(fields) as Fields;
}

function keyIsId(type: RecordType): boolean {
    return type.key.length === 1 && type.key[0] === 'id';
}
