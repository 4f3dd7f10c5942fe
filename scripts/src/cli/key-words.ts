/** A key as people read it: a composite key's object type and attributes, with spaces between them. */
export function keyInWords(key: string): string {
    const text = key.startsWith('\u0000') ? key.split('\u0000').filter(Boolean).join(' ') : key;
    return printable(text);
}

/** JSON as it stands, cut to `length` characters; anything else by its size. */
export function valueInWords(value: Uint8Array, length = 100): string {
    const text = Buffer.from(value).toString('utf8');
    if (!/^[[{"]/.test(text) || text.includes('\uFFFD')) {
        return `${String(value.length)} bytes`;
    }
    return printable(text.length > length ? `${text.slice(0, length)}…` : text);
}

/** Ledger content must not steer the terminal. */
export function printable(text: string): string {
    return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·');
}
