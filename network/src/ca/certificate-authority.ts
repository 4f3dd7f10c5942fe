import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { encodePem, parseCertificatePem } from '../msp/certificate';
import { EXTENSION } from '../msp/certificate-extensions';
import type { NodeRole } from '../msp/identity';
import { derInteger, derSequence, encodeDer } from '../proto/der';
import type { Clock } from '../seams/clock';
import type { Crypto } from '../seams/crypto';
import type { Random } from '../seams/random';
import {
    encodeExtension,
    encodeName,
    encodeSigned,
    encodeTbsCertificate,
    encodeTime,
    extensions,
    keyIdentifier,
    SIGNATURE_ALGORITHM,
} from './certificate-der';

const MINUTE_MS = 60_000;
/** Tolerates clocks that are a little behind, as cryptogen does. */
const BACKDATING_MS = 5 * MINUTE_MS;
const TEN_YEARS_MS = 3650 * 24 * 60 * MINUTE_MS;

export interface CertificateAuthoritySeams {
    readonly crypto: Crypto;
    readonly clock: Clock;
    readonly random: Random;
}

export interface IssueOptions {
    readonly commonName: string;
    /** The role that the MSP reads; none in TLS certificates. */
    readonly organizationalUnit?: NodeRole;
    /** Attributes that chaincode can read from the caller's certificate. */
    readonly attributes?: Readonly<Record<string, string>>;
    /** DNS names or IPv4 addresses. Given, even empty, makes a TLS certificate for servers and clients. */
    readonly hosts?: readonly string[];
    /** Default: five minutes ago, but not before the authority's own. */
    readonly notBefore?: Date;
    /** Default: that of the authority, ten years after it was made. */
    readonly notAfter?: Date;
    /** Private key to certify, e.g. on renewal; otherwise a new one. */
    readonly key?: KeyObject;
}

export interface IssuedCertificate {
    readonly certificatePem: string;
    /** PKCS#8. */
    readonly privateKeyPem: string;
}

/** What an authority's certificate says about it, and its key. */
interface AuthorityParts {
    readonly key: KeyObject;
    readonly subject: Uint8Array;
    readonly keyId: Uint8Array;
    readonly notBefore: Date;
    readonly notAfter: Date;
}

/** A self-signed root that issues certificates for identities or for TLS. Keeps no register of what it issued. */
export class CertificateAuthority implements IssuedCertificate {
    readonly certificatePem: string;
    readonly privateKeyPem: string;
    readonly #key: KeyObject;
    readonly #seams: CertificateAuthoritySeams;
    readonly #subject: Uint8Array;
    readonly #keyId: Uint8Array;
    readonly #notBefore: Date;
    readonly #notAfter: Date;

    private constructor(seams: CertificateAuthoritySeams, material: IssuedCertificate, parts: AuthorityParts) {
        this.certificatePem = material.certificatePem;
        this.privateKeyPem = material.privateKeyPem;
        this.#seams = seams;
        this.#key = parts.key;
        this.#subject = parts.subject;
        this.#keyId = parts.keyId;
        this.#notBefore = parts.notBefore;
        this.#notAfter = parts.notAfter;
    }

    /** A new root: key, and a certificate valid for ten years. */
    static create(
        options: CertificateAuthoritySeams & { readonly organization: string; readonly commonName: string },
    ): CertificateAuthority {
        const { publicKey, privateKey } = options.crypto.generateKeyPair();
        const name = encodeName({ organization: options.organization, commonName: options.commonName });
        const keyId = keyIdentifier(publicKey);
        // Certificates tell whole seconds.
        const now = Math.floor(options.clock.now().getTime() / 1000) * 1000;
        const notBefore = new Date(now - BACKDATING_MS);
        const notAfter = new Date(now - BACKDATING_MS + TEN_YEARS_MS);
        const tbs = encodeTbsCertificate({
            serialNumber: newSerialNumber(options.random),
            issuer: name,
            subject: name,
            notBefore,
            notAfter,
            publicKey,
            extensions: [
                extensions.keyUsage({ encipherment: true, certify: true }),
                extensions.serverAndClient(),
                extensions.basicConstraints(true),
                extensions.subjectKeyId(keyId),
            ],
        });
        const certificate = encodeSigned(tbs, options.crypto.sign(privateKey, tbs));
        return new CertificateAuthority(
            seamsOf(options),
            { certificatePem: encodePem('CERTIFICATE', certificate), privateKeyPem: toPem(privateKey) },
            { key: privateKey, subject: name, keyId, notBefore, notAfter },
        );
    }

    /** @throws Error when the certificate is no authority's or the key is another's. */
    static load(options: CertificateAuthoritySeams & IssuedCertificate): CertificateAuthority {
        const { certificatePem, privateKeyPem } = options;
        const certificate = parseCertificatePem(certificatePem);
        const key = createPrivateKey(privateKeyPem);
        if (!certificate.isCa || !certificate.x509.checkPrivateKey(key)) {
            throw new Error('not the certificate and private key of a certificate authority');
        }
        const { subject, notBefore, notAfter } = certificate;
        const keyId = certificate.subjectKeyId ?? keyIdentifier(certificate.x509.publicKey);
        const parts = { key, subject, keyId, notBefore, notAfter };
        return new CertificateAuthority(seamsOf(options), { certificatePem, privateKeyPem }, parts);
    }

    /** Issuing again for the same names gives another certificate of the same subject. */
    issue(options: IssueOptions): IssuedCertificate {
        const privateKey = options.key ?? this.#seams.crypto.generateKeyPair().privateKey;
        const publicKey = createPublicKey(privateKey);
        const backdated = new Date(this.#seams.clock.now().getTime() - BACKDATING_MS);
        const tls = options.hosts !== undefined;
        const { organizationalUnit } = options;
        const tbs = encodeTbsCertificate({
            serialNumber: newSerialNumber(this.#seams.random),
            issuer: this.#subject,
            subject: encodeName({
                commonName: options.commonName,
                ...(organizationalUnit === undefined ? {} : { organizationalUnit }),
            }),
            // One from before its issuer's would fail Fabric's check of the chain.
            notBefore: options.notBefore ?? (backdated < this.#notBefore ? this.#notBefore : backdated),
            notAfter: options.notAfter ?? this.#notAfter,
            publicKey,
            extensions: [
                extensions.keyUsage({ encipherment: tls, certify: false }),
                ...(tls ? [extensions.serverAndClient()] : []),
                extensions.basicConstraints(false),
                extensions.authorityKeyId(this.#keyId),
                ...(options.hosts === undefined || options.hosts.length === 0 ? [] : [extensions.hosts(options.hosts)]),
                ...(options.attributes === undefined ? [] : [extensions.attributes(options.attributes)]),
            ],
        });
        const certificate = encodeSigned(tbs, this.#seams.crypto.sign(this.#key, tbs));
        return { certificatePem: encodePem('CERTIFICATE', certificate), privateKeyPem: toPem(privateKey) };
    }

    /** PEM of a list that revokes these certificates as of now; for `FabricMSPConfig.revocation_list`. */
    revocationList(certificatePems: readonly string[]): string {
        const now = this.#seams.clock.now();
        const revoked = certificatePems.map((pem) =>
            derSequence(derInteger(parseCertificatePem(pem).serialNumber), encodeTime(now)),
        );
        const tbs = derSequence(
            derInteger(1n),
            SIGNATURE_ALGORITHM,
            this.#subject,
            encodeTime(now),
            encodeTime(this.#notAfter),
            ...(revoked.length === 0 ? [] : [derSequence(...revoked)]),
            encodeDer(
                0xa0,
                derSequence(
                    extensions.authorityKeyId(this.#keyId),
                    encodeExtension(EXTENSION.crlNumber, false, derInteger(BigInt(now.getTime()))),
                ),
            ),
        );
        // Go and OpenSSL accept no other label.
        return encodePem('X509 CRL', encodeSigned(tbs, this.#seams.crypto.sign(this.#key, tbs)));
    }
}

/** 127 bits, as certificates of public authorities have. */
function newSerialNumber(random: Random): bigint {
    const bytes = Buffer.from(random.bytes(16));
    bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
    return BigInt(`0x${bytes.toString('hex')}`);
}

function seamsOf(options: CertificateAuthoritySeams): CertificateAuthoritySeams {
    return { crypto: options.crypto, clock: options.clock, random: options.random };
}

function toPem(privateKey: KeyObject): string {
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
