import type { NetworkConfigInput } from '@tabularium/network';
import type { AgenciesData } from '../story/story-data';

/** One organisation with one peer per agency. */
export function networkOptions(
    agencies: AgenciesData,
    dataDir: string,
): NetworkConfigInput & { readonly dataDir: string } {
    return {
        organizations: agencies.agencies.map(({ mspId, domain, port }) => ({ mspId, domain, port })),
        dataDir,
    };
}
