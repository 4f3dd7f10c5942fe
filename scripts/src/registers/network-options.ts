import type { NetworkConfigInput } from '@tabularium/network';
import type { AgenciesData } from '../story/story-data';

/** The orderer's port where agencies.json gives the peers theirs; moved together with them. */
const ORDERER_PORT = 7050;

/**
 * One organisation with one peer per agency. `portBase` moves all ports together, so that the orderer listens there and
 * the peers at their distance from it.
 */
export function networkOptions(
    { agencies }: AgenciesData,
    dataDir: string,
    portBase = ORDERER_PORT,
): NetworkConfigInput & { readonly dataDir: string } {
    const moved = portBase - ORDERER_PORT;
    return {
        organizations: agencies.map(({ mspId, domain, port }) => ({ mspId, domain, port: port + moved })),
        ordererPort: portBase,
        dataDir,
    };
}
