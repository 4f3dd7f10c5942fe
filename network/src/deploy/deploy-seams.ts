import type { Clock } from '../seams/clock';
import { systemClock } from '../seams/clock';
import type { Crypto } from '../seams/crypto';
import type { FileSystem } from '../seams/file-system';
import { nodeCrypto } from '../seams/node-crypto';
import { nodeFileSystem } from '../seams/node-file-system';
import type { Random } from '../seams/random';
import { systemRandom } from '../seams/random';

/** What a deployment takes from its surroundings. */
export interface DeploySeams {
    readonly clock: Clock;
    readonly random: Random;
    readonly crypto: Crypto;
    readonly fileSystem: FileSystem;
}

/** The machine's own, except where the caller brings others. */
export function deploySeams(given: Partial<DeploySeams> = {}): DeploySeams {
    return { clock: systemClock, random: systemRandom, crypto: nodeCrypto, fileSystem: nodeFileSystem, ...given };
}
