/** How a use is named outside: grant id and slot, joined. A slot can be claimed once, so the name is unique. */
import type { Usage } from './records';

export function usageIdOf({ grantId, slot }: Pick<Usage, 'grantId' | 'slot'>): string {
    return `${grantId}~${slot}`;
}

/** The key of a use; the id's form has been checked by its schema. */
export function usageKey(usageId: string): readonly [grantId: string, slot: string] {
    return [usageId.slice(0, 32), usageId.slice(33)];
}
