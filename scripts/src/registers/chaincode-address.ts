import type { OrganizationHandle } from '@tabularium/network';

/** Chaincode listens this far above its peer's port: below the ports that a system gives to outgoing connections. */
export const CHAINCODE_DISTANCE = 200;

/** So many chaincodes, one port each, have room there. */
export const CHAINCODES_PER_PEER = 16;

/** Where the chaincode with this number (from 0) listens for an organisation's peer. */
export function chaincodeAddress({ peer }: Pick<OrganizationHandle, 'peer'>, number: number): string {
    const port = Number(peer.address.split(':').at(-1));
    return `127.0.0.1:${String(port + CHAINCODE_DISTANCE + number)}`;
}
