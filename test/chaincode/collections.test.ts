import { deploymentPlan, type NetworkProfile, type Ownership } from '../../chaincode/src/deployments';
import { type CollectionConfig, type CollectionFamily, collectionOf } from '../../chaincode/src/runtime/collections';
import { parseSignaturePolicy } from '../../network/src/policies/policy-dsl';

const inbox: CollectionFamily = { name: 'inbox', kind: 'inbox', holds: 'x' };
const pair: CollectionFamily = { name: 'pair', kind: 'pair', holds: 'x' };
const witnessed = (owner: string, ...witnesses: string[]): Ownership => ({ kind: 'witnessed', owner, witnesses });

function collectionsOf(
    agencies: NetworkProfile['agencies'],
    ownership: Ownership,
    families: readonly CollectionFamily[] = [inbox, pair],
    peers: NetworkProfile['peers'] = {},
): readonly CollectionConfig[] {
    return deploymentPlan({ agencies, registers: { r: ownership }, peers }, { r: families })[0]?.collections ?? [];
}

/** Name, members, required and greatest number of peers, endorsement policy. */
function told(collections: readonly CollectionConfig[]): readonly unknown[] {
    return collections.map(({ name, policy, requiredPeerCount, maxPeerCount, endorsementPolicy }) => [
        name,
        policy,
        requiredPeerCount,
        maxPeerCount,
        endorsementPolicy.signaturePolicy,
    ]);
}

describe('the private collections of a deployment', () => {
    const three = { a: 'AMSP', b: 'BMSP', c: 'CMSP' };

    it('are an inbox for each organisation and a collection for each pair, the owner in every pair', () => {
        expect(told(collectionsOf(three, witnessed('b', 'a', 'c')))).toEqual([
            ['inbox-AMSP', "OR('AMSP.member')", 0, 1, "OR('AMSP.peer')"],
            ['inbox-BMSP', "OR('BMSP.member')", 0, 1, "OR('BMSP.peer')"],
            ['inbox-CMSP', "OR('CMSP.member')", 0, 1, "OR('CMSP.peer')"],
            ['pair-AMSP', "OR('AMSP.member', 'BMSP.member')", 1, 1, "AND('BMSP.peer', 'AMSP.peer')"],
            ['pair-AMSP-BMSP', "OR('AMSP.member', 'BMSP.member')", 1, 1, "AND('BMSP.peer', 'AMSP.peer')"],
            [
                'pair-AMSP-CMSP',
                "OR('AMSP.member', 'BMSP.member', 'CMSP.member')",
                1,
                2,
                "AND('BMSP.peer', OR('AMSP.peer', 'CMSP.peer'))",
            ],
            ['pair-BMSP', "OR('BMSP.member')", 0, 1, "OR('BMSP.peer')"],
            ['pair-BMSP-CMSP', "OR('BMSP.member', 'CMSP.member')", 1, 1, "AND('BMSP.peer', 'CMSP.peer')"],
            ['pair-CMSP', "OR('BMSP.member', 'CMSP.member')", 1, 1, "AND('BMSP.peer', 'CMSP.peer')"],
        ]);
    });

    it('let others write into an inbox, and nobody else read or write anywhere', () => {
        const [anInbox, ...others] = collectionsOf({ a: 'AMSP', b: 'BMSP' }, witnessed('a', 'b'));
        expect(anInbox).toEqual({
            name: 'inbox-AMSP',
            policy: "OR('AMSP.member')",
            requiredPeerCount: 0,
            maxPeerCount: 1,
            blockToLive: 0,
            memberOnlyRead: true,
            memberOnlyWrite: false,
            endorsementPolicy: { signaturePolicy: "OR('AMSP.peer')" },
        });
        expect(
            others.map(({ name, memberOnlyRead, memberOnlyWrite }) => [name, memberOnlyRead, memberOnlyWrite]),
        ).toEqual([
            ['inbox-BMSP', true, false],
            ['pair-AMSP', true, true],
            ['pair-AMSP-BMSP', true, true],
            ['pair-BMSP', true, true],
        ]);
    });

    it('count agencies under one MSP once', () => {
        const agencies = { a: 'Org1MSP', b: 'Org2MSP', c: 'Org1MSP', d: 'Org2MSP' };
        expect(told(collectionsOf(agencies, witnessed('a', 'b', 'c', 'd')))).toEqual([
            ['inbox-Org1MSP', "OR('Org1MSP.member')", 0, 1, "OR('Org1MSP.peer')"],
            ['inbox-Org2MSP', "OR('Org2MSP.member')", 0, 1, "OR('Org2MSP.peer')"],
            ['pair-Org1MSP', "OR('Org1MSP.member')", 0, 1, "OR('Org1MSP.peer')"],
            [
                'pair-Org1MSP-Org2MSP',
                "OR('Org1MSP.member', 'Org2MSP.member')",
                1,
                1,
                "AND('Org1MSP.peer', 'Org2MSP.peer')",
            ],
            ['pair-Org2MSP', "OR('Org1MSP.member', 'Org2MSP.member')", 1, 1, "AND('Org1MSP.peer', 'Org2MSP.peer')"],
        ]);
    });

    it('leave one where there is one MSP', () => {
        expect(told(collectionsOf({ a: 'Org1MSP', b: 'Org1MSP' }, witnessed('a', 'b')))).toEqual([
            ['inbox-Org1MSP', "OR('Org1MSP.member')", 0, 1, "OR('Org1MSP.peer')"],
            ['pair-Org1MSP', "OR('Org1MSP.member')", 0, 1, "OR('Org1MSP.peer')"],
        ]);
    });

    it('ask for a second peer of an organisation that has one', () => {
        const collections = collectionsOf({ a: 'AMSP', b: 'BMSP' }, witnessed('a', 'b'), [inbox, pair], { BMSP: 3 });
        expect(
            collections.map(({ name, requiredPeerCount, maxPeerCount }) => [name, requiredPeerCount, maxPeerCount]),
        ).toEqual([
            ['inbox-AMSP', 0, 1],
            ['inbox-BMSP', 1, 2],
            ['pair-AMSP', 0, 1],
            ['pair-AMSP-BMSP', 1, 3],
            ['pair-BMSP', 1, 3],
        ]);
    });

    it('are only those of organisations whose peers run the register', () => {
        expect(collectionsOf(three, witnessed('a', 'b'), [inbox]).map(({ name }) => name)).toEqual([
            'inbox-AMSP',
            'inbox-BMSP',
        ]);
    });

    it('have policies that Fabric can read', () => {
        const policies = collectionsOf(three, witnessed('b', 'a', 'c')).flatMap(({ policy, endorsementPolicy }) => [
            policy,
            endorsementPolicy.signaturePolicy,
        ]);
        expect(policies).toHaveLength(18);
        for (const policy of policies) {
            expect(parseSignaturePolicy(policy).getIdentitiesList().length).toBeGreaterThan(0);
        }
    });

    it('are none for a register that declares none', () => {
        expect(deploymentPlan({ agencies: three, registers: { land: witnessed('a', 'b') } })[0]?.collections).toEqual(
            [],
        );
    });

    it('need an owner to share pairs with', () => {
        const committee: Ownership = { kind: 'committee', members: ['a', 'b'] };
        expect(() => collectionsOf(three, committee)).toThrow('a committee has none');
        expect(collectionsOf(three, committee, [inbox])).toHaveLength(2);
    });

    it('need names that Fabric takes and that are all different', () => {
        expect(() => collectionsOf({ a: 'org1.gov', b: 'BMSP' }, witnessed('a', 'b'))).toThrow(
            'the MSP id "org1.gov" cannot be written in a collection\'s name',
        );
        const ambiguous = { a: 'A', b: 'B-C', c: 'A-B', d: 'C' };
        expect(() => collectionsOf(ambiguous, witnessed('a', 'b', 'c', 'd'))).toThrow(
            'r: the MSP ids make two collections of the name pair-A-B-C',
        );
    });
});

describe('the name of a collection', () => {
    it('is the family’s with the MSP ids in ascending order, each once', () => {
        expect(collectionOf(inbox, 'BMSP')).toBe('inbox-BMSP');
        expect(collectionOf(pair, 'BMSP', 'AMSP')).toBe('pair-AMSP-BMSP');
        expect(collectionOf(pair, 'bMSP', 'CMSP')).toBe('pair-CMSP-bMSP');
        expect(collectionOf(pair, 'AMSP', 'AMSP')).toBe('pair-AMSP');
        expect(() => collectionOf(inbox, 'AMSP', 'BMSP')).toThrow('inbox has one collection per organisation');
    });
});
