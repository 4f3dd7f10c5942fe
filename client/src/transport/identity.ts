import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash, type Hash, type Identity, type Signer } from '@hyperledger/fabric-gateway';
import { ConfigurationError } from '../errors/tabularium-error';
import { messageSigner, privateKeyFromPem } from './signer';

/** An identity whose key is at hand. */
export interface PemIdentity {
    readonly mspId: string;
    readonly certificatePem: string;
    readonly privateKeyPem: string;
}

/** An identity whose key is elsewhere, e.g. in an HSM. The signer gets what `hash` makes of the message. */
export interface SignerIdentity {
    readonly identity: Identity;
    readonly signer: Signer;
    /** Default: SHA-256, as fabric-gateway's own signers expect. */
    readonly hash?: Hash;
}

export type ClientIdentity = PemIdentity | SignerIdentity;

/** The only files that are read: names in a folder, and the text of one. */
export interface MaterialFiles {
    names(directory: string): readonly string[];
    text(path: string): string;
}

export const materialFiles: MaterialFiles = {
    names: (directory) => readdirSync(directory),
    text: (path) => readFileSync(path, 'utf8'),
};

/**
 * The identity in an MSP folder as Fabric's tools write it (`…/users/User1@org1.example.com/msp`): the first file of
 * `signcerts` and the first of `keystore`. Meant for start-up: it reads synchronously.
 * @throws ConfigurationError when a file is missing or unreadable
 */
export function identityFromMsp(directory: string, mspId: string, files: MaterialFiles = materialFiles): PemIdentity {
    return {
        mspId,
        certificatePem: firstFile(join(directory, 'signcerts'), files),
        privateKeyPem: firstFile(join(directory, 'keystore'), files),
    };
}

function firstFile(directory: string, files: MaterialFiles): string {
    try {
        const name = [...files.names(directory)].sort().at(0);
        if (name === undefined) {
            throw new Error('the folder is empty');
        }
        return files.text(join(directory, name));
    } catch (cause) {
        throw new ConfigurationError(`No identity in ${directory}`, 'Give the msp folder of a user', {
            step: 'connect',
            cause,
        });
    }
}

/** What fabric-gateway's `connect` wants. @throws ConfigurationError when key and certificate do not belong together */
export function signingIdentity(identity: ClientIdentity): Required<SignerIdentity> {
    if ('signer' in identity) {
        return { identity: identity.identity, signer: identity.signer, hash: identity.hash ?? hash.sha256 };
    }
    const privateKey = privateKeyFromPem(identity.privateKeyPem);
    assertPair(identity, privateKey);
    return {
        identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificatePem) },
        signer: messageSigner(privateKey),
        hash: hash.none,
    };
}

function assertPair({ mspId, certificatePem }: PemIdentity, privateKey: KeyObject): void {
    const context = { step: 'connect' } as const;
    let certificate: X509Certificate;
    try {
        certificate = new X509Certificate(certificatePem);
    } catch (cause) {
        throw new ConfigurationError('The certificate cannot be read', 'Give a PEM certificate', { ...context, cause });
    }
    if (!certificate.publicKey.equals(createPublicKey(privateKey))) {
        throw new ConfigurationError(
            `The private key does not belong to the certificate of ${mspId}`,
            'Give the key that was enrolled with this certificate',
            context,
        );
    }
}
