import { peer } from '@hyperledger/fabric-protos';
import { bytesEqual } from '../proto/hash';

/** Of as many definitions as a channel in use has. */
const MAX_REMEMBERED = 64;

/**
 * Reads the collections of definitions, and remembers them by their bytes: they are asked for with every endorsement and
 * at every commit, change with a definition only, and grow with the square of the organisations. Shared by all who ask,
 * so nobody changes them.
 */
export class StoredCollections {
    /** The latest at the end. */
    readonly #remembered: { readonly bytes: Uint8Array; readonly collections: peer.CollectionConfigPackage }[] = [];

    read(bytes: Uint8Array): peer.CollectionConfigPackage {
        const known = this.#remembered.find((one) => bytesEqual(one.bytes, bytes));
        if (known !== undefined) {
            return known.collections;
        }
        const collections = peer.CollectionConfigPackage.deserializeBinary(bytes);
        if (this.#remembered.length >= MAX_REMEMBERED) {
            this.#remembered.shift();
        }
        this.#remembered.push({ bytes, collections });
        return collections;
    }
}
