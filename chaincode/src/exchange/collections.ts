/**
 * Where private data lie. Pure: a deployment makes the collections of its organisations from these families.
 */
import { type CollectionFamily, collectionOf } from '../runtime/collections';
import type { Parties } from './terms';

/** One for each organisation. Providers write into it and cannot read it; the organisation alone endorses. */
export const inbox: CollectionFamily = {
    name: 'inbox',
    kind: 'inbox',
    holds: 'what providers have delivered to the organisation, sealed',
};

/** One for each two organisations, shared with the data authority. */
export const pair: CollectionFamily = {
    name: 'pair',
    kind: 'pair',
    holds: 'case numbers, justifications and subjects of requests and uses between the two',
};

export function inboxOf({ consumerMspId }: Pick<Parties, 'consumerMspId'>): string {
    return collectionOf(inbox, consumerMspId);
}

export function pairOf({ consumerMspId, providerMspId }: Pick<Parties, 'consumerMspId' | 'providerMspId'>): string {
    return collectionOf(pair, consumerMspId, providerMspId);
}
