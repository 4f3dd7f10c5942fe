import type { KeyObject } from 'node:crypto';

/** Signatures as Fabric makes them: ECDSA P-256 over SHA-256, ASN.1 DER, low-S. */
export interface Crypto {
    generateKeyPair(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
    sign(privateKey: KeyObject, message: Uint8Array): Uint8Array;
    /** False also for a high-S signature, which Fabric rejects. */
    verify(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean;
}
