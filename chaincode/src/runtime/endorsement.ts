/**
 * Key-level endorsement policies. Only this typed form is ever written: Fabric accepts any bytes and stops processing
 * the channel when it later meets a policy that it cannot parse. Principals are peers; with members, any client key of
 * the agency could endorse an altered result.
 */
import { KeyEndorsementPolicy } from 'fabric-shim';
import { MspId } from './primitives';

/** Serialized SignaturePolicyEnvelope: a peer of every MSP must endorse. The same bytes for the same set of MSPs. */
export function peersOfAll(mspIds: readonly string[]): Uint8Array {
    const distinct = [...new Set(mspIds)].sort();
    if (distinct.length === 0) {
        throw new Error('a policy without principals could never be met');
    }
    const policy = new KeyEndorsementPolicy();
    for (const mspId of distinct) {
        policy.addOrgs('PEER', MspId.parse(mspId));
    }
    return policy.getPolicy();
}
