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

/** A problem inside a member or item, as its container tells it: paths are only made when there is something to tell. */
function within(error: unknown, part: string | number): unknown {
    return error instanceof JsonProblem
        ? new JsonProblem(`/${pointerPart(String(part))}${error.path}`, error.problem)
        : error;
}

function pointerPart(name: string): string {
    return name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * RFC 8785 text of a value. Throws on what JSON cannot say the same way everywhere: NaN, infinities, undefined, BigInt,
 * functions, class instances, lone surrogates, cycles.
 */
export function canonicalJson(value: unknown): string {
    return write(value, 0);
}

function write(value: unknown, depth: number): string {
    switch (typeof value) {
        case 'string':
            return writeString(value);
        case 'number':
            if (!Number.isFinite(value)) {
                throw new JsonProblem('', 'not a finite number');
            }
            return JSON.stringify(value);
        case 'boolean':
            return value ? 'true' : 'false';
        case 'object':
            return value === null ? 'null' : writeStructure(value, depth + 1);
        default:
            throw new JsonProblem('', `a value of type ${typeof value} is not JSON`);
    }
}

function writeStructure(value: object, depth: number): string {
    if (depth > 4 * MAX_JSON_DEPTH) {
        throw new JsonProblem('', 'nested too deeply or in a circle');
    }
    if (Array.isArray(value)) {
        return writeArray(value, depth);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
        throw new JsonProblem('', 'an instance of a class is not JSON');
    }
    let members = '';
    const record = value as Readonly<Record<string, unknown>>;
    // RFC 8785 orders names by UTF-16 code units, which is how sort() compares texts.
    for (const name of Object.keys(record).sort()) {
        try {
            members += `${members === '' ? '' : ','}${writeString(name)}:${write(record[name], depth)}`;
        } catch (error) {
            throw within(error, name);
        }
    }
    return `{${members}}`;
}

function writeArray(items: readonly unknown[], depth: number): string {
    let texts = '';
    for (let index = 0; index < items.length; index += 1) {
        try {
            texts += `${index === 0 ? '' : ','}${write(items[index], depth)}`;
        } catch (error) {
            throw within(error, index);
        }
    }
    return `[${texts}]`;
}

const loneSurrogate = /\p{Surrogate}/u;
/** Printable ASCII that stands for itself between quotation marks: most texts, and nothing else is to be looked for in them. */
const plainText = /^[ !#-[\]-~]*$/;

function writeString(text: string): string {
    if (plainText.test(text)) {
        return `"${text}"`;
    }
    if (loneSurrogate.test(text)) {
        throw new JsonProblem('', 'a lone surrogate is no character');
    }
    return JSON.stringify(text);
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

/** White space of JSON, as character codes. */
const [SPACE, TAB, LINE_FEED, CARRIAGE_RETURN] = [0x20, 0x09, 0x0a, 0x0d];

class StrictReader {
    readonly #text: string;
    #position = 0;

    constructor(text: string) {
        this.#text = text;
    }

    document(): JsonValue {
        const value = this.#value(0);
        this.#skip();
        if (this.#position !== this.#text.length) {
            throw new JsonProblem('', 'text after the end');
        }
        return value;
    }

    #value(depth: number): JsonValue {
        this.#skip();
        const first = this.#text[this.#position];
        switch (first) {
            case '{':
                return this.#object(depth + 1);
            case '[':
                return this.#array(depth + 1);
            case '"':
                return this.#string();
            case 't':
                return this.#word('true', true);
            case 'f':
                return this.#word('false', false);
            case 'n':
                return this.#word('null', null);
            default:
                return this.#number();
        }
    }

    #object(depth: number): JsonValue {
        this.#enter(depth);
        const members: Record<string, JsonValue> = {};
        this.#skip();
        if (this.#take('}')) {
            return members;
        }
        for (;;) {
            this.#skip();
            const name = this.#string();
            if (forbiddenNames.has(name)) {
                throw new JsonProblem('', 'a name that reaches prototypes');
            }
            try {
                this.#member(members, name, depth);
            } catch (error) {
                throw within(error, name);
            }
            this.#skip();
            if (this.#take('}')) {
                return members;
            }
            this.#expect(',');
        }
    }

    #member(members: Record<string, JsonValue>, name: string, depth: number): void {
        if (Object.hasOwn(members, name)) {
            throw new JsonProblem('', 'the name occurs twice');
        }
        this.#skip();
        this.#expect(':');
        members[name] = this.#value(depth);
    }

    #array(depth: number): JsonValue {
        this.#enter(depth);
        const items: JsonValue[] = [];
        this.#skip();
        if (this.#take(']')) {
            return items;
        }
        for (;;) {
            try {
                items.push(this.#value(depth));
            } catch (error) {
                throw within(error, items.length);
            }
            this.#skip();
            if (this.#take(']')) {
                return items;
            }
            this.#expect(',');
        }
    }

    #string(): string {
        return this.#plainString() ?? this.#anyString();
    }

    /** A text without escapes and without anything that would have to be looked for; undefined for any other. */
    #plainString(): string | undefined {
        const start = this.#position + 1;
        const end = this.#text.indexOf('"', start);
        if (end < 0 || this.#text[this.#position] !== '"') {
            return undefined;
        }
        const text = this.#text.slice(start, end);
        if (!plainText.test(text)) {
            return undefined;
        }
        this.#position = end + 1;
        return text;
    }

    #anyString(): string {
        const token = this.#match(stringToken);
        if (token === undefined) {
            throw new JsonProblem('', 'not a JSON text');
        }
        const text = JSON.parse(token) as string;
        if (controlCharacter.test(text)) {
            throw new JsonProblem('', 'a control character');
        }
        if (loneSurrogate.test(text)) {
            throw new JsonProblem('', 'a lone surrogate is no character');
        }
        if (text.normalize('NFC') !== text) {
            throw new JsonProblem('', 'not in Unicode normalisation form C');
        }
        return text;
    }

    #number(): number {
        const token = this.#match(numberToken);
        if (token === undefined) {
            throw new JsonProblem('', 'not a JSON value');
        }
        const value = Number(token);
        if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
            throw new JsonProblem('', 'a number that cannot be kept exactly');
        }
        return value === 0 ? 0 : value;
    }

    #word<Value extends JsonValue>(word: string, value: Value): Value {
        if (!this.#text.startsWith(word, this.#position)) {
            throw new JsonProblem('', 'not a JSON value');
        }
        this.#position += word.length;
        return value;
    }

    #enter(depth: number): void {
        if (depth > MAX_JSON_DEPTH) {
            throw new JsonProblem('', `nested deeper than ${String(MAX_JSON_DEPTH)}`);
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

    #expect(character: string): void {
        if (!this.#take(character)) {
            throw new JsonProblem('', `"${character}" expected`);
        }
    }

    #skip(): void {
        for (;;) {
            const code = this.#text.charCodeAt(this.#position);
            if (code !== SPACE && code !== TAB && code !== LINE_FEED && code !== CARRIAGE_RETURN) {
                return;
            }
            this.#position += 1;
        }
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
