/** Which department holds which item under which grant: read by key, so that nothing is granted twice. */
import type { Holding, ShareGrant, ShareRequest } from './records';

type Holder = Pick<ShareRequest, 'consumerAgencyId' | 'consumerDepartmentId' | 'resourceCode' | 'purposeCode'>;

export function holdingKey(holder: Holder): readonly string[] {
    return [holder.consumerAgencyId, holder.consumerDepartmentId, holder.resourceCode, holder.purposeCode];
}

/** The asked items that are held, whether or not the grant is still good. */
export function heldItems(holding: Holding | undefined, items: readonly string[]): Holding['items'] {
    return holding?.items.filter(({ itemCode }) => items.includes(itemCode)) ?? [];
}

/** The newer grant takes the place of the older one, which has ended: a live one would have refused the request. */
export function withHeld(holding: Holding | undefined, grant: ShareGrant): Holding {
    const { consumerAgencyId, consumerDepartmentId, resourceCode, purposeCode, grantId } = grant;
    const kept = holding?.items.filter(({ itemCode }) => !grant.items.includes(itemCode)) ?? [];
    const items = [...kept, ...grant.items.map((itemCode) => ({ itemCode, grantId }))];
    items.sort((left, right) => (left.itemCode < right.itemCode ? -1 : 1));
    return { consumerAgencyId, consumerDepartmentId, resourceCode, purposeCode, items };
}
