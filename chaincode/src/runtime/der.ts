/** The few steps through DER (X.690) that reading a certificate takes. Lengths are definite; anything else is refused. */

export interface DerElement {
    readonly tag: number;
    /** Tag, length and content: the bytes as they were signed. */
    readonly bytes: Uint8Array;
    readonly content: Uint8Array;
}

export const derTag = {
    integer: 0x02,
    octetString: 0x04,
    oid: 0x06,
    sequence: 0x30,
    version: 0xa0,
    extensions: 0xa3,
} as const;

/** The elements that fill `bytes` exactly. */
export function derElements(bytes: Uint8Array): readonly DerElement[] {
    const elements: DerElement[] = [];
    let offset = 0;
    while (offset < bytes.length) {
        const element = elementAt(bytes, offset);
        elements.push(element);
        offset += element.bytes.length;
    }
    return elements;
}

/** The content of the single element of this kind that `bytes` is. */
export function derContent(bytes: Uint8Array, tag: number): Uint8Array {
    const [element, ...others] = derElements(bytes);
    if (element?.tag !== tag || others.length > 0) {
        throw new Error(`DER element ${tag.toString(16)} expected`);
    }
    return element.content;
}

function elementAt(bytes: Uint8Array, offset: number): DerElement {
    const tag = byteAt(bytes, offset);
    if ((tag & 0x1f) === 0x1f) {
        throw new Error('DER tag of more than one byte');
    }
    const first = byteAt(bytes, offset + 1);
    let start = offset + 2;
    let length = first;
    if (first >= 0x80) {
        const count = first & 0x7f;
        if (count === 0 || count > 3) {
            throw new Error('DER length out of range');
        }
        length = 0;
        for (let index = 0; index < count; index += 1) {
            length = length * 256 + byteAt(bytes, start + index);
        }
        start += count;
    }
    if (start + length > bytes.length) {
        throw new Error('DER element is cut short');
    }
    return {
        tag,
        bytes: bytes.subarray(offset, start + length),
        content: bytes.subarray(start, start + length),
    };
}

function byteAt(bytes: Uint8Array, offset: number): number {
    const byte = bytes[offset];
    if (byte === undefined) {
        throw new Error('DER element is cut short');
    }
    return byte;
}
