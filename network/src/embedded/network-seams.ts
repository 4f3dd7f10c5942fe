/**
 * Puts an embedded network together from the other rooms: material, ledger, orderer and one peer per organisation in
 * this process. Owns what lies in the data folder and the order of starting and closing; every rule of Fabric's is in
 * the rooms that are wired here.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectChaincode, connectChaincode } from '../chaincode/connection';
import { type Clock, systemClock } from '../seams/clock';
import type { Crypto } from '../seams/crypto';
import type { FileSystem } from '../seams/file-system';
import { openLevelStore, openMemoryStore } from '../seams/level-store';
import { nodeCrypto } from '../seams/node-crypto';
import { nodeFileSystem } from '../seams/node-file-system';
import { type Random, systemRandom } from '../seams/random';
import type { KeyValueStore } from '../seams/store';

/** What a network takes from its surroundings. */
export interface NetworkSeams {
    readonly clock: Clock;
    readonly random: Random;
    readonly crypto: Crypto;
    readonly fileSystem: FileSystem;
    /** A store in a folder, held by one process at a time; in memory without a path. */
    readonly openStore: (
        path: string | undefined,
        options?: { readonly compression?: boolean },
    ) => Promise<KeyValueStore>;
    /** A new folder for the material of a network that is kept in memory. */
    readonly temporaryFolder: () => Promise<string>;
    readonly connectChaincode: ConnectChaincode;
}

/** The machine's own, except where the caller brings others. */
export function networkSeams(given: Partial<NetworkSeams> = {}): NetworkSeams {
    return {
        clock: systemClock,
        random: systemRandom,
        crypto: nodeCrypto,
        fileSystem: nodeFileSystem,
        openStore: (path, options) => (path === undefined ? openMemoryStore() : openLevelStore(path, options)),
        temporaryFolder: () => mkdtemp(join(tmpdir(), 'embedded-network-')),
        connectChaincode,
        ...given,
    };
}
