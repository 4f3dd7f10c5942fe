import { StoredCollections } from '../../../network/src/lifecycle/stored-collections';
import { encodeCollections } from '../../../network/src/deploy/definition';

function bytesOf(...names: readonly string[]): Uint8Array {
    const collections = names.map((name) => ({ name, policy: "OR('Org1MSP.member')" }));
    return encodeCollections(collections)?.serializeBinary() ?? new Uint8Array();
}
const namesIn = (collections: ReturnType<StoredCollections['read']>): (string | undefined)[] =>
    collections.getConfigList().map((config) => config.getStaticCollectionConfig()?.getName());

describe('collections of stored definitions', () => {
    it('are read once for the same bytes, and anew for any other', () => {
        const stored = new StoredCollections();
        const first = stored.read(bytesOf('inbox'));
        expect(namesIn(first)).toEqual(['inbox']);
        expect(stored.read(bytesOf('inbox'))).toBe(first);
        expect(namesIn(stored.read(bytesOf('inbox', 'pair')))).toEqual(['inbox', 'pair']);
        expect(namesIn(stored.read(new Uint8Array()))).toEqual([]);
    });

    it('are forgotten, the oldest first, when there are too many', () => {
        const stored = new StoredCollections();
        const first = stored.read(bytesOf('c0'));
        for (let number = 1; number <= 64; number += 1) {
            stored.read(bytesOf(`c${String(number)}`));
        }
        expect(stored.read(bytesOf('c0'))).not.toBe(first);
        expect(namesIn(stored.read(bytesOf('c0')))).toEqual(['c0']);
    });
});
