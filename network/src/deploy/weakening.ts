import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeDefinition, StoredDefinition } from './definition';
import { encodeCollections, encodePolicy } from './definition';
import { membersOf, newlySufficient, type Signer } from './policy-strength';

/** One respect in which a definition protects less than the one before it. */
export type Weakening = { readonly collection?: string } & (
    | {
          readonly kind: 'endorsement';
          /** Sign for enough now, and did not before. */ readonly suffices: readonly Signer[];
      }
    | { readonly kind: 'members'; /** See the values now, and did not before. */ readonly mspIds: readonly string[] }
    | { readonly kind: 'memberOnlyRead' | 'memberOnlyWrite' }
    /** A policy that is not made of organisations' roles, before or after, is another. */
    | { readonly kind: 'incomparable' }
);

/** Empty when everything that `after` admits was admitted by `before`. New collections weaken nothing. */
export function weakenings(before: StoredDefinition, after: ChaincodeDefinition): readonly Weakening[] {
    const policy = encodePolicy(after.policy, after.name).serializeBinary();
    const collections = new Map(
        configs(peer.CollectionConfigPackage.deserializeBinary(before.collections)).map((old) => [old.getName(), old]),
    );
    return [
        ...endorsement(before.validationParameter, policy, {}),
        ...configs(encodeCollections(after.collections)).flatMap((wanted) => {
            const old = collections.get(wanted.getName());
            return old === undefined ? [] : ofCollection(old, wanted, [before.validationParameter, policy]);
        }),
    ];
}

function configs(encoded: peer.CollectionConfigPackage | undefined): readonly peer.StaticCollectionConfig[] {
    return (encoded?.getConfigList() ?? []).flatMap((config) => config.getStaticCollectionConfig() ?? []);
}

function endorsement(before: Uint8Array, after: Uint8Array, where: { collection?: string }): readonly Weakening[] {
    const suffices = newlySufficient(before, after);
    if (suffices === undefined) {
        return [];
    }
    return [
        suffices === 'incomparable' ? { ...where, kind: 'incomparable' } : { ...where, kind: 'endorsement', suffices },
    ];
}

function ofCollection(
    before: peer.StaticCollectionConfig,
    after: peer.StaticCollectionConfig,
    [chaincodeBefore, chaincodeAfter]: readonly [Uint8Array, Uint8Array],
): readonly Weakening[] {
    const where = { collection: after.getName() };
    // Without one of its own, a collection is written under the chaincode's.
    const policies = [
        before.getEndorsementPolicy()?.serializeBinary() ?? chaincodeBefore,
        after.getEndorsementPolicy()?.serializeBinary() ?? chaincodeAfter,
    ] as const;
    return [
        ...members(before, after),
        ...(before.getMemberOnlyRead() && !after.getMemberOnlyRead()
            ? [{ ...where, kind: 'memberOnlyRead' } as const]
            : []),
        ...(before.getMemberOnlyWrite() && !after.getMemberOnlyWrite()
            ? [{ ...where, kind: 'memberOnlyWrite' } as const]
            : []),
        ...endorsement(...policies, where),
    ];
}

function members(before: peer.StaticCollectionConfig, after: peer.StaticCollectionConfig): readonly Weakening[] {
    const collection = after.getName();
    const [old, wanted] = [before, after].map((config) =>
        membersOf(config.getMemberOrgsPolicy()?.getSignaturePolicy()),
    );
    if (old === undefined || wanted === undefined || typeof old === 'string' || typeof wanted === 'string') {
        return [{ collection, kind: 'incomparable' }];
    }
    const mspIds = wanted.filter((mspId) => !old.includes(mspId));
    return mspIds.length === 0 ? [] : [{ collection, kind: 'members', mspIds }];
}
