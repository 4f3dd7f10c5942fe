import type { OrdererEndpoint, PeerEndpoint } from '../backend';
import type { Clock } from '../seams/clock';
import { CommitWatch, type CommitWatchOptions } from './commit-watch';
import { OrdererConnection } from './orderer-connection';
import { PeerConnection } from './peer-connection';

/** One connection to each node of a network, and one block stream of each peer, for all administrators that share them. */
export class Connections {
    readonly #clock: Clock;
    readonly #peers = new Map<string, PeerConnection>();
    readonly #orderers = new Map<string, OrdererConnection>();
    readonly #watches = new Map<PeerConnection, CommitWatch>();

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    peer(endpoint: PeerEndpoint): PeerConnection {
        const known = this.#peers.get(endpoint.address) ?? new PeerConnection(endpoint, this.#clock);
        this.#peers.set(endpoint.address, known);
        return known;
    }

    orderer(endpoint: OrdererEndpoint): OrdererConnection {
        const known = this.#orderers.get(endpoint.address) ?? new OrdererConnection(endpoint, this.#clock);
        this.#orderers.set(endpoint.address, known);
        return known;
    }

    /** Opened by the first that asks, with its identity, and again when it has ended. @throws as `CommitWatch.opened`. */
    async watch(options: CommitWatchOptions): Promise<CommitWatch> {
        const known = this.#watches.get(options.connection);
        const watch = known === undefined || known.ended ? new CommitWatch(options) : known;
        this.#watches.set(options.connection, watch);
        await watch.opened;
        return watch;
    }

    close(): void {
        for (const watch of this.#watches.values()) {
            watch.close();
        }
        for (const connection of [...this.#peers.values(), ...this.#orderers.values()]) {
            connection.close();
        }
    }
}
