import { randomBytes } from 'node:crypto';

/** The only source of randomness: nonces, serial numbers and, with `Crypto`, keys. */
export interface Random {
    bytes(length: number): Uint8Array;
}

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
