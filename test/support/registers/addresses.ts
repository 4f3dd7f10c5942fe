import type { OrganizationHandle } from '../../../network/src/backend';
import { chaincodeAddress, CHAINCODES_PER_PEER } from '../../../scripts/src/registers/chaincode-address';

/** Where a suite's own chaincode listens: the last places, which no register has. */
export function suiteChaincodeAddress(organization: OrganizationHandle, number: 0 | 1): string {
    return chaincodeAddress(organization, CHAINCODES_PER_PEER - 1 - number);
}
