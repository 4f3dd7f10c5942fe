/** Typed records inside private data collections: closed values under keys that tell nothing. */
import type { z } from 'zod';
import type { Private, Salted } from './private';

/** What is stored under one object type in the collections of a family. */
export interface PrivateRecordType<Name extends string = string, Schema extends z.ZodType<Salted> = z.ZodType<Salted>> {
    /** Object type of the composite key, e.g. `exchange.delivery`. */
    readonly docType: Name;
    readonly schemaVersion: number;
    /** Name of the family whose collections hold such records. */
    readonly family: string;
    /**
     * What the parts of the key are, in order. Random ids only: the key's hash is public, and whoever can guess a key
     * can tell whether it is there. The values are not part of the record.
     */
    readonly key: readonly string[];
    readonly schema: Schema;
    /** One line for the table of readers. */
    readonly holds?: string;
}

export function definePrivateRecord<const Name extends string, Schema extends z.ZodType<Salted>>(
    type: PrivateRecordType<Name, Schema>,
): PrivateRecordType<Name, Schema> {
    return type;
}

export type PrivateOf<Type extends PrivateRecordType> = z.output<Type['schema']>;

/** Records of one kind in one collection. There are no lists: nothing enumerates private keys in a register. */
export interface PrivateRecords<Type extends PrivateRecordType> {
    /** The value, or the runtime's `…_RECORD_NOT_FOUND` refusal. Only on peers of members, for officers of members. */
    get(...key: readonly string[]): Promise<Private<PrivateOf<Type>>>;
    find(...key: readonly string[]): Promise<Private<PrivateOf<Type>> | undefined>;
    /** SHA-256 of what is stored, in hex, undefined when nothing is. The same on every peer, for everybody. */
    hash(...key: readonly string[]): Promise<string | undefined>;
    /** Writes without reading before. */
    put(key: readonly string[], value: Private<PrivateOf<Type>>): void;
    /** Removes the value; former ones stay in the members' stores. */
    remove(...key: readonly string[]): void;
    /** Removes the value and, from every member's private store, all former ones. */
    purge(...key: readonly string[]): void;
}
