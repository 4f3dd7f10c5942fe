import type { ChaincodeDefinitions, CommittedCollection } from '../validator/definitions';
import { staticCollections } from './collection-checks';
import { committedState } from './lifecycle-state';
import { readDefinition } from './stored-definition';

/** Committed definitions as validation needs them, read from the state it validates against. */
export function createChaincodeDefinitions(): ChaincodeDefinitions {
    return {
        committed: async (channelState, name) => {
            const definition = await readDefinition(committedState(channelState), name);
            if (definition === undefined) {
                return undefined;
            }
            const collections = staticCollections(definition.collections).map((collection): CommittedCollection => {
                const policy = collection.getEndorsementPolicy();
                const collectionName = collection.getName();
                return policy === undefined
                    ? { name: collectionName }
                    : { name: collectionName, endorsementPolicy: policy.serializeBinary() };
            });
            return {
                version: definition.endorsement.getVersion(),
                policy: definition.validation.getValidationParameter_asU8(),
                collections,
            };
        },
    };
}
