/**
 * Private data collections by family; a deployment makes the concrete ones for its MSPs. `inbox`: what an agency
 * receives, for its own organisation alone. `pair`: what consumer, provider and data authority may see. Pure.
 */

/** The collection in which an organisation receives data. */
export function inboxOf(mspId: string): string {
    return `inbox-${mspId}`;
}

/** The collection of a consumer and a provider; both orders name the same one, one MSP is a pair with itself. */
export function pairOf(consumerMspId: string, providerMspId: string): string {
    const mspIds = [...new Set([consumerMspId, providerMspId])].sort();
    return `pair-${mspIds.join('-')}`;
}
