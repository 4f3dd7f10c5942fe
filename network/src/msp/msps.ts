import type { msp } from '@hyperledger/fabric-protos';
import type { Identity } from './identity';

/** The MSPs of a channel, as its configuration lists them. Results are cached by the identity's bytes. */
export interface Msps {
    readonly mspIds: readonly string[];
    /** @throws MspError for unknown MSP ids, unparsable certificates and certificates of another MSP's issuer. */
    deserialize(serialized: Uint8Array): Identity;
    /** Undefined when valid (chain, revocation, exactly one NodeOU); otherwise why not. Expiry is not looked at. */
    invalidity(identity: Identity): string | undefined;
    /** Undefined when the identity satisfies the principal; otherwise Fabric's text. */
    mismatch(identity: Identity, principal: msp.MSPPrincipal): string | undefined;
}

export class MspError extends Error {
    override readonly name = 'MspError';
}
