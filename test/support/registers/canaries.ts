/** Values that stand for what is private, made to be found again wherever they come out. */
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';

export class Canaries<Field extends string> {
    readonly of: Readonly<Record<Field, string>>;
    readonly #encodings: readonly (readonly [Field, readonly Buffer[]])[];

    /** Fields whose names end in `Salt` are 32 random bytes in hex, all others a text. */
    constructor(fields: readonly Field[]) {
        const values = fields.map((field) => [field, newCanary(field)] as const);
        this.of = Object.fromEntries(values) as Record<Field, string>;
        this.#encodings = values.map(([field, value]) => [field, encodings(value)]);
    }

    /** Fields whose value is in the bytes or anywhere in the value, in one of its encodings. */
    in(haystack: unknown): readonly Field[] {
        const bytes = haystack instanceof Uint8Array ? Buffer.from(haystack) : Buffer.from(textOf(haystack));
        return this.#encodings
            .filter(([, needles]) => needles.some((needle) => bytes.includes(needle)))
            .map(([field]) => field);
    }

    encodingsOf(field: Field): readonly Buffer[] {
        return encodings(this.of[field]);
    }
}

function newCanary(field: string): string {
    return field.endsWith('Salt')
        ? randomBytes(32).toString('hex')
        : `CANARY-${field}-${randomBytes(12).toString('hex')}`;
}

/** The text; for hexadecimal digits the bytes they stand for as well; all of it in hex and both alphabets of base64. */
function encodings(value: string): readonly Buffer[] {
    const plain = [Buffer.from(value), ...(/^[0-9a-f]{64}$/.test(value) ? [Buffer.from(value, 'hex')] : [])];
    return plain.flatMap((bytes) => [
        bytes,
        Buffer.from(bytes.toString('hex')),
        Buffer.from(bytes.toString('hex').toUpperCase()),
        ...[0, 1, 2].flatMap((offset) => [inBase64(bytes, offset, 'base64'), inBase64(bytes, offset, 'base64url')]),
    ]);
}

/** Without the first and last characters, which depend on what stands beside. */
function inBase64(bytes: Uint8Array, offset: number, alphabet: 'base64' | 'base64url'): Buffer {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString(alphabet)
        .replace(/=+$/, '');
    return Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -1));
}

/** Everything of an error or answer: messages, details, causes. */
function textOf(value: unknown): string {
    const told = { depth: 20, maxStringLength: null, maxArrayLength: null, showHidden: true } as const;
    const message = value instanceof Error ? value.message : '';
    return `${message}\n${inspect(value, told)}`;
}
