import { canonicalJson, DeliveredItems, parseStrictJson } from '@tabularium/chaincode/api';

/** What is sealed: canonical JSON in UTF-8. Undefined for what could not be read again. */
export function encodeRecord(record: unknown): Uint8Array | undefined {
    try {
        const text = canonicalJson(DeliveredItems.parse(record));
        parseStrictJson(text);
        return new TextEncoder().encode(text);
    } catch {
        return undefined;
    }
}

/** Undefined for what is no record; the parser's own error would quote it. */
export function decodeRecord(plain: Uint8Array): Record<string, string> | undefined {
    try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
        return DeliveredItems.parse(parseStrictJson(text));
    } catch {
        return undefined;
    }
}
