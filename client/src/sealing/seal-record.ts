import { PublicJwk, type Salted, UsageId } from '@tabularium/chaincode/api';
import type { CryptoKey } from 'jose';
import { SealingError } from '../errors/sealing-error';
import { type Random, systemRandom } from '../seams';
import { loadJose } from './jose';
import { encodeRecord } from './plain-record';

const SALT_BYTES = 32;

export interface RecordToSeal {
    readonly usageId: string;
    /** As `usageById` answers it: the consumer's key for this use. */
    readonly deliverTo: PublicJwk;
    /** Item code → value as text, exactly the used items; at most 8 KiB as JSON. */
    readonly record: Readonly<Record<string, string>>;
}

/** The private input of `deliverRecord`; its commitment is what `commitAnswer` takes. */
export interface SealedRecord extends Salted {
    /** A JWE in compact serialisation. */
    readonly sealed: string;
}

/**
 * Seals a record to the consumer's key of one use: from then on the provider cannot open it either. Another call seals it
 * otherwise, so keep the result until it is delivered. The register sees that it is sealed to that key, for that use and
 * for those items; it cannot see what is inside, so a wrong record is the provider's to answer for.
 * @throws SealingError
 */
export async function sealRecord(
    { usageId, deliverTo, record }: RecordToSeal,
    random: Random = systemRandom,
): Promise<SealedRecord> {
    const plain = encodeRecord(record);
    if (plain === undefined || !UsageId.safeParse(usageId).success) {
        throw new SealingError('RECORD_INVALID');
    }
    const { calculateJwkThumbprint, CompactEncrypt } = await loadJose();
    const key = await publicKey(deliverTo);
    const header = {
        alg: 'ECDH-ES',
        enc: 'A256GCM',
        kid: await calculateJwkThumbprint(deliverTo),
        usageId,
        items: Object.keys(record).sort(),
    };
    const sealed = await new CompactEncrypt(plain).setProtectedHeader(header).encrypt(key);
    return { salt: Buffer.from(random.bytes(SALT_BYTES)).toString('hex'), sealed };
}

async function publicKey(jwk: PublicJwk): Promise<CryptoKey | Uint8Array> {
    const { importJWK } = await loadJose();
    try {
        return await importJWK(PublicJwk.parse(jwk), 'ECDH-ES');
    } catch {
        throw new SealingError('PUBLIC_KEY_INVALID');
    }
}
