/** Commitments: what is public about a private value. Whoever is given the value can check it; nobody can guess it. */
import { createHash } from 'node:crypto';
import { commitmentPreimage } from './commitment-preimage';
import type { Private, Salted } from './private';
import { open } from './sealed';

/** Lower-case hex SHA-256 over the salt's bytes and the canonical JSON of the value without its salt. */
export function commitmentOf(value: Salted | Private<Salted>): string {
    const plain = 'salt' in value ? value : open(value);
    return createHash('sha256').update(commitmentPreimage(plain)).digest('hex');
}
