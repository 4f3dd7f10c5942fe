/**
 * What a sealed record looks like from outside: a JWE in compact serialisation (RFC 7516), the content key agreed with
 * the consumer's key alone (ECDH-ES, RFC 7518 §4.6). Its header names the use and the items in the open, so that the
 * register can refuse what was sealed for another use or key; nobody but the holder of the key reads the rest. Pure.
 */
import { z } from 'zod';
import { JsonProblem, parseStrictJson } from '../runtime/json';
import { Kid, PublicJwk } from '../runtime/who-is';
import { ItemCodes, UsageId } from './terms';

/** Header, no encrypted key, a nonce of 96 bits, ciphertext, a tag of 128 bits. */
const compact = /^([A-Za-z0-9_-]{1,2048})\.\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}$/;

/** The protected header: these members and no other, so nothing is compressed and nothing is critical. */
export const SealedHeader = z.strictObject({
    alg: z.literal('ECDH-ES'),
    enc: z.literal('A256GCM'),
    /** Thumbprint of the `deliverTo` that the use names. */
    kid: Kid,
    /** The sender's key, made for this one record. */
    epk: PublicJwk,
    usageId: UsageId,
    /** In the order of their code units. */
    items: ItemCodes,
});
export type SealedHeader = z.output<typeof SealedHeader>;

/** Undefined for whatever is not sealed in this form; what was found there is told to nobody. */
export function sealedHeader(sealed: string): SealedHeader | undefined {
    const [, encoded] = compact.exec(sealed) ?? [];
    if (encoded === undefined) return undefined;
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes.toString('base64url') !== encoded) return undefined;
    return SealedHeader.safeParse(jsonIn(bytes)).data;
}

function jsonIn(bytes: Uint8Array): unknown {
    let text: string;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return undefined;
    }
    try {
        return parseStrictJson(text);
    } catch (error) {
        if (error instanceof JsonProblem) return undefined;
        throw error;
    }
}
