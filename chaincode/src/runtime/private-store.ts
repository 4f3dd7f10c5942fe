/** Private records of one kind in one collection; what handlers get from `ctx.privateRecords(type, collection)`. */
import { refusal } from './errors';
import { canonicalJson, MAX_JSON_BYTES, parseStrictJson } from './json';
import { compositeKey } from './keys';
import { Salt } from './primitives';
import type { Private } from './private';
import type { PrivateOf, PrivateRecords, PrivateRecordType } from './private-records';
import type { PrivateWork } from './private-work';
import { runtimeErrors } from './runtime-errors';
import { open, seal } from './sealed';

export class PrivateStore<Type extends PrivateRecordType> implements PrivateRecords<Type> {
    readonly #type: Type;
    readonly #collection: string;
    readonly #work: PrivateWork;

    constructor(type: Type, collection: string, work: PrivateWork) {
        this.#type = type;
        this.#collection = collection;
        this.#work = work;
    }

    async get(...key: readonly string[]): Promise<Private<PrivateOf<Type>>> {
        const value = await this.find(...key);
        if (value === undefined) {
            throw refusal(runtimeErrors.RECORD_NOT_FOUND, { docType: this.#type.docType, key: key.join('~') });
        }
        return value;
    }

    async find(...key: readonly string[]): Promise<Private<PrivateOf<Type>> | undefined> {
        const bytes = await this.#work.get(this.#collection, this.#key(key));
        return bytes && seal(this.#decode(bytes));
    }

    hash(...key: readonly string[]): Promise<string | undefined> {
        return this.#work.hash(this.#collection, this.#key(key));
    }

    put(key: readonly string[], value: Private<PrivateOf<Type>>): void {
        this.#work.put(this.#collection, this.#key(key), this.#encode(key, open(value)));
    }

    remove(...key: readonly string[]): void {
        this.#work.delete(this.#collection, this.#key(key));
    }

    purge(...key: readonly string[]): void {
        this.#work.purge(this.#collection, this.#key(key));
    }

    #key(parts: readonly string[]): string {
        const { docType, key } = this.#type;
        if (parts.length !== key.length) {
            throw new Error(`${docType} has a key of ${String(key.length)} parts`);
        }
        return compositeKey(docType, parts);
    }

    /** No time and no author: the same value under the same key has the same hash, whoever wrote it. */
    #encode(key: readonly string[], value: unknown): Uint8Array {
        const { docType, schemaVersion } = this.#type;
        const text = canonicalJson({ docType, id: key.join('~'), schemaVersion, value: this.#checked(value) });
        const bytes = Buffer.from(text);
        if (bytes.length > MAX_JSON_BYTES) {
            throw new Error(`a record of ${docType} is longer than ${String(MAX_JSON_BYTES)} bytes`);
        }
        return bytes;
    }

    #decode(bytes: Uint8Array): PrivateOf<Type> {
        const { docType, schemaVersion } = this.#type;
        const stored = parseStrictJson(Buffer.from(bytes).toString('utf8'));
        if (typeof stored !== 'object' || stored === null || !('value' in stored)) {
            throw new Error(`not a record of ${docType}`);
        }
        if (stored['docType'] !== docType || stored['schemaVersion'] !== schemaVersion) {
            throw new Error(`a record of ${docType} version ${String(schemaVersion)} expected`);
        }
        return this.#checked(stored['value']);
    }

    /** What a schema says about a value that does not fit may repeat it. */
    #checked(value: unknown): PrivateOf<Type> {
        let parsed: PrivateOf<Type> | undefined;
        try {
            parsed = this.#type.schema.safeParse(value).data as PrivateOf<Type> | undefined;
        } catch {
            // Told below.
        }
        if (parsed === undefined || !Salt.safeParse(parsed.salt).success) {
            throw new Error(`a value does not fit the schema of ${this.#type.docType}`);
        }
        return parsed;
    }
}
