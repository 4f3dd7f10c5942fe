import { sealedHeader } from '@tabularium/chaincode/api';
import type { CryptoKey } from 'jose';
import { SealingError } from '../errors/sealing-error';
import { PrivateJwk, publicHalf } from './delivery-key';
import { loadJose } from './jose';
import { decodeRecord } from './plain-record';

export interface ReceivedRecord {
    readonly usageId: string;
    /** As `deliveredRecord` answers it. */
    readonly sealed: string;
    /** The half that was kept when the use was claimed. */
    readonly key: PrivateJwk;
}

/**
 * Opens a delivered record: item code → value. Checks that it is sealed to this key and for this use, unchanged, and holds
 * exactly the items that it names. That the values are true is the provider's word.
 * @throws SealingError, which never repeats anything of the record
 */
export async function openRecord({ usageId, sealed, key }: ReceivedRecord): Promise<Record<string, string>> {
    const header = sealedHeader(sealed);
    if (header === undefined) {
        throw new SealingError('NOT_SEALED');
    }
    const parsed = PrivateJwk.safeParse(key);
    if (!parsed.success) {
        throw new SealingError('PRIVATE_KEY_INVALID');
    }
    const { calculateJwkThumbprint } = await loadJose();
    if (header.kid !== (await calculateJwkThumbprint(publicHalf(parsed.data)))) {
        throw new SealingError('OTHER_KEY');
    }
    if (header.usageId !== usageId) {
        throw new SealingError('OTHER_USE');
    }
    const record = decodeRecord(await decrypted(sealed, await privateKey(parsed.data)));
    if (record === undefined || Object.keys(record).sort().join() !== header.items.join()) {
        throw new SealingError('OTHER_CONTENT');
    }
    return record;
}

async function privateKey(jwk: PrivateJwk): Promise<CryptoKey | Uint8Array> {
    const { importJWK } = await loadJose();
    try {
        return await importJWK(jwk, 'ECDH-ES');
    } catch {
        throw new SealingError('PRIVATE_KEY_INVALID');
    }
}

async function decrypted(sealed: string, key: CryptoKey | Uint8Array): Promise<Uint8Array> {
    const { compactDecrypt } = await loadJose();
    try {
        const { plaintext } = await compactDecrypt(sealed, key, {
            keyManagementAlgorithms: ['ECDH-ES'],
            contentEncryptionAlgorithms: ['A256GCM'],
        });
        return plaintext;
    } catch {
        throw new SealingError('DAMAGED');
    }
}
