/** Levels of data against the clearance of those who ask for them, item by item. */
import { type DomainError, refusal } from '../runtime/errors';
import { exchangeErrors as errors } from './errors';
import type { Resource, UsedItem } from './records';

/** What stands against giving one item of the resource to somebody with this clearance. */
export function objectionToItem(resource: Resource, itemCode: string, have: number): DomainError | undefined {
    const item = resource.items.find((listed) => listed.itemCode === itemCode);
    if (item === undefined) {
        return refusal(errors.ITEM_UNKNOWN, { itemCode, resourceCode: resource.resourceCode });
    }
    return objectionToLevel(item, have);
}

/** @throws EXCHANGE_ITEM_UNKNOWN, EXCHANGE_CLEARANCE_INSUFFICIENT */
export function requireItems(resource: Resource, itemCodes: readonly string[], have: number): void {
    for (const itemCode of itemCodes) {
        const objection = objectionToItem(resource, itemCode, have);
        if (objection !== undefined) throw objection;
    }
}

/**
 * Used items at a later reading: an item counts with the level that it has now or had then, whichever is higher.
 * @throws EXCHANGE_CLEARANCE_INSUFFICIENT
 */
export function requireLevels(resource: Resource, used: readonly UsedItem[], have: number): void {
    for (const { itemCode, level } of used) {
        const now = resource.items.find((listed) => listed.itemCode === itemCode)?.level ?? level;
        const objection = objectionToLevel({ itemCode, level: Math.max(level, now) }, have);
        if (objection !== undefined) throw objection;
    }
}

function objectionToLevel({ itemCode, level: need }: UsedItem, have: number): DomainError | undefined {
    return need <= have ? undefined : refusal(errors.CLEARANCE_INSUFFICIENT, { itemCode, need, have });
}
