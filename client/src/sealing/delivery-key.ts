/**
 * Sealed deliveries: the consumer names a key with each use, the provider seals the record to it, and every peer, every
 * block and every colleague holds ciphertext. This folder owns the key, the seal and the opening; what the register
 * checks of a seal is `sealedHeader` of its definition. JWE and elliptic curves are jose's.
 */
import type { PublicJwk } from '@tabularium/chaincode/api';
import { z } from 'zod';
import { loadJose } from './jose';

/** EC P-256 with its secret `d`, base64url of 32 bytes as the coordinates are. */
export const PrivateJwk = z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    d: z.string(),
});
export type PrivateJwk = z.output<typeof PrivateJwk>;

export interface DeliveryKey {
    /** What `useGrant` takes as `deliverTo`. No secret. */
    readonly publicJwk: PublicJwk;
    readonly privateJwk: PrivateJwk;
}

/**
 * A key for one use. The consumer's department keeps `privateJwk`, in its own vault and from nobody's peer, until the
 * record has been used; whoever has it can read the record. Destroying it erases the record everywhere at once, on
 * ledgers, peers and backups: nothing else opens what was sealed to it. One key for several uses is erased for all.
 */
export async function newDeliveryKey(): Promise<DeliveryKey> {
    const { exportJWK, generateKeyPair } = await loadJose();
    const { privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const { kty, crv, x, y, d } = await exportJWK(privateKey);
    const privateJwk = PrivateJwk.parse({ kty, crv, x, y, d });
    return { publicJwk: publicHalf(privateJwk), privateJwk };
}

export function publicHalf({ kty, crv, x, y }: PrivateJwk): PublicJwk {
    return { kty, crv, x, y };
}
