import type { OrganizationHandle } from '../../../network/src/backend';

/** Where an organisation's chaincode listens. Numbers 0 and 1 are the registers'. */
export function chaincodeAddress({ peer }: OrganizationHandle, number: 2 | 3): string {
    const port = Number(peer.address.split(':').at(-1));
    return `127.0.0.1:${String(port + 20_000 + number)}`;
}
