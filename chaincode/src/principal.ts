/** For tools that write founding documents and register officers: how the registers will know a certificate's holder. */
import type { Principal } from './runtime/caller';
import { readSigner } from './runtime/certificate';

/** MSP id and SHA-256 over the DER of subject and issuer: the same for every certificate of that subject. */
export function principalOf(mspId: string, certificatePem: string): Principal {
    return readSigner(mspId, Buffer.from(certificatePem)).principal;
}
