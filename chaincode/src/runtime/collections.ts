/**
 * Private data collections. A register declares families; each network profile makes them into collections of its
 * organisations. Pure: nothing is loaded.
 */

/**
 * A kind of collection. An `inbox` is one per organisation, which alone reads and endorses it while others may write
 * into it; a `pair` is one per two organisations, which share it with the register's owner.
 */
export interface CollectionFamily {
    /** Lower-case letters; the collections' Fabric names begin with it. */
    readonly name: string;
    readonly kind: 'inbox' | 'pair';
    /** One line for the table of readers: what lies in it. */
    readonly holds: string;
}

/** One collection, with the keys of the JSON that Fabric's own tools read. */
export interface CollectionConfig {
    readonly name: string;
    /** Members, who receive the values: a plain OR over MSPs. */
    readonly policy: string;
    readonly requiredPeerCount: number;
    readonly maxPeerCount: number;
    /** Blocks after which values are removed; 0 keeps them until they are purged. */
    readonly blockToLive: number;
    readonly memberOnlyRead: boolean;
    readonly memberOnlyWrite: boolean;
    /** Who must endorse its writes; names peers only. */
    readonly endorsementPolicy: { readonly signaturePolicy: string };
}

/**
 * Fabric name of a family's collection: `inbox-<MSP>`, or `pair-<MSP>-<MSP>` with the ids in ascending order and one id
 * where both are the same. @throws Error when an id cannot stand in a collection's name
 */
export function collectionOf(
    family: CollectionFamily,
    ...mspIds: readonly [string] | readonly [string, string]
): string {
    const distinct = [...new Set(mspIds)].sort();
    if (family.kind === 'inbox' && mspIds.length !== 1) {
        throw new Error(`${family.name} has one collection per organisation`);
    }
    for (const mspId of distinct) {
        // As Fabric's lifecycle reads collection names; MSP ids may also have dots.
        if (!/^[A-Za-z0-9_-]+$/.test(mspId)) {
            throw new Error(`the MSP id "${mspId}" cannot be written in a collection's name`);
        }
    }
    return [family.name, ...distinct].join('-');
}

/** Whether a collection's name is one of the family's. */
export function isOfFamily(family: string, collection: string): boolean {
    return collection.startsWith(`${family}-`);
}
