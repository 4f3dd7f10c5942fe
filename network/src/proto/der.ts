/**
 * Owns the bytes that travel and are hashed or signed: builds and reads Fabric's protobuf messages (proposals,
 * responses, transactions, read-write sets, blocks) and the little ASN.1 DER they rest on. Original bytes are kept
 * wherever a hash or signature covers them. Decides nothing: checking signatures is `msp`'s work, policies are
 * `policies`', validation codes beyond "cannot be read" are `validator`'s.
 */

/** Universal tags as they stand in the first byte (constructed bit included). */
export const DER = {
    boolean: 0x01,
    integer: 0x02,
    bitString: 0x03,
    octetString: 0x04,
    oid: 0x06,
    utf8String: 0x0c,
    printableString: 0x13,
    utcTime: 0x17,
    generalizedTime: 0x18,
    sequence: 0x30,
    set: 0x31,
} as const;

export class DerError extends Error {
    override readonly name = 'DerError';
}

export interface DerElement {
    readonly tag: number;
    readonly content: Uint8Array;
    /** Tag, length and content. */
    readonly raw: Uint8Array;
}

export function encodeDer(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
    const length = content.reduce((sum, part) => sum + part.length, 0);
    const lengthBytes = length < 0x80 ? [length] : longLength(length);
    return Buffer.concat([Uint8Array.of(tag, ...lengthBytes), ...content]);
}

export function derSequence(...elements: readonly Uint8Array[]): Uint8Array {
    return encodeDer(DER.sequence, ...elements);
}

/** Of a number that is not negative. */
export function derInteger(value: bigint): Uint8Array {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    return encodeDer(DER.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes);
}

/** @param dotted e.g. `2.5.29.15`. */
export function derOid(dotted: string): Uint8Array {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return encodeDer(DER.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** Reads one element from the front. @throws DerError when it is not minimal DER or is cut short. */
export function readDer(bytes: Uint8Array): DerElement {
    const tag = bytes[0];
    const first = bytes[1];
    if (tag === undefined || first === undefined) {
        throw new DerError('truncated DER');
    }
    if ((tag & 0x1f) === 0x1f) {
        throw new DerError('high DER tag numbers are not supported');
    }
    const sizeOfLength = first < 0x80 ? 0 : first & 0x7f;
    if (sizeOfLength > 4 || first === 0x80) {
        throw new DerError('unsupported DER length');
    }
    let length = first;
    if (sizeOfLength > 0) {
        length = bytes.subarray(2, 2 + sizeOfLength).reduce((sum, byte) => sum * 256 + byte, 0);
        if (length < 0x80 || bytes[2] === 0) {
            throw new DerError('non-minimal DER length');
        }
    }
    const start = 2 + sizeOfLength;
    if (bytes.length < start + length) {
        throw new DerError('truncated DER');
    }
    return { tag, content: bytes.subarray(start, start + length), raw: bytes.subarray(0, start + length) };
}

/** The elements one after the other inside a constructed element's content. */
export function readDerAll(content: Uint8Array): DerElement[] {
    const elements: DerElement[] = [];
    for (let rest = content; rest.length > 0;) {
        const element = readDer(rest);
        elements.push(element);
        rest = rest.subarray(element.raw.length);
    }
    return elements;
}

/** @throws DerError for anything but a minimally encoded INTEGER. */
export function readDerInteger(element: DerElement | undefined): bigint {
    if (element?.tag !== DER.integer || element.content.length === 0) {
        throw new DerError('not a DER integer');
    }
    const [first = 0, second] = element.content;
    if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
        throw new DerError('integer not minimally encoded');
    }
    const unsigned = BigInt(`0x${Buffer.from(element.content).toString('hex')}`);
    return first < 0x80 ? unsigned : unsigned - (1n << BigInt(8 * element.content.length));
}

/** Dotted form. */
export function readDerOid(element: DerElement): string {
    const [first = 0, ...rest] = element.content;
    const parts = [Math.floor(first / 40), first % 40];
    let value = 0;
    for (const byte of rest) {
        value = value * 128 + (byte & 0x7f);
        if (byte < 0x80) {
            parts.push(value);
            value = 0;
        }
    }
    return parts.join('.');
}

function longLength(length: number): number[] {
    const bytes: number[] = [];
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
        bytes.unshift(rest % 256);
    }
    return [0x80 | bytes.length, ...bytes];
}

function base128(value: number): number[] {
    const bytes = [value % 128];
    for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
        bytes.unshift((rest % 128) | 0x80);
    }
    return bytes;
}
