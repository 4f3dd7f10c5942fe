/**
 * Which free number an officer is offered. The numbers are dealt among the officers who may use the grant, so that
 * officers who ask at the same moment, none knowing of the others, are offered different ones. Pure.
 */

/** The officer's place among those who may use the grant, from 0. */
export interface Share {
    readonly place: number;
    readonly of: number;
}

/**
 * One of the own numbers while one is free, then any free one; `draw` decides which. Undefined when none is free. An
 * offer, not a right: whoever claims another free number gets it.
 */
export function offeredSlot(free: readonly number[], { place, of }: Share, draw: bigint): number | undefined {
    const own = free.filter((slot) => (slot - 1) % of === place);
    const offered = own.length > 0 ? own : free;
    return offered[Number(draw % BigInt(Math.max(1, offered.length)))];
}

interface ListedOfficer {
    readonly officerId: string;
    readonly departmentId: string;
    readonly status: string;
    readonly grants: readonly { readonly role: string; readonly validFrom: string; readonly validTo: string }[];
}

/** By officer id, so that every peer that knows the same officers deals in the same way. */
export function shareOf(
    officers: readonly ListedOfficer[],
    asking: { readonly officerId: string; readonly departmentId: string },
    now: string,
): Share {
    const uses = ({ role, validFrom, validTo }: ListedOfficer['grants'][number]): boolean =>
        role === 'consumer' && validFrom <= now && now < validTo;
    const users = officers
        .filter(({ departmentId, status }) => departmentId === asking.departmentId && status === 'IN_OFFICE')
        .filter(({ grants }) => grants.some(uses))
        .map(({ officerId }) => officerId)
        .sort();
    // Whoever asks has such a grant, or would not have come so far.
    return { place: Math.max(0, users.indexOf(asking.officerId)), of: Math.max(1, users.length) };
}
