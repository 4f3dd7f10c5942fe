/** The form of the one Fabric event that a transaction leaves. Pure; clients share it. */

/** Name of the Fabric event. */
export const EVENT_NAME = 'tabularium.v1';

export interface EventItem {
    readonly register: string;
    /** Name of the event in the register's definition. */
    readonly type: string;
    /** What the event is about, where the register says so. */
    readonly key?: string;
    readonly payload: unknown;
}

/** What the Fabric event carries, as canonical JSON. `v` counts the envelope's versions. */
export interface EventEnvelope {
    readonly v: 1;
    readonly txId: string;
    readonly items: readonly EventItem[];
}
