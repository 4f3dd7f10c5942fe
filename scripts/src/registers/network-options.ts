import type { NetworkConfigInput } from '@tabularium/network';
import type { AgenciesData } from '../story/story-data';
import { builderConfig, chaincodeAddress, type ChaincodeSlot } from './chaincode-address';

/** The orderer's port where agencies.json gives the peers theirs; moved together with them. */
const ORDERER_PORT = 7050;

/**
 * One organisation with one peer per agency. `portBase` moves all ports together, so that the orderer listens there and
 * the peers at their distance from it.
 */
export function networkOptions(
    { agencies, registers }: AgenciesData,
    dataDir: string,
    portBase = ORDERER_PORT,
): NetworkConfigInput & { readonly dataDir: string } {
    const moved = portBase - ORDERER_PORT;
    const names = ['directory', ...Object.keys(registers)];
    return {
        organizations: agencies.map(({ mspId, domain, port: usual }) => {
            const port = usual + moved;
            const addressOf = (register: string, slot: ChaincodeSlot): string =>
                chaincodeAddress({ peer: { address: `127.0.0.1:${String(port)}` } }, names.indexOf(register), slot);
            return { mspId, domain, port, builderConfig: builderConfig(names, addressOf) };
        }),
        ordererPort: portBase,
        dataDir,
    };
}
