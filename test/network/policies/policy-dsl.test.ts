import { common, msp } from '@hyperledger/fabric-protos';
import {
    parseImplicitMetaPolicy,
    parseSignaturePolicy,
    PolicySyntaxError,
} from '../../../network/src/policies/policy-dsl';

/** `2of(0,1of(1,2))`: indexes of principals in gates. */
function shape(rule: common.SignaturePolicy | undefined): string {
    const gate = rule?.getNOutOf();
    return gate === undefined
        ? String(rule?.getSignedBy())
        : `${String(gate.getN())}of(${gate.getRulesList().map(shape).join(',')})`;
}

function principals(envelope: common.SignaturePolicyEnvelope): string[] {
    return envelope.getIdentitiesList().map((principal) => {
        const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
        return `${role.getMspIdentifier()}.${String(role.getRole())}`;
    });
}

describe('the policy language', () => {
    test.each([
        ["AND('A.member', 'B.admin')", '2of(0,1)', ['A.0', 'B.1']],
        ["OR('A.client', 'B.peer', 'C.orderer')", '1of(0,1,2)', ['A.2', 'B.3', 'C.4']],
        ["OutOf(2, 'A.member', 'B.member', 'C.member')", '2of(0,1,2)', ['A.0', 'B.0', 'C.0']],
        ["OutOf('1', 'A.member', 'B.member')", '1of(0,1)', ['A.0', 'B.0']],
        ['or("A.member")', '1of(0)', ['A.0']],
        ["And('A.member','A.member')", '2of(0,1)', ['A.0', 'A.0']],
        ["OR('MSP.WITH.DOTS.member', 'MSP-WITH-DASHES.member')", '1of(0,1)', ['MSP.WITH.DOTS.0', 'MSP-WITH-DASHES.0']],
        // Inner gates number their principals first.
        ["OR('A.member', AND('B.member', 'C.member'))", '1of(2,2of(0,1))', ['B.0', 'C.0', 'A.0']],
        [
            "OR(AND('A.member', 'B.member'), OR('C.admin', 'D.member'))",
            '1of(2of(0,1),1of(2,3))',
            ['A.0', 'B.0', 'C.1', 'D.0'],
        ],
        ["OutOf(0, 'A.member')", '0of(0)', ['A.0']],
        ["OutOf(2, 'A.member')", '2of(0)', ['A.0']],
    ])('reads %s', (text, expectedShape, expectedPrincipals) => {
        const envelope = parseSignaturePolicy(text);

        expect(shape(envelope.getRule())).toBe(expectedShape);
        expect(principals(envelope)).toEqual(expectedPrincipals);
        expect(envelope.getVersion()).toBe(0);
    });

    test.each([
        ['', 'Unexpected end of expression'],
        ['1', "invalid policy string '1'"],
        ["'A.member'", "invalid policy string ''A.member''"],
        ["OR('A.member', Bmember)", "unrecognized token 'Bmember' in policy string"],
        ["OR('A.member', 'Bmember')", "unrecognized token 'Bmember' in policy string"],
        ["OR('A.member', 'B.boss')", "unrecognized token 'B.boss' in policy string"],
        ["XOR('A.member')", "unrecognized token 'XOR' in policy string"],
        ['OutOf(1)', 'expected at least two arguments to NOutOf. Given 1'],
        ['AND()', 'expected at least two arguments to NOutOf. Given 1'],
        ['OutOf(1, 2)', 'unexpected type float64'],
        ["OutOf(4, 'A.member', 'B.member')", 'invalid t-out-of-n predicate, t 4, n 2'],
        ["AND('A.member'", "invalid policy string 'AND('A.member''"],
        ["AND('A.member') x", "invalid policy string 'AND('A.member') x'"],
        ["AND('A.member';)", "invalid policy string 'AND('A.member';)'"],
    ])('refuses %s with: %s', (text, message) => {
        expect(() => parseSignaturePolicy(text)).toThrow(new PolicySyntaxError(message));
    });

    test.each([
        ['ANY Readers', 0, 'Readers'],
        ['ALL Writers', 1, 'Writers'],
        ['MAJORITY Admins', 2, 'Admins'],
    ])('reads the implicit policy %s', (text, rule, subPolicy) => {
        const policy = parseImplicitMetaPolicy(text);

        expect([policy.getRule(), policy.getSubPolicy()]).toEqual([rule, subPolicy]);
    });

    test.each([
        ['SOME Readers', "unknown rule type 'SOME', expected ALL, ANY, or MAJORITY"],
        ['ANY', 'expected two space separated tokens, but got 1'],
        ['ANY Readers Writers', 'expected two space separated tokens, but got 3'],
    ])('refuses the implicit policy %s', (text, message) => {
        expect(() => parseImplicitMetaPolicy(text)).toThrow(new PolicySyntaxError(message));
    });
});
