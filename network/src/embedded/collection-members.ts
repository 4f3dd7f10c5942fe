import { type common, msp, type peer } from '@hyperledger/fabric-protos';
import type { Ledger, StateView } from '../ledger/ledger';
import { staticCollections } from '../lifecycle/collection-checks';
import { committedState } from '../lifecycle/lifecycle-state';
import { DEFINITION_METADATA_PREFIX, LIFECYCLE_NAMESPACE, mspIdOfImplicitCollection } from '../lifecycle/state-keys';
import { readDefinition, type StoredDefinition } from '../lifecycle/stored-definition';
import { blockData } from '../proto/block';

/** The first key after all that begin with the prefix, which ends in `/`. */
const AFTER_DEFINITIONS = `${DEFINITION_METADATA_PREFIX.slice(0, -1)}0`;

/**
 * Which organisations may hold a collection's plain values, at hand without waiting while a block is committed. Kept up
 * to date block by block.
 */
export class CollectionMembers {
    readonly #ledger: Pick<Ledger, 'view'>;
    readonly #collections = new Map<string, readonly peer.StaticCollectionConfig[]>();

    constructor(ledger: Pick<Ledger, 'view'>) {
        this.#ledger = ledger;
    }

    /** MSP ids; none for unknown collections. */
    members(namespace: string, collection: string): readonly string[] {
        const owner = mspIdOfImplicitCollection(collection);
        if (owner !== undefined) {
            return [owner];
        }
        const config = this.find(namespace, collection);
        return config === undefined ? [] : memberMspIds(config);
    }

    /** An explicit collection. */
    find(namespace: string, collection: string): peer.StaticCollectionConfig | undefined {
        return this.#collections.get(namespace)?.find((candidate) => candidate.getName() === collection);
    }

    /** To be called after every committed block, and once at the start without one. */
    async refresh(block?: common.Block): Promise<void> {
        if (
            block !== undefined &&
            !blockData(block).some((bytes) => Buffer.from(bytes).includes(LIFECYCLE_NAMESPACE))
        ) {
            return;
        }
        const view = this.#ledger.view();
        try {
            for (const name of await committedNames(view)) {
                const definition = await readDefinition(committedState(view), name);
                this.#collections.set(name, definition === undefined ? [] : staticCollections(definition.collections));
            }
        } finally {
            await view.release();
        }
    }
}

/** The definition that is committed now. */
export async function currentDefinition(
    ledger: Pick<Ledger, 'view'>,
    name: string,
): Promise<StoredDefinition | undefined> {
    const view = ledger.view();
    try {
        return await readDefinition(committedState(view), name);
    } finally {
        await view.release();
    }
}

async function committedNames(view: StateView): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const [key] of view.range(LIFECYCLE_NAMESPACE, DEFINITION_METADATA_PREFIX, AFTER_DEFINITIONS)) {
        names.push(key.slice(DEFINITION_METADATA_PREFIX.length));
    }
    return names;
}

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
