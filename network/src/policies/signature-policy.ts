import { common } from '@hyperledger/fabric-protos';
import type { msp } from '@hyperledger/fabric-protos';
import type { Identity } from '../msp/identity';
import type { Msps } from '../msp/msps';
import { decode } from '../proto/decode';
import type { Policy, SignedData } from './policy';

/** Marks the identities it takes and answers whether the rule holds. */
type Rule = (identities: readonly Identity[], used: Set<number>) => boolean;

/**
 * Greedy, without backtracking: a signature counts for the first principal that it satisfies, from left to right.
 * Fabric: common/cauthdsl/cauthdsl.go.
 * @throws Error when the envelope is malformed.
 */
export function createSignaturePolicy(envelope: common.SignaturePolicyEnvelope, msps: Msps): Policy {
    const rule = compile(envelope.getRule(), envelope.getIdentitiesList(), msps);
    const evaluateIdentities = (identities: readonly Identity[]): string | undefined =>
        rule(identities, new Set()) ? undefined : 'signature set did not satisfy policy';
    return {
        evaluateIdentities,
        evaluateSignedData: (signatures) => evaluateIdentities(signers(signatures, msps)),
    };
}

/** @throws Error when the bytes are not a `common.SignaturePolicyEnvelope`. */
export function decodeSignaturePolicy(bytes: Uint8Array): common.SignaturePolicyEnvelope {
    return decode(common.SignaturePolicyEnvelope, bytes, 'SignaturePolicyEnvelope');
}

/**
 * Who has signed: undecodable identities and wrong signatures are passed over, and one certificate counts once however
 * its identity is written. Fabric: common/policies/policy.go, SignatureSetToValidIdentities.
 */
export function signers(signatures: readonly SignedData[], msps: Msps): readonly Identity[] {
    const found = new Map<string, Identity>();
    for (const { identity: serialized, message, signature } of signatures) {
        const identity = deserialize(serialized, msps);
        if (identity === undefined) {
            continue;
        }
        const key = `${identity.mspId}/${identity.certificate.fingerprint256}`;
        if (!found.has(key) && identity.verify(message, signature)) {
            found.set(key, identity);
        }
    }
    return [...found.values()];
}

function deserialize(serialized: Uint8Array, msps: Msps): Identity | undefined {
    try {
        return msps.deserialize(serialized);
    } catch {
        return undefined;
    }
}

function compile(
    policy: common.SignaturePolicy | undefined,
    principals: readonly msp.MSPPrincipal[],
    msps: Msps,
): Rule {
    switch (policy?.getTypeCase()) {
        case common.SignaturePolicy.TypeCase.SIGNED_BY:
            return signedBy(policy.getSignedBy(), principals, msps);
        case common.SignaturePolicy.TypeCase.N_OUT_OF:
            return nOutOf(policy.getNOutOf(), principals, msps);
        case undefined:
            throw new Error('Empty policy element');
        default:
            throw new Error('Unknown type: <nil>:<nil>');
    }
}

function signedBy(index: number, principals: readonly msp.MSPPrincipal[], msps: Msps): Rule {
    const principal = principals[index];
    if (principal === undefined) {
        throw new Error(
            `identity index out of range, requested ${String(index)}, but identities length is ${String(principals.length)}`,
        );
    }
    return (identities, used) => {
        const taken = identities.findIndex(
            (identity, position) => !used.has(position) && msps.mismatch(identity, principal) === undefined,
        );
        if (taken < 0) {
            return false;
        }
        used.add(taken);
        return true;
    };
}

function nOutOf(
    gate: common.SignaturePolicy.NOutOf | undefined,
    principals: readonly msp.MSPPrincipal[],
    msps: Msps,
): Rule {
    const needed = gate?.getN() ?? 0;
    const rules = gate?.getRulesList().map((rule) => compile(rule, principals, msps)) ?? [];
    return (identities, used) => {
        let satisfied = 0;
        for (const rule of rules) {
            const attempt = new Set(used);
            if (rule(identities, attempt)) {
                satisfied += 1;
                attempt.forEach((position) => used.add(position));
            }
        }
        return satisfied >= needed;
    };
}
