/** Typed records of one kind on top of a unit of work; what handlers get from `ctx.records(type)`. */
import { decodeCursor, encodeCursor } from './cursor';
import { peersOfAll } from './endorsement';
import { decodeRecord, encodeRecord, type Fields, recordFields, recordKey, storedRecord, textsOf } from './envelope';
import { refusal } from './errors';
import { compareKeys, compositeKey, keyParts } from './keys';
import type { HistoryEntry, Page, RecordOf, Records, RecordType, Stored } from './records';
import { runtimeErrors } from './runtime-errors';
import type { UnitOfWork } from './unit-of-work';

/** Lists by the record's own key, without an index: `page('key', leadingParts, …)`. */
export const BY_KEY = 'key';

/** An index entry says everything in its key; Fabric takes no empty value. */
const INDEX_VALUE = Buffer.from([0]);

/** What all records of a transaction share. */
export interface StoreScope {
    readonly unit: UnitOfWork;
    readonly now: string;
    /** Asked when something is written: the caller is not known before the first reads. */
    updatedBy(): string;
    /** Refuse records that were written after `now`: then the transaction's time is behind. */
    readonly guardTime: boolean;
    /** Object types whose keys may carry an endorsement policy of their own. */
    readonly guarded: readonly string[];
}

export class RecordStore<Type extends RecordType> implements Records<Type> {
    readonly #type: Type;
    readonly #scope: StoreScope;
    /** Records as this transaction last saw them, by ledger key. */
    readonly #seen = new Map<string, Stored<Type>>();

    constructor(type: Type, scope: StoreScope) {
        this.#type = type;
        this.#scope = scope;
    }

    async get(...key: readonly string[]): Promise<Stored<Type>> {
        const record = await this.find(...key);
        if (record === undefined) {
            throw refusal(runtimeErrors.RECORD_NOT_FOUND, { docType: this.#type.docType, key: key.join('~') });
        }
        return record;
    }

    async find(...key: readonly string[]): Promise<Stored<Type> | undefined> {
        if (key.length !== this.#type.key.length) {
            throw new Error(`${this.#type.docType} has a key of ${String(this.#type.key.length)} parts`);
        }
        return this.#load(compositeKey(this.#type.docType, key));
    }

    async create(record: RecordOf<Type>): Promise<Stored<Type>> {
        const fields = recordFields(this.#type, record);
        const key = recordKey(this.#type, fields);
        if ((await this.find(...key)) !== undefined) {
            throw refusal(runtimeErrors.RECORD_EXISTS, { docType: this.#type.docType, key: key.join('~') });
        }
        return this.#insert(fields);
    }

    insert(record: RecordOf<Type>): Stored<Type> {
        return this.#insert(recordFields(this.#type, record));
    }

    #insert(fields: Fields): Stored<Type> {
        const key = compositeKey(this.#type.docType, recordKey(this.#type, fields));
        if (this.#seen.has(key)) {
            throw new Error(`a second ${this.#type.docType} under the same key in one transaction`);
        }
        for (const entry of this.#indexEntries(fields)) {
            this.#scope.unit.put(entry, INDEX_VALUE);
        }
        return this.#write(key, fields, 1);
    }

    update(record: RecordOf<Type>): Stored<Type> {
        const fields = recordFields(this.#type, record);
        const key = compositeKey(this.#type.docType, recordKey(this.#type, fields));
        const before = this.#seen.get(key);
        if (before === undefined) {
            throw new Error(`a ${this.#type.docType} is read before it is rewritten`);
        }
        const entries = new Set(this.#indexEntries(fields));
        const formerEntries = new Set(this.#indexEntries(before));
        for (const entry of formerEntries) {
            if (!entries.has(entry)) {
                this.#scope.unit.delete(entry);
            }
        }
        for (const entry of entries) {
            if (!formerEntries.has(entry)) {
                this.#scope.unit.put(entry, INDEX_VALUE);
            }
        }
        return this.#write(key, fields, before.version + 1);
    }

    async requireEndorsers(record: RecordOf<Type>, mspIds: readonly string[]): Promise<void> {
        const key = compositeKey(this.#type.docType, recordKey(this.#type, recordFields(this.#type, record)));
        const { unit, guarded } = this.#scope;
        if (!guarded.includes(this.#type.docType)) {
            throw new Error(`the definition does not say that a ${this.#type.docType} may have endorsers of its own`);
        }
        const version = this.#seen.get(key)?.version;
        // A record made in this transaction cannot have a committed policy; any other may.
        const committed = version === 1 ? undefined : await unit.committedPolicy(key);
        if (unit.hasPendingPolicy(key) || committed !== undefined) {
            throw new Error(`the endorsers of a ${this.#type.docType} are set once`);
        }
        unit.setPolicy(key, peersOfAll(mspIds));
    }

    async page(
        index: string,
        values: readonly string[],
        page: { readonly limit: number; readonly cursor: string },
    ): Promise<Page<Stored<Type>>> {
        const { unit } = this.#scope;
        const objectType = index === BY_KEY ? this.#type.docType : indexType(this.#type, index);
        const bookmark = decodeCursor(page.cursor, compositeKey(objectType, values));
        const found = await unit.page(objectType, values, { limit: page.limit, bookmark });
        const items: Stored<Type>[] = [];
        for (const entry of found.entries) {
            if (index === BY_KEY) {
                items.push(this.#decode(entry.value));
            } else {
                items.push(await this.get(...keyParts(entry.key).slice(indexFields(this.#type, index).length)));
            }
        }
        return { items, cursor: encodeCursor(found.bookmark) };
    }

    async history(key: readonly string[], limit: number): Promise<readonly HistoryEntry<Type>[]> {
        const changes = await this.#scope.unit.history(compositeKey(this.#type.docType, key), limit);
        return changes.map(({ txId, at, value }) =>
            value === undefined ? { txId, at } : { txId, at, record: decodeRecord(this.#type, value) },
        );
    }

    async #load(key: string): Promise<Stored<Type> | undefined> {
        const seen = this.#seen.get(key);
        if (seen !== undefined) {
            return seen;
        }
        const bytes = await this.#scope.unit.get(key);
        if (bytes === undefined) {
            return undefined;
        }
        const record = this.#decode(bytes);
        this.#seen.set(key, record);
        return record;
    }

    #decode(bytes: Uint8Array): Stored<Type> {
        const record = decodeRecord(this.#type, bytes);
        const { guardTime, now } = this.#scope;
        if (guardTime && now < record.updatedAt) {
            const { docType } = this.#type;
            throw refusal(runtimeErrors.CLOCK_BEHIND, { txTime: now, updatedAt: record.updatedAt, docType });
        }
        return record;
    }

    #write(key: string, fields: Fields, version: number): Stored<Type> {
        const { unit, now } = this.#scope;
        const bookkeeping = { version, updatedAt: now, updatedBy: this.#scope.updatedBy() };
        unit.put(key, encodeRecord(this.#type, fields, bookkeeping));
        const stored = storedRecord(this.#type, fields, bookkeeping);
        this.#seen.set(key, stored);
        return stored;
    }

    /** Keys of the record's index entries. A record whose index field is absent has no entry in that index. */
    #indexEntries(fields: Fields): readonly string[] {
        const key = recordKey(this.#type, fields);
        return Object.entries(this.#type.indexes ?? {})
            .filter(([, names]) => names.every((name) => fields[name] !== undefined))
            .map(([index, names]) =>
                compositeKey(indexType(this.#type, index), [...textsOf(this.#type, fields, names), ...key]),
            )
            .sort(compareKeys);
    }
}

function indexType(type: RecordType, index: string): string {
    indexFields(type, index);
    return `${type.docType}~${index}`;
}

function indexFields(type: RecordType, index: string): readonly string[] {
    const indexes = type.indexes ?? {};
    const fields = Object.hasOwn(indexes, index) ? indexes[index] : undefined;
    if (fields === undefined) {
        throw new Error(`${type.docType} has no index ${index}`);
    }
    return fields;
}
