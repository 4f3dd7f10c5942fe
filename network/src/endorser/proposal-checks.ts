import { common } from '@hyperledger/fabric-protos';
import type { Identity } from '../msp/identity';
import type { Msps } from '../msp/msps';
import { computeTxId, type UnpackedProposal } from '../proto/proposal';
import type { Clock } from '../seams/clock';

const HEADER_TYPES = new Map<number, string>(Object.entries(common.HeaderType).map(([name, value]) => [value, name]));

/** Undefined when the proposal is well-formed and its creator has signed it; otherwise Fabric's text. */
export function proposalProblem(proposal: UnpackedProposal, msps: Msps): string | undefined {
    return formProblem(proposal) ?? creatorProblem(proposal, msps);
}

/** In the order of Fabric's core/endorser/msgvalidation.go. */
function formProblem(proposal: UnpackedProposal): string | undefined {
    const { type, epoch, nonce, creator, txId, proposalBytes, signature } = proposal;
    if (type !== common.HeaderType.ENDORSER_TRANSACTION && type !== common.HeaderType.CONFIG) {
        return `invalid header type ${HEADER_TYPES.get(type) ?? String(type)}`;
    }
    if (epoch !== 0) {
        return 'epoch is non-zero';
    }
    if (nonce.length === 0) {
        return 'nonce is empty';
    }
    if (creator.length === 0) {
        return 'creator is empty';
    }
    const expected = computeTxId(nonce, creator);
    if (txId !== expected) {
        return `incorrectly computed txid '${txId}' -- expected '${expected}'`;
    }
    if (proposalBytes.length === 0) {
        return 'empty proposal bytes';
    }
    return signature.length === 0 ? 'empty signature bytes' : undefined;
}

function creatorProblem(proposal: UnpackedProposal, msps: Msps): string | undefined {
    const denied = `access denied: channel [${proposal.channelId}] creator org`;
    let creator: Identity;
    try {
        creator = msps.deserialize(proposal.creator);
    } catch {
        return `${denied} unknown, creator is malformed`;
    }
    const valid = msps.invalidity(creator) === undefined && creator.verify(proposal.proposalBytes, proposal.signature);
    return valid ? undefined : `${denied} [${creator.mspId}]`;
}

const TIME_WINDOW_MS = 15 * 60 * 1000;

/**
 * The filters in front of a peer's endorser: an expired certificate, and in Fabric 3.1 a timestamp far from the peer's
 * time. Undefined when the proposal passes. Fabric: core/handlers/auth/filter.
 */
export function filterProblem(
    proposal: UnpackedProposal,
    msps: Msps,
    options: { readonly clock: Clock; readonly fabric: '2.5' | '3.1' },
): string | undefined {
    const now = options.clock.now();
    let creator: Identity | undefined;
    try {
        creator = msps.deserialize(proposal.creator);
    } catch {
        // An unreadable creator is the endorser's to refuse.
        creator = undefined;
    }
    if (creator !== undefined && creator.notAfter.getTime() < now.getTime()) {
        return 'proposal client identity expired';
    }
    if (options.fabric === '2.5') {
        return undefined;
    }
    const stamped = proposal.timestamp?.toDate() ?? new Date(0);
    return Math.abs(now.getTime() - stamped.getTime()) > TIME_WINDOW_MS
        ? `request unauthorized due to incorrect timestamp ${rfc3339(stamped)}, peer time ${rfc3339(now)}, peer.authentication.timewindow 15m0s`
        : undefined;
}

/** Go's time.RFC3339 has whole seconds. */
function rfc3339(date: Date): string {
    return `${date.toISOString().slice(0, 19)}Z`;
}
