import { common, msp } from '@hyperledger/fabric-protos';
import type { PolicyRule } from './policy-solver';

/**
 * A policy as the solver reads it. Only peers endorse, so roles that a peer's certificate does not have (client, admin,
 * orderer), organisational units and single identities become leaves that nobody meets.
 */
export function policyRuleOf(envelope: common.SignaturePolicyEnvelope): PolicyRule {
    const rule = envelope.getRule();
    if (rule === undefined) {
        throw new Error('a signature policy without rule');
    }
    return ruleOf(rule, envelope.getIdentitiesList());
}

/** @throws Error when the bytes are no `SignaturePolicyEnvelope` */
export function decodeSignaturePolicy(bytes: Uint8Array): PolicyRule {
    return policyRuleOf(common.SignaturePolicyEnvelope.deserializeBinary(bytes));
}

/** The organisations that a collection's member policy names: an OR over MSPs, each in any role. */
export function memberMsps(policy: common.SignaturePolicyEnvelope | undefined): readonly string[] {
    const principals = policy?.getIdentitiesList() ?? [];
    return principals
        .filter((each) => each.getPrincipalClassification() === msp.MSPPrincipal.Classification.ROLE)
        .map((each) => msp.MSPRole.deserializeBinary(each.getPrincipal_asU8()).getMspIdentifier());
}

function ruleOf(rule: common.SignaturePolicy, identities: readonly msp.MSPPrincipal[]): PolicyRule {
    const gate = rule.getNOutOf();
    if (gate !== undefined) {
        return { kind: 'outOf', n: gate.getN(), rules: gate.getRulesList().map((part) => ruleOf(part, identities)) };
    }
    const principal = identities[rule.getSignedBy()];
    return { kind: 'signedBy', mspId: principal === undefined ? undefined : endorsingMsp(principal) };
}

function endorsingMsp(principal: msp.MSPPrincipal): string | undefined {
    if (principal.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) {
        return undefined;
    }
    const role = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
    const peerRoles: readonly number[] = [msp.MSPRole.MSPRoleType.MEMBER, msp.MSPRole.MSPRoleType.PEER];
    return peerRoles.includes(role.getRole()) ? role.getMspIdentifier() : undefined;
}
