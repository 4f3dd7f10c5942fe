/** Which department holds which item under which grant: read by key, so that nothing is granted twice. */
import type { Holding, Resource, ShareGrant, ShareRequest } from './records';

type Holder = Pick<ShareRequest, 'consumerAgencyId' | 'consumerDepartmentId' | 'resourceCode' | 'purposeCode'>;

export function holdingKey(holder: Holder): readonly string[] {
    return [holder.consumerAgencyId, holder.consumerDepartmentId, holder.resourceCode, holder.purposeCode];
}

/** The asked items that are held, whether or not the grant is still good. */
export function heldItems(holding: Holding | undefined, items: readonly string[]): Holding['items'] {
    return holding?.items.filter(({ itemCode }) => items.includes(itemCode)) ?? [];
}

/**
 * The newer grant takes the place of the older one, which has ended: a live one would have refused the request. Items
 * that the resource has lost are forgotten, so that the record stays as small as the resource.
 */
export function withHeld(holding: Holding | undefined, grant: ShareGrant, resource: Pick<Resource, 'items'>): Holding {
    const { consumerAgencyId, consumerDepartmentId, resourceCode, purposeCode, grantId } = grant;
    const before = new Map(holding?.items.map((held) => [held.itemCode, held.grantId]));
    const items = resource.items.flatMap(({ itemCode }) => {
        const held = grant.items.includes(itemCode) ? grantId : before.get(itemCode);
        return held === undefined ? [] : [{ itemCode, grantId: held }];
    });
    return { consumerAgencyId, consumerDepartmentId, resourceCode, purposeCode, items };
}
