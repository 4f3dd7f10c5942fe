/** States and transitions as data; guards and documents are derived from them. */

export const agencyStates = {
    ACTIVE: { suspend: 'SUSPENDED' },
    SUSPENDED: { reinstate: 'ACTIVE' },
} as const;

export const officerStates = {
    IN_OFFICE: { retire: 'RETIRED', rebind: 'REBOUND', giveGrant: 'IN_OFFICE', revokeGrant: 'IN_OFFICE' },
    RETIRED: {},
    /** The record under a former certificate subject; the officer goes on under another one. */
    REBOUND: {},
} as const;

export const keyStates = {
    ATTESTED: { revoke: 'REVOKED' },
    REVOKED: {},
} as const;

export const motionStates = {
    MOVED: { second: 'CARRIED', withdraw: 'WITHDRAWN' },
    CARRIED: {},
    WITHDRAWN: {},
} as const;

export type AgencyStatus = keyof typeof agencyStates;
export type KeyStatus = keyof typeof keyStates;

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The state after an operation, or undefined where the table has no such step. */
export function stateAfter<States extends Table>(
    states: States,
    from: keyof States & string,
    operation: string,
): (keyof States & string) | undefined {
    const steps: Readonly<Record<string, string>> = states[from] ?? {};
    return Object.hasOwn(steps, operation) ? steps[operation] : undefined;
}
