import type { Identity } from '../msp/identity';

/** A message, who claims to have signed it, and the signature. */
export interface SignedData {
    readonly message: Uint8Array;
    readonly identity: Uint8Array;
    readonly signature: Uint8Array;
}

/** Evaluation answers undefined when satisfied, otherwise Fabric's text. */
export interface Policy {
    /** Skips undecodable and invalid identities and wrong signatures; counts one identity once. */
    evaluateSignedData(signatures: readonly SignedData[]): string | undefined;
    evaluateIdentities(identities: readonly Identity[]): string | undefined;
}

/** Policies of a channel by absolute path, e.g. `/Channel/Application/Writers`. */
export interface Policies {
    policy(path: string): Policy | undefined;
    /** From the bytes of a `common.SignaturePolicyEnvelope`. @throws when they are not one. */
    signaturePolicy(envelope: Uint8Array): Policy;
    /** From the bytes of a `protos.ApplicationPolicy`; undefined when its reference does not exist. */
    applicationPolicy(bytes: Uint8Array): Policy | undefined;
}
