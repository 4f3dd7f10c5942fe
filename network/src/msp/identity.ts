import type { X509Certificate } from 'node:crypto';

export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/** A certificate of a known MSP. Obtained from `Msps.deserialize`; being well-formed does not make it valid. */
export interface Identity {
    readonly mspId: string;
    /** `msp.SerializedIdentity` bytes exactly as received: what creator, endorser and identity fields hold. */
    readonly serialized: Uint8Array;
    readonly certificate: X509Certificate;
    /** From the subject's OU (NodeOUs); undefined when it carries none or several. */
    readonly role: NodeRole | undefined;
    readonly notAfter: Date;
    verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** An identity with its private key. */
export interface SigningIdentity {
    readonly mspId: string;
    readonly serialized: Uint8Array;
    sign(message: Uint8Array): Uint8Array;
}
