/**
 * Ports for the bench's networks, so that nothing else has to be down while it runs. They lie below the ports that
 * systems give to outgoing connections, which could be taken between the moment one was found free and its use.
 */
import { randomInt } from 'node:crypto';
import { machinePorts } from '@tabularium/network';
import { CHAINCODE_DISTANCE, CHAINCODES_PER_PEER } from '../registers/chaincode-address';

/** The story's peers keep test-network's distance from each other. */
const PEER_DISTANCE = 2_000;
const BASES = { first: 1_500, count: 600, step: 10 } as const;
const TRIES = 50;

/** Distances from the orderer's port, for the chaincodes that are not registers. */
export const BESIDE_ORDERER = { asset: 2, raw: 3, rawDirectory: 4 } as const;

/** A base where the ports of the orderer, of so many peers, of their chaincodes, and of the others are free. */
export async function freePortBase(organizations: number): Promise<number> {
    for (let tries = 0; tries < TRIES; tries += 1) {
        const base = BASES.first + BASES.step * randomInt(BASES.count);
        const free = await Promise.all(portsOf(base, organizations).map((port) => machinePorts.isFree(port)));
        if (free.every(Boolean)) {
            return base;
        }
    }
    throw new Error('no free ports for a network');
}

/** Single ports, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
    const found = new Set<number>();
    for (let tries = 0; found.size < count && tries < TRIES; tries += 1) {
        const port = BASES.first + randomInt(BASES.step * BASES.count);
        if (await machinePorts.isFree(port)) {
            found.add(port);
        }
    }
    return [...found];
}

function portsOf(base: number, organizations: number): readonly number[] {
    const peers = Array.from({ length: organizations }, (_, index) => base + 1 + index * PEER_DISTANCE);
    const chaincodes = peers.flatMap((port) =>
        Array.from({ length: CHAINCODES_PER_PEER }, (_, number) => port + CHAINCODE_DISTANCE + number),
    );
    return [base, ...Object.values(BESIDE_ORDERER).map((distance) => base + distance), ...peers, ...chaincodes];
}
