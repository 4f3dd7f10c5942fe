/** Composite keys as Fabric lays them out: U+0000, object type, U+0000, then each part with U+0000 behind it. */

const SEPARATOR = '\u0000';
/** The greatest code point: Fabric ends a range over composite keys with it, so no part may contain it. */
const LAST = '\u{10ffff}';

/** Bytes of the longest key; LevelDB bears more, audits and logs do not. */
const MAX_KEY_BYTES = 1024;

export function compositeKey(objectType: string, parts: readonly string[]): string {
    const key = [objectType, ...parts].reduce((built, part) => built + checkedPart(part) + SEPARATOR, SEPARATOR);
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
        throw new Error(`a key of ${objectType} is longer than ${String(MAX_KEY_BYTES)} bytes`);
    }
    return key;
}

/** Parts behind the object type. */
export function keyParts(key: string): readonly string[] {
    return key.split(SEPARATOR).slice(2, -1);
}

/** Fabric orders keys by their UTF-8 bytes, which differs from comparing JavaScript texts beyond U+FFFF. */
export function compareKeys(left: string, right: string): number {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function checkedPart(part: string): string {
    if (part === '') {
        throw new Error('a part of a key is empty');
    }
    if (part.includes(SEPARATOR) || part.includes(LAST) || /\p{Surrogate}/u.test(part)) {
        throw new Error('a part of a key contains a character that keys cannot bear');
    }
    return part;
}
