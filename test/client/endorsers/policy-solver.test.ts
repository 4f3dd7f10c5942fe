import fc from 'fast-check';
import { isMet, type PolicyRule, solvePolicies } from '../../../client/src/endorsers/policy-solver';

const by = (mspId: string): PolicyRule => ({ kind: 'signedBy', mspId });
const outOf = (n: number, ...rules: readonly PolicyRule[]): PolicyRule => ({ kind: 'outOf', n, rules });
const and = (...rules: readonly PolicyRule[]): PolicyRule => outOf(rules.length, ...rules);
const or = (...rules: readonly PolicyRule[]): PolicyRule => outOf(1, ...rules);
const all = (...mspIds: readonly string[]): PolicyRule => and(...mspIds.map(by));
const any = (...mspIds: readonly string[]): PolicyRule => or(...mspIds.map(by));

describe('the choice of endorsing organisations', () => {
    it.each<[string, readonly PolicyRule[], readonly string[] | undefined]>([
        ['one organisation', [by('A')], ['A']],
        ['owner and one witness', [and(by('A'), any('B', 'C'))], ['A', 'B']],
        ['a majority', [outOf(2, by('A'), by('B'), by('C'))], ['A', 'B']],
        ['owner and witness, and the mortgagee of a record', [and(by('A'), any('B', 'C')), all('A', 'C')], ['A', 'C']],
        ['two records with different mortgagees', [all('A', 'B'), all('A', 'C')], ['A', 'B', 'C']],
        ['a nested policy whose cheapest branch is the last', [or(all('A', 'B', 'C'), all('D', 'E'), by('F'))], ['F']],
        ['nested thresholds', [outOf(2, all('A', 'B'), any('C', 'D'), by('E'))], ['C', 'E']],
        ['no policy at all', [], []],
        ['a threshold of nought', [outOf(0, by('A'))], []],
        ['one organisation asked twice', [all('A', 'A')], undefined],
        ['more than there are', [outOf(3, by('A'), by('B'))], undefined],
        ['a principal that no peer has', [and(by('A'), { kind: 'signedBy', mspId: undefined })], undefined],
        ['an endorsement that an earlier leaf takes away', [and(any('A', 'B'), by('A'))], undefined],
    ])('meets %s', (_, policies, expected) => {
        expect(solvePolicies(policies)).toEqual(expected);
    });

    it('leaves out excluded organisations', () => {
        const policy = [and(by('A'), any('B', 'C'))];

        expect(solvePolicies(policy, { excluded: new Set(['B']) })).toEqual(['A', 'C']);
        expect(solvePolicies(policy, { excluded: new Set(['A']) })).toBeUndefined();
    });

    it('takes the best ranked of the smallest sets', () => {
        const rank = (mspId: string): number => ['D', 'C', 'B', 'A'].indexOf(mspId);

        expect(solvePolicies([outOf(2, by('A'), by('B'), by('C'), by('D'))], { rank })).toEqual(['D', 'C']);
        expect(solvePolicies([or(by('A'), all('C', 'D'))], { rank })).toEqual(['A']);
    });

    it('finds a majority of forty organisations at once', () => {
        const mspIds = Array.from({ length: 40 }, (_, index) => `M${String(index).padStart(2, '0')}`);
        const majority = outOf(21, ...mspIds.map(by));

        expect(solvePolicies([majority, by('M39')])).toHaveLength(21);
        expect(solvePolicies([majority], { excluded: new Set(mspIds.slice(0, 20)) })).toBeUndefined();
    });

    it('agrees with trying every set', () => {
        const mspIds = ['A', 'B', 'C', 'D', 'E'];
        const { rule } = fc.letrec<{ rule: PolicyRule; leaf: PolicyRule; gate: PolicyRule }>((tie) => ({
            rule: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('leaf'), tie('gate')),
            leaf: fc.constantFrom(...mspIds).map(by),
            gate: fc
                .tuple(fc.nat(3), fc.array(tie('rule'), { minLength: 1, maxLength: 4 }))
                .map(([n, rules]) => outOf(n, ...rules)),
        }));

        fc.assert(
            fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), (policies) => {
                const sizes = subsets(mspIds)
                    .filter((set) => policies.every((policy) => isMet(policy, new Set(set))))
                    .map((set) => set.length);
                const found = solvePolicies(policies);

                expect(found?.length).toBe(sizes.length === 0 ? undefined : Math.min(...sizes));
                if (found !== undefined) {
                    expect(policies.every((policy) => isMet(policy, new Set(found)))).toBe(true);
                }
            }),
            { numRuns: 500 },
        );
    });
});

function subsets(items: readonly string[]): readonly (readonly string[])[] {
    return items.reduce<readonly (readonly string[])[]>(
        (sets, item) => [...sets, ...sets.map((set) => [...set, item])],
        [[]],
    );
}
