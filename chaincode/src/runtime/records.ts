/** Typed records over the ledger: one aggregate = one key, stored as a versioned envelope in canonical JSON. */
import type { z } from 'zod';

/** What is stored under one object type. `key` lists the fields whose values make the composite key, in order. */
export interface RecordType<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
    /** Object type of the composite key, e.g. `land.title`. */
    readonly docType: Name;
    readonly schemaVersion: number;
    readonly schema: Schema;
    readonly key: readonly string[];
    /** Index name → fields; each entry is a composite key `docType~index` with the record's own key appended. */
    readonly indexes?: Readonly<Record<string, readonly string[]>>;
    /** One line for the table of readers: what such a record holds. */
    readonly holds?: string;
}

export function defineRecord<const Name extends string, Schema extends z.ZodType>(
    type: RecordType<Name, Schema>,
): RecordType<Name, Schema> {
    return type;
}

export type RecordOf<Type extends RecordType> = z.output<Type['schema']>;

/** A stored record with the envelope's bookkeeping. `version` counts its writes from 1. */
export type Stored<Type extends RecordType> = Readonly<RecordOf<Type>> & {
    readonly version: number;
    readonly updatedAt: string;
};

export interface Page<Item> {
    readonly items: readonly Item[];
    /** Opaque; empty when there is no further page. */
    readonly cursor: string;
}

export interface Records<Type extends RecordType> {
    /** The record, or the runtime's `…_RECORD_NOT_FOUND` refusal. */
    get(...key: readonly string[]): Promise<Stored<Type>>;
    find(...key: readonly string[]): Promise<Stored<Type> | undefined>;
    /** Writes a new record; refuses when one is there. */
    create(record: RecordOf<Type>): Promise<Stored<Type>>;
    /** Writes a new record whose key comes from `newId()`: not read first, the command marker guards it. */
    insert(record: RecordOf<Type>): Stored<Type>;
    /** Rewrites a record that was read in this transaction. */
    update(record: RecordOf<Type>): Stored<Type>;
    /** Sets the key-level endorsement policy: every listed MSP's peer must endorse each later write. Set once. */
    requireEndorsers(record: RecordOf<Type>, mspIds: readonly string[]): Promise<void>;
    /** Records whose index fields equal the values; read-only transactions only. */
    page(
        index: string,
        values: readonly string[],
        page: { readonly limit: number; readonly cursor: string },
    ): Promise<Page<Stored<Type>>>;
    /** Former states of one record, newest first, bounded. Read-only transactions only. */
    history(key: readonly string[], limit: number): Promise<readonly HistoryEntry<Type>[]>;
}

export interface HistoryEntry<Type extends RecordType> {
    readonly txId: string;
    readonly at: string;
    /** Absent where the record was deleted. */
    readonly record?: Stored<Type>;
}
