/**
 * Pseudonyms of persons in the log of uses: for the data authority's service, which alone holds the key. Never used on
 * the ledger. A person has another pseudonym for each consumer and provider, so that no agency can follow a person
 * through the log of the others. Pure: whoever calls brings HMAC-SHA-256.
 */
import { canonicalJson } from '../runtime/json';

export type HmacSha256 = (key: Uint8Array, text: string) => Uint8Array;

/** The key of one consumer and one provider; who has it can recognise persons in their log, and in no other. */
export function pairKey(
    hmac: HmacSha256,
    key: Uint8Array,
    pair: { readonly consumerAgencyId: string; readonly providerAgencyId: string },
): Uint8Array {
    const { consumerAgencyId, providerAgencyId } = pair;
    return hmac(key, canonicalJson({ consumerAgencyId, providerAgencyId, purpose: 'exchange-pseudonym' }));
}

/** HMAC-SHA-256 in lower-case hex over an identifier with its scheme, e.g. `CN-ID:11010519491231002X`. */
export function pseudonymOf(hmac: HmacSha256, key: Uint8Array, identifier: string): string {
    return Buffer.from(hmac(key, identifier)).toString('hex');
}
