/** The bytes that a commitment hashes. Pure; clients share it and bring their own SHA-256. */
import { without } from './fields';
import { canonicalJson } from './json';
import { Salt } from './primitives';
import type { Salted } from './private';

/** The salt's bytes, then the canonical JSON of the value without its salt. @throws Error when the salt is no salt */
export function commitmentPreimage(value: Salted): Uint8Array {
    if (!Salt.safeParse(value.salt).success) {
        throw new Error('a commitment needs a salt of 16 to 32 bytes in lower-case hex');
    }
    return Buffer.concat([Buffer.from(value.salt, 'hex'), Buffer.from(canonicalJson(without(value, 'salt')))]);
}
