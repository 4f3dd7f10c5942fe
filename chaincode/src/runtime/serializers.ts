/** How fabric-shim turns arguments into values and results into bytes: texts in, canonical JSON out. */
import { canonicalJson } from './json';
import { refusal } from './errors';
import { runtimeErrors } from './runtime-errors';
import { wireText } from './refusals';

/** Replaces fabric-contract-api's serializer, whose key order depends on how an object was built. */
export class CanonicalSerializer {
    toBuffer(result: unknown): Buffer {
        return Buffer.from(canonicalJson(result));
    }

    /** Every parameter of every transaction is one text; the door reads what is in it. */
    fromBuffer(data: Uint8Array): { value: string; validateData: string } {
        const value = decodeUtf8(data);
        return { value, validateData: value };
    }
}

function decodeUtf8(data: Uint8Array): string {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
    } catch {
        throw new Error(wireText(refusal(runtimeErrors.INPUT_INVALID, { path: '', problem: 'not UTF-8' })));
    }
}

/** In the form that fabric-shim reads from a chaincode package's main module. */
export function createSerializers(): {
    transaction: string;
    serializers: Record<string, typeof CanonicalSerializer>;
} {
    return { transaction: 'canonicalJson', serializers: { canonicalJson: CanonicalSerializer } };
}
