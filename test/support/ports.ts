/**
 * Ports for suites that run at the same time. They lie below the ports that the system gives to outgoing connections
 * (one of those could take a port between the moment it was found free and the moment somebody listens there), each
 * worker of jest has a share of its own, and every port is tried before it is handed out.
 */
import { machinePorts } from '../../network/src/native/ports';
import { CHAINCODE_DISTANCE, CHAINCODES_PER_PEER } from '../../scripts/src/registers/chaincode-address';

/** Linux hands out ports from 32768 on. */
const SINGLE = { first: 23_000, perWorker: 1_200, workers: 8 } as const;

/** Peers keep test-network's distance of 2000, so networks collide when their bases are close in the remainder. */
const PEER_DISTANCE = 2_000;
const BASE = { first: 8_000, step: CHAINCODE_DISTANCE + CHAINCODES_PER_PEER + 4, organizations: 7 } as const;
const SLOTS = Math.floor(PEER_DISTANCE / BASE.step);

/** Two runs of jest at the same time begin at different places: between a look and its use a port could be lost. */
const RUN = process.ppid;

const worker = Number(process.env['JEST_WORKER_ID'] ?? '1') - 1;
let tried = Math.floor(Math.random() * SINGLE.perWorker);

/** Free ports on loopback, all different, and not handed out twice before many others were. */
export async function freePorts(count: number): Promise<number[]> {
    const found: number[] = [];
    for (let tries = 0; found.length < count; tries += 1) {
        if (tries > SINGLE.perWorker) {
            throw new Error('no free ports');
        }
        const port = SINGLE.first + (worker % SINGLE.workers) * SINGLE.perWorker + (tried % SINGLE.perWorker);
        tried += 1;
        if (await machinePorts.isFree(port)) {
            found.push(port);
        }
    }
    return found;
}

export async function freePort(): Promise<number> {
    const [port = 0] = await freePorts(1);
    return port;
}

/** A base for `--port-base`, where the orderer's, all peers' and their chaincodes' ports are free. */
export async function freePortBase(): Promise<number> {
    for (let slot = 0; slot < SLOTS; slot += 1) {
        const base = BASE.first + BASE.step * ((slot * 4 + worker + RUN) % SLOTS);
        const peers = Array.from({ length: BASE.organizations }, (_, index) => base + 1 + index * PEER_DISTANCE);
        const chaincodes = peers.flatMap((port) =>
            Array.from({ length: CHAINCODES_PER_PEER }, (_, number) => port + CHAINCODE_DISTANCE + number),
        );
        const free = await Promise.all([base, ...peers, ...chaincodes].map((port) => machinePorts.isFree(port)));
        if (free.every(Boolean)) {
            return base;
        }
    }
    throw new Error('no free port base');
}
