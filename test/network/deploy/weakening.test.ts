import {
    type ChaincodeDefinition,
    type CollectionConfig,
    encodeCollections,
    encodePolicy,
    type StoredDefinition,
} from '../../../network/src/deploy/definition';
import { isMetByPeers, newlySufficient } from '../../../network/src/deploy/policy-strength';
import { assertNotWeaker } from '../../../network/src/deploy/weaker-error';
import { weakenings } from '../../../network/src/deploy/weakening';
import { parseSignaturePolicy } from '../../../network/src/policies/policy-dsl';

const bytes = (policy: string): Uint8Array => encodePolicy(policy, 'land').serializeBinary();

/** The policy with these letters as peers of organisations: `AND(A, OR(B, C))`. */
function peers(text: string): string {
    return text.replaceAll(/\b([A-Z])\b/g, "'$1MSP.peer'");
}

describe('a policy', () => {
    it.each([
        // The same in other words, or more than before.
        ['AND(A, B)', 'AND(B, A)', undefined],
        ['OutOf(2, A, B)', 'AND(A, B)', undefined],
        ['AND(A, OR(B, C))', 'OR(AND(A, B), AND(A, C))', undefined],
        ['AND(A, OR(B, C))', 'AND(A, B)', undefined],
        ['AND(A, OR(B, C))', 'AND(A, B, C)', undefined],
        ['OutOf(2, A, B, C)', 'OutOf(3, A, B, C)', undefined],
        ['OutOf(2, A, B, C)', 'AND(A, C)', undefined],
        ['OR(A, B)', 'OutOf(1, B, A)', undefined],
        // Fewer, or others.
        ['AND(A, B)', 'OR(A, B)', ['A']],
        ['AND(A, B)', 'OutOf(1, A, B)', ['A']],
        ['AND(A, OR(B, C))', 'OutOf(2, A, B, C)', ['B', 'C']],
        ['AND(A, B)', 'AND(A, OR(B, C))', ['A', 'C']],
        ['AND(A, B)', 'AND(C, B)', ['B', 'C']],
        ['OutOf(3, A, B, C, D)', 'OutOf(2, A, B, C, D)', ['A', 'B']],
        ['OutOf(2, A, B, C)', 'OutOf(2, A, B, C, D)', ['A', 'D']],
        ['OutOf(2, A, B, C)', 'OR(AND(A, B), C)', ['C']],
        ['AND(A, B)', 'OutOf(0, A, B)', []],
    ])('%s, replaced by %s, newly admits %j', (before, after, expected) => {
        const found = newlySufficient(bytes(peers(before)), bytes(peers(after)));
        const names = Array.isArray(found)
            ? found.map(({ mspId }: { mspId: string }) => mspId.charAt(0)).sort()
            : found;
        expect(names).toEqual(expected);
    });

    it.each([
        ["AND('AMSP.peer', 'BMSP.peer')", "AND('AMSP.member', 'BMSP.peer')", ['AMSP.client', 'BMSP.peer']],
        ["AND('AMSP.member', 'BMSP.peer')", "AND('AMSP.peer', 'BMSP.peer')", undefined],
        ["OR('AMSP.peer')", "OR('AMSP.admin')", ['AMSP.admin']],
    ])('%s, replaced by %s, newly admits %j', (before, after, expected) => {
        const found = newlySufficient(bytes(before), bytes(after));
        const names = Array.isArray(found)
            ? found.map(({ mspId, role }: { mspId: string; role: string }) => `${mspId}.${role}`).sort()
            : found;
        expect(names).toEqual(expected);
    });

    it('cannot be compared with a reference to the channel’s, unless it is the same one', () => {
        const reference = bytes('/Channel/Application/Endorsement');
        expect(newlySufficient(reference, bytes(peers('AND(A, B)')))).toBe('incomparable');
        expect(newlySufficient(reference, reference)).toBeUndefined();
    });

    it('of many organisations in the same position is compared without trying every set of them', () => {
        const many = Array.from({ length: 32 }, (_, index) => `'Org${String(index)}MSP.peer'`).join(', ');
        expect(newlySufficient(bytes(`OutOf(16, ${many})`), bytes(`OutOf(17, ${many})`))).toBeUndefined();
        expect(newlySufficient(bytes(`OutOf(17, ${many})`), bytes(`OutOf(16, ${many})`))).toHaveLength(16);
    });

    it('is met by peers of organisations', () => {
        const policy = parseSignaturePolicy(peers('AND(A, OR(B, C))'));
        expect(isMetByPeers(policy, ['AMSP', 'CMSP'])).toBe(true);
        expect(isMetByPeers(policy, ['BMSP', 'CMSP'])).toBe(false);
    });
});

const inbox: CollectionConfig = {
    name: 'inbox',
    policy: "OR('AMSP.peer', 'BMSP.peer')",
    memberOnlyRead: true,
    memberOnlyWrite: true,
    endorsementPolicy: { signaturePolicy: peers('AND(A, B)') },
};
const definition: ChaincodeDefinition = {
    name: 'exchange',
    version: '1',
    sequence: 2,
    policy: peers('AND(A, OR(B, C))'),
    collections: [inbox],
};
const stored = stores(definition);

function stores({ version, policy, collections }: ChaincodeDefinition): StoredDefinition {
    return {
        ...{ sequence: 1, version, initRequired: false, endorsementPlugin: 'escc', validationPlugin: 'vscc' },
        validationParameter: bytes(policy),
        collections: encodeCollections(collections)?.serializeBinary() ?? new Uint8Array(),
    };
}

describe('a definition', () => {
    const { endorsementPolicy, ...withoutPolicy } = inbox;

    it('that only changes its version weakens nothing', () => {
        expect(weakenings(stored, { ...definition, version: '2' })).toEqual([]);
    });

    it.each<[string, Partial<CollectionConfig>, object[]]>([
        ['the same', {}, []],
        ['fewer members', { policy: "OR('AMSP.peer')" }, []],
        ['a stricter policy of its own', { endorsementPolicy: { signaturePolicy: peers('AND(A, B, C)') } }, []],
        ['values that live longer', { blockToLive: 5 }, []],
        [
            'a new member',
            { policy: "OR('AMSP.peer', 'BMSP.peer', 'CMSP.peer')" },
            [{ collection: 'inbox', kind: 'members', mspIds: ['CMSP'] }],
        ],
        ['reading by others', { memberOnlyRead: false }, [{ collection: 'inbox', kind: 'memberOnlyRead' }]],
        ['writing by others', { memberOnlyWrite: false }, [{ collection: 'inbox', kind: 'memberOnlyWrite' }]],
        [
            'a weaker policy of its own',
            { endorsementPolicy: { signaturePolicy: peers('OR(A, B)') } },
            [{ collection: 'inbox', kind: 'endorsement', suffices: [{ mspId: 'AMSP', role: 'peer' }] }],
        ],
    ])('with %s', (_what, change, expected) => {
        expect(weakenings(stored, { ...definition, collections: [{ ...inbox, ...change }] })).toEqual(expected);
    });

    it('that drops a collection’s own policy is judged by the chaincode’s', () => {
        expect(endorsementPolicy).toBeDefined();
        expect(weakenings(stored, { ...definition, collections: [withoutPolicy] })).toEqual([
            {
                collection: 'inbox',
                kind: 'endorsement',
                suffices: [
                    { mspId: 'AMSP', role: 'peer' },
                    { mspId: 'CMSP', role: 'peer' },
                ],
            },
        ]);
        const strict = { ...definition, policy: peers('AND(A, B, C)') };
        expect(weakenings(stored, { ...strict, collections: [withoutPolicy] })).toEqual([]);
    });

    it('that weakens the chaincode’s policy weakens the collections without one of their own', () => {
        const before = { ...definition, collections: [withoutPolicy] };
        const found = weakenings(stores(before), { ...before, policy: peers('OR(A, B)') });
        expect(found.map(({ kind, collection }) => [kind, collection])).toEqual([
            ['endorsement', undefined],
            ['endorsement', 'inbox'],
        ]);
    });

    it('with a collection more weakens nothing', () => {
        const more = { name: 'new', policy: "OR('AMSP.peer', 'CMSP.peer')" };
        expect(weakenings(stored, { ...definition, collections: [inbox, more] })).toEqual([]);
    });

    it('that is weaker is refused in words', () => {
        const weaker = { ...definition, policy: peers('OR(A, B)'), collections: [{ ...inbox, memberOnlyRead: false }] };
        expect(() => {
            assertNotWeaker(stored, weaker);
        }).toThrow(
            'exchange would protect less than what is committed: AMSP.peer would suffice to endorse, which is not enough today; ' +
                'collection inbox: clients of organisations that are not members could read',
        );
    });
});
