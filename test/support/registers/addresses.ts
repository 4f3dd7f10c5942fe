import type { OrganizationHandle } from '../../../network/src/backend';

/** Where an organisation's own chaincode listens. Numbers below 8 are the registers'. */
export function chaincodeAddress({ peer }: OrganizationHandle, number: 8 | 9): string {
    const port = Number(peer.address.split(':').at(-1));
    return `127.0.0.1:${String(port + 20_000 + number)}`;
}
