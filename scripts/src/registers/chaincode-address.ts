import type { PeerEndpoint } from '@tabularium/network';

/** Chaincode listens this far above its peer's port: below the ports that a system gives to outgoing connections. */
export const CHAINCODE_DISTANCE = 200;

/** So many chaincodes, one port each, have room there. */
export const CHAINCODES_PER_PEER = 16;

/**
 * A server answers with one package id only, so the next package of a register needs another address than the one that
 * still serves: packages take the two in turn.
 */
export const chaincodeSlots = ['a', 'b'] as const;
export type ChaincodeSlot = (typeof chaincodeSlots)[number];

/** Where the chaincode with this number (from 0) listens for an organisation's peer. */
export function chaincodeAddress(
    { peer }: { readonly peer: Pick<PeerEndpoint, 'address'> },
    number: number,
    slot: ChaincodeSlot = 'a',
): string {
    const port = Number(peer.address.split(':').at(-1));
    const place = number + (slot === 'a' ? 0 : CHAINCODES_PER_PEER / 2);
    return `127.0.0.1:${String(port + CHAINCODE_DISTANCE + place)}`;
}

/** The name under which a peer's builder configuration has the address: `tabularium_land_a`. */
export function addressName(register: string, slot: ChaincodeSlot): string {
    return `tabularium_${register}_${slot}`;
}

/** What a peer's builder must be told before packages with templates are installed: where its own servers are. */
export function builderConfig(
    registers: readonly string[],
    addressOf: (register: string, slot: ChaincodeSlot) => string,
): Readonly<Record<string, string>> {
    return Object.fromEntries(
        registers.flatMap((register) =>
            chaincodeSlots.map((slot) => [addressName(register, slot), addressOf(register, slot)]),
        ),
    );
}
