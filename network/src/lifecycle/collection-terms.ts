import { msp, type peer } from '@hyperledger/fabric-protos';
import type { FindCollectionTerms } from '../ledger/ledger';
import { staticCollections } from './collection-checks';
import { mspIdOfImplicitCollection } from './state-keys';
import { committedState } from './lifecycle-state';
import { readDefinition } from './stored-definition';

/** A number of blocks that no channel will ever have. */
const FOR_EVER = 2 ** 50;

/** What the ledger asks of a collection, read from the committed definition. */
export const collectionTerms: FindCollectionTerms = async (state, namespace, name) => {
    const owner = mspIdOfImplicitCollection(name);
    if (owner !== undefined) {
        return { members: [owner], blockToLive: 0 };
    }
    const definition = await readDefinition(committedState(state), namespace);
    const collection = staticCollections(definition?.collections).find((candidate) => candidate.getName() === name);
    if (collection === undefined) {
        return undefined;
    }
    const blockToLive = collection.getBlockToLive();
    return { members: memberMspIds(collection), blockToLive: blockToLive < FOR_EVER ? blockToLive : 0 };
};

/** All peers of an organisation that the policy names, in whatever role, hold the values. */
function memberMspIds(collection: peer.StaticCollectionConfig): readonly string[] {
    const principals = collection.getMemberOrgsPolicy()?.getSignaturePolicy()?.getIdentitiesList() ?? [];
    return [...new Set(principals.map(mspIdOf).filter((mspId) => mspId !== undefined))];
}

function mspIdOf(principal: msp.MSPPrincipal): string | undefined {
    const bytes = principal.getPrincipal_asU8();
    const { Classification } = msp.MSPPrincipal;
    switch (principal.getPrincipalClassification()) {
        case Classification.ROLE:
            return msp.MSPRole.deserializeBinary(bytes).getMspIdentifier();
        case Classification.ORGANIZATION_UNIT:
            return msp.OrganizationUnit.deserializeBinary(bytes).getMspIdentifier();
        case Classification.IDENTITY:
            return msp.SerializedIdentity.deserializeBinary(bytes).getMspid();
        default:
            return undefined;
    }
}
