/**
 * JSON at the doors: one way to write (RFC 8785, so that endorsers agree byte for byte) and one strict way to read.
 * Pure; clients share it.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** UTF-8 bytes of the longest document that is read. */
export const MAX_JSON_BYTES = 64 * 1024;
/** Nesting of arrays and objects that is read. */
export const MAX_JSON_DEPTH = 16;

/** What is wrong with a document and where: a JSON pointer, '' for the whole. Never repeats the document's values. */
export class JsonProblem extends Error {
    readonly path: string;
    readonly problem: string;

    constructor(path: string, problem: string) {
        super(`${path === '' ? 'document' : path}: ${problem}`);
        this.name = 'JsonProblem';
        this.path = path;
        this.problem = problem;
    }
}

/**
 * RFC 8785 text of a value. Throws on what JSON cannot say the same way everywhere: NaN, infinities, undefined, BigInt,
 * functions, class instances, lone surrogates, cycles.
 */
export function canonicalJson(value: unknown): string {
    return write(value, '', 0);
}

function write(value: unknown, path: string, depth: number): string {
    switch (typeof value) {
        case 'string':
            return writeString(value, path);
        case 'number':
            if (!Number.isFinite(value)) {
                throw new JsonProblem(path, 'not a finite number');
            }
            return JSON.stringify(value);
        case 'boolean':
            return value ? 'true' : 'false';
        case 'object':
            return value === null ? 'null' : writeStructure(value, path, depth + 1);
        default:
            throw new JsonProblem(path, `a value of type ${typeof value} is not JSON`);
    }
}

function writeStructure(value: object, path: string, depth: number): string {
    if (depth > 4 * MAX_JSON_DEPTH) {
        throw new JsonProblem(path, 'nested too deeply or in a circle');
    }
    if (Array.isArray(value)) {
        const items: readonly unknown[] = value;
        return `[${items.map((item, index) => write(item, `${path}/${String(index)}`, depth)).join(',')}]`;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
        throw new JsonProblem(path, 'an instance of a class is not JSON');
    }
    const members: string[] = [];
    const record = value as Readonly<Record<string, unknown>>;
    // RFC 8785 orders names by UTF-16 code units, which is how sort() compares texts.
    for (const name of Object.keys(record).sort()) {
        const here = `${path}/${pointerPart(name)}`;
        members.push(`${writeString(name, here)}:${write(record[name], here, depth)}`);
    }
    return `{${members.join(',')}}`;
}

const loneSurrogate = /\p{Surrogate}/u;

function writeString(text: string, path: string): string {
    if (loneSurrogate.test(text)) {
        throw new JsonProblem(path, 'a lone surrogate is no character');
    }
    return JSON.stringify(text);
}

function pointerPart(name: string): string {
    return name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * Reads JSON that has one meaning only. Throws {@link JsonProblem} on duplicate names, on names that reach prototypes,
 * on nesting beyond 16, on more than 64 KiB, on integers beyond 2^53, on control characters, on texts that are not in
 * Unicode normalisation form C, and on anything that is not JSON.
 */
export function parseStrictJson(text: string): JsonValue {
    // The cheap bound first: UTF-8 never has fewer bytes than UTF-16 has units.
    if (text.length > MAX_JSON_BYTES || Buffer.byteLength(text) > MAX_JSON_BYTES) {
        throw new JsonProblem('', `longer than ${String(MAX_JSON_BYTES)} bytes`);
    }
    return new StrictReader(text).document();
}

const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const controlCharacter = /\p{Cc}/u;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringToken = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const whiteSpace = /[ \t\n\r]*/y;

class StrictReader {
    readonly #text: string;
    #position = 0;

    constructor(text: string) {
        this.#text = text;
    }

    document(): JsonValue {
        const value = this.#value('', 0);
        this.#skip();
        if (this.#position !== this.#text.length) {
            throw new JsonProblem('', 'text after the end');
        }
        return value;
    }

    #value(path: string, depth: number): JsonValue {
        this.#skip();
        const first = this.#text[this.#position];
        switch (first) {
            case '{':
                return this.#object(path, depth + 1);
            case '[':
                return this.#array(path, depth + 1);
            case '"':
                return this.#string(path);
            case 't':
                return this.#word('true', true, path);
            case 'f':
                return this.#word('false', false, path);
            case 'n':
                return this.#word('null', null, path);
            default:
                return this.#number(path);
        }
    }

    #object(path: string, depth: number): JsonValue {
        this.#enter(path, depth);
        const members: Record<string, JsonValue> = {};
        this.#skip();
        if (this.#take('}')) {
            return members;
        }
        for (;;) {
            this.#skip();
            const name = this.#string(path);
            const here = `${path}/${pointerPart(name)}`;
            if (forbiddenNames.has(name)) {
                throw new JsonProblem(path, 'a name that reaches prototypes');
            }
            if (Object.hasOwn(members, name)) {
                throw new JsonProblem(here, 'the name occurs twice');
            }
            this.#skip();
            this.#expect(':', here);
            members[name] = this.#value(here, depth);
            this.#skip();
            if (this.#take('}')) {
                return members;
            }
            this.#expect(',', path);
        }
    }

    #array(path: string, depth: number): JsonValue {
        this.#enter(path, depth);
        const items: JsonValue[] = [];
        this.#skip();
        if (this.#take(']')) {
            return items;
        }
        for (;;) {
            items.push(this.#value(`${path}/${String(items.length)}`, depth));
            this.#skip();
            if (this.#take(']')) {
                return items;
            }
            this.#expect(',', path);
        }
    }

    #string(path: string): string {
        const token = this.#match(stringToken);
        if (token === undefined) {
            throw new JsonProblem(path, 'not a JSON text');
        }
        const text = JSON.parse(token) as string;
        if (controlCharacter.test(text)) {
            throw new JsonProblem(path, 'a control character');
        }
        if (loneSurrogate.test(text)) {
            throw new JsonProblem(path, 'a lone surrogate is no character');
        }
        if (text.normalize('NFC') !== text) {
            throw new JsonProblem(path, 'not in Unicode normalisation form C');
        }
        return text;
    }

    #number(path: string): number {
        const token = this.#match(numberToken);
        if (token === undefined) {
            throw new JsonProblem(path, 'not a JSON value');
        }
        const value = Number(token);
        if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
            throw new JsonProblem(path, 'a number that cannot be kept exactly');
        }
        return value === 0 ? 0 : value;
    }

    #word<Value extends JsonValue>(word: string, value: Value, path: string): Value {
        if (!this.#text.startsWith(word, this.#position)) {
            throw new JsonProblem(path, 'not a JSON value');
        }
        this.#position += word.length;
        return value;
    }

    #enter(path: string, depth: number): void {
        if (depth > MAX_JSON_DEPTH) {
            throw new JsonProblem(path, `nested deeper than ${String(MAX_JSON_DEPTH)}`);
        }
        this.#position += 1;
    }

    #take(character: string): boolean {
        if (this.#text[this.#position] !== character) {
            return false;
        }
        this.#position += 1;
        return true;
    }

    #expect(character: string, path: string): void {
        if (!this.#take(character)) {
            throw new JsonProblem(path, `"${character}" expected`);
        }
    }

    #skip(): void {
        this.#match(whiteSpace);
    }

    #match(pattern: RegExp): string | undefined {
        pattern.lastIndex = this.#position;
        const found = pattern.exec(this.#text);
        if (found === null) {
            return undefined;
        }
        this.#position = pattern.lastIndex;
        return found[0];
    }
}
