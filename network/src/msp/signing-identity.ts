import { createPrivateKey } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { Crypto } from '../seams/crypto';
import { parseCertificatePem } from './certificate';
import type { SigningIdentity } from './identity';
import { MspError } from './msps';

export interface SigningIdentityOptions {
    readonly mspId: string;
    readonly certificatePem: string;
    /** PKCS#8 or SEC 1. */
    readonly privateKeyPem: string;
    readonly crypto: Crypto;
}

/** @throws MspError when certificate and key do not belong together. */
export function createSigningIdentity(options: SigningIdentityOptions): SigningIdentity {
    const privateKey = createPrivateKey(options.privateKeyPem);
    if (!parseCertificatePem(options.certificatePem).x509.checkPrivateKey(privateKey)) {
        throw new MspError(`the private key is not that of the certificate of ${options.mspId}`);
    }
    return {
        mspId: options.mspId,
        serialized: serializeIdentity(options.mspId, options.certificatePem),
        sign: (message) => options.crypto.sign(privateKey, message),
    };
}

/** `msp.SerializedIdentity` bytes: what creator, endorser and identity fields hold. */
export function serializeIdentity(mspId: string, certificatePem: string): Uint8Array {
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(Buffer.from(certificatePem));
    return identity.serializeBinary();
}
