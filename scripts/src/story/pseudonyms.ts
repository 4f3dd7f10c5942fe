import { type HmacSha256, pairKey, pseudonymOf } from '@tabularium/chaincode/api';
import { createHmac, randomBytes } from 'node:crypto';
import path from 'node:path';
import { keep } from './kept-file';
import type { AgenciesData, PersonData } from './story-data';

/** Person → consumer → provider → pseudonym. */
export type Pseudonyms = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

const hmac: HmacSha256 = (key, text) => createHmac('sha256', key).update(text).digest();

/** Stands for the data authority's service: nobody else has its key, and the ledger never sees it. */
export async function openPseudonyms(
    persons: readonly PersonData[],
    { agencies }: Pick<AgenciesData, 'agencies'>,
    folder: string,
): Promise<Pseudonyms> {
    const file = path.join(folder, 'pseudonyms.key');
    const key = Buffer.from(await keep(file, () => randomBytes(32).toString('hex')), 'hex');
    const consumers = agencies.filter(({ roles }) => roles.includes('consumer')).map(({ agencyId }) => agencyId);
    const providers = agencies.filter(({ roles }) => roles.includes('provider')).map(({ agencyId }) => agencyId);
    return record(persons, ({ personId, idNumber }) => [
        personId,
        record(consumers, (consumerAgencyId) => [
            consumerAgencyId,
            record(providers, (providerAgencyId) => {
                const ofPair = pairKey(hmac, key, { consumerAgencyId, providerAgencyId });
                return [providerAgencyId, pseudonymOf(hmac, ofPair, `CN-ID:${idNumber}`)];
            }),
        ]),
    ]);
}

function record<Item, Value>(
    items: readonly Item[],
    entry: (item: Item) => readonly [string, Value],
): Record<string, Value> {
    return Object.fromEntries(items.map(entry));
}
