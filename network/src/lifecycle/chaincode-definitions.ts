import type { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeDefinitions, CommittedCollection } from '../validator/definitions';
import { staticCollections } from './collection-checks';
import { committedState } from './lifecycle-state';
import { readDefinition } from './stored-definition';

/** Committed definitions as validation needs them, read from the state it validates against. */
export function createChaincodeDefinitions(): ChaincodeDefinitions {
    // As long as definitions share what was read of their collections.
    const committedCollections = new WeakMap<peer.CollectionConfigPackage, readonly CommittedCollection[]>();
    return {
        committed: async (channelState, name) => {
            const definition = await readDefinition(committedState(channelState), name);
            if (definition === undefined) {
                return undefined;
            }
            const known = committedCollections.get(definition.collections);
            const collections = known ?? staticCollections(definition.collections).map(committedCollection);
            committedCollections.set(definition.collections, collections);
            return {
                version: definition.endorsement.getVersion(),
                policy: definition.validation.getValidationParameter_asU8(),
                collections,
            };
        },
    };
}

function committedCollection(collection: peer.StaticCollectionConfig): CommittedCollection {
    const policy = collection.getEndorsementPolicy();
    const name = collection.getName();
    return policy === undefined ? { name } : { name, endorsementPolicy: policy.serializeBinary() };
}
