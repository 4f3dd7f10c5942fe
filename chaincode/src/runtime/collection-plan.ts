/** From the families that a register declares to the collections of one network. Pure. */
import { type CollectionConfig, type CollectionFamily, collectionOf } from './collections';

/** What is known of the organisations whose peers run the register. */
export interface CollectionParties {
    readonly mspIds: readonly string[];
    /** The register's owner; a committee has none. */
    readonly owner: string | undefined;
    readonly peersOf: (mspId: string) => number;
}

/** @throws Error when a family of pairs has no owner to share them with */
export function collectionsOfFamily(family: CollectionFamily, parties: CollectionParties): readonly CollectionConfig[] {
    const { mspIds, owner } = parties;
    if (family.kind === 'inbox') {
        return mspIds.map((mspId) => ({
            name: collectionOf(family, mspId),
            ...membership([mspId], parties),
            // The provider writes into the consumer's inbox; the register checks who it is.
            memberOnlyWrite: false,
            endorsementPolicy: { signaturePolicy: anyOf([mspId], 'peer') },
        }));
    }
    if (owner === undefined) {
        throw new Error(
            `collections of family ${family.name} are shared with the register's owner; a committee has none`,
        );
    }
    return mspIds.flatMap((one, index) =>
        mspIds.slice(index).map((other) => ({
            name: collectionOf(family, one, other),
            ...membership([owner, one, other], parties),
            memberOnlyWrite: true,
            endorsementPolicy: { signaturePolicy: ownerAndOneOf(owner, [one, other]) },
        })),
    );
}

function membership(
    mspIds: readonly string[],
    { peersOf }: CollectionParties,
): Omit<CollectionConfig, 'name' | 'memberOnlyWrite' | 'endorsementPolicy'> {
    const members = [...new Set(mspIds)].sort();
    const others = members.reduce((sum, mspId) => sum + peersOf(mspId), 0) - 1;
    return {
        policy: anyOf(members, 'member'),
        // Fabric endorses nothing where fewer peers than required can be reached; the endorsing one does not count.
        requiredPeerCount: Math.min(1, others),
        maxPeerCount: Math.max(1, others),
        blockToLive: 0,
        memberOnlyRead: true,
    };
}

function ownerAndOneOf(owner: string, mspIds: readonly string[]): string {
    const others = [...new Set(mspIds)].filter((mspId) => mspId !== owner).sort();
    const [other] = others;
    if (other === undefined) {
        return anyOf([owner], 'peer');
    }
    return `AND('${owner}.peer', ${others.length === 1 ? `'${other}.peer'` : anyOf(others, 'peer')})`;
}

function anyOf(mspIds: readonly string[], role: 'member' | 'peer'): string {
    return `OR(${mspIds.map((mspId) => `'${mspId}.${role}'`).join(', ')})`;
}
