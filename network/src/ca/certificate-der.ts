/**
 * Owns the organisations' certificates: issues them (as cryptogen and Fabric CA do), and writes and reads the folders
 * in which Fabric's tools and applications expect them. Leaves to `msp` whether a certificate is valid on a channel.
 * Certificates are made here rather than by a library so that they are synchronous (0.3 ms each), go through the
 * `Crypto` seam and carry low-S signatures from the start.
 */
import type { KeyObject } from 'node:crypto';
import { DER, derInteger, derOid, derSequence, encodeDer } from '../proto/der';
import { sha256 } from '../proto/hash';
import { EXTENSION } from '../msp/certificate-extensions';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** ecdsa-with-SHA256. */
export const SIGNATURE_ALGORITHM = derSequence(derOid('1.2.840.10045.4.3.2'));

const NAME_OIDS = {
    country: '2.5.4.6',
    province: '2.5.4.8',
    locality: '2.5.4.7',
    organization: '2.5.4.10',
    organizationalUnit: '2.5.4.11',
    commonName: '2.5.4.3',
} as const;

/** Attributes stand in this order in Fabric's material. */
export interface DistinguishedName {
    readonly organization?: string;
    readonly organizationalUnit?: string;
    readonly commonName: string;
}

/** With the country, province and locality that test-network uses. */
export function encodeName(name: DistinguishedName): Uint8Array {
    const attributes: readonly (readonly [string, string | undefined])[] = [
        [NAME_OIDS.country, 'US'],
        [NAME_OIDS.province, 'California'],
        [NAME_OIDS.locality, 'San Francisco'],
        [NAME_OIDS.organization, name.organization],
        [NAME_OIDS.organizationalUnit, name.organizationalUnit],
        [NAME_OIDS.commonName, name.commonName],
    ];
    return derSequence(
        ...attributes.flatMap(([oid, value]) =>
            value === undefined ? [] : [encodeDer(DER.set, derSequence(derOid(oid), encodeText(value)))],
        ),
    );
}

export interface CertificateContent {
    readonly serialNumber: bigint;
    /** DER of a name. */
    readonly issuer: Uint8Array;
    /** DER of a name. */
    readonly subject: Uint8Array;
    readonly notBefore: Date;
    readonly notAfter: Date;
    readonly publicKey: KeyObject;
    readonly extensions: readonly Uint8Array[];
}

/** TBSCertificate, version 3. */
export function encodeTbsCertificate(content: CertificateContent): Uint8Array {
    return derSequence(
        encodeDer(0xa0, derInteger(2n)),
        derInteger(content.serialNumber),
        SIGNATURE_ALGORITHM,
        content.issuer,
        derSequence(encodeTime(content.notBefore), encodeTime(content.notAfter)),
        content.subject,
        content.publicKey.export({ type: 'spki', format: 'der' }),
        encodeDer(0xa3, derSequence(...content.extensions)),
    );
}

export function encodeSigned(tbs: Uint8Array, signature: Uint8Array): Uint8Array {
    return derSequence(tbs, SIGNATURE_ALGORITHM, encodeBitString(signature, 0));
}

/** UTCTime up to 2049, GeneralizedTime from then on (RFC 5280). Seconds; milliseconds are cut off. */
export function encodeTime(time: Date): Uint8Array {
    const text = `${time
        .toISOString()
        .replace(/\.\d+Z$/, '')
        .replace(/[-:T]/g, '')}Z`;
    return time.getUTCFullYear() < 2050
        ? encodeDer(DER.utcTime, Buffer.from(text.slice(2)))
        : encodeDer(DER.generalizedTime, Buffer.from(text));
}

/** SHA-256 of the uncompressed point, as cryptogen computes it. */
export function keyIdentifier(publicKey: KeyObject): Uint8Array {
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    return sha256(spki.subarray(spki.length - 65));
}

export function encodeExtension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
    const flag = critical ? [encodeDer(DER.boolean, Uint8Array.of(0xff))] : [];
    return derSequence(derOid(oid), ...flag, encodeDer(DER.octetString, value));
}

export const extensions = {
    /** Digital signature; with `encipherment` key encipherment; with `certify` certificate and CRL signing. */
    keyUsage(uses: { readonly encipherment: boolean; readonly certify: boolean }): Uint8Array {
        const bits = 0x80 | (uses.encipherment ? 0x20 : 0) | (uses.certify ? 0x06 : 0);
        const unused = uses.certify ? 1 : uses.encipherment ? 5 : 7;
        return encodeExtension(EXTENSION.keyUsage, true, encodeBitString(Uint8Array.of(bits), unused));
    },
    serverAndClient: (): Uint8Array =>
        encodeExtension(EXTENSION.extendedKeyUsage, false, derSequence(derOid(SERVER_AUTH), derOid(CLIENT_AUTH))),
    basicConstraints: (isCa: boolean): Uint8Array =>
        encodeExtension(
            EXTENSION.basicConstraints,
            true,
            derSequence(...(isCa ? [encodeDer(DER.boolean, Uint8Array.of(0xff))] : [])),
        ),
    subjectKeyId: (id: Uint8Array): Uint8Array =>
        encodeExtension(EXTENSION.subjectKeyId, false, encodeDer(DER.octetString, id)),
    authorityKeyId: (id: Uint8Array): Uint8Array =>
        encodeExtension(EXTENSION.authorityKeyId, false, derSequence(encodeDer(0x80, id))),
    hosts: (hosts: readonly string[]): Uint8Array =>
        encodeExtension(EXTENSION.subjectAlternativeName, false, derSequence(...hosts.map(encodeHost))),
    /** What `ctx.clientIdentity.getAttributeValue` reads in a chaincode. */
    attributes: (attributes: Readonly<Record<string, string>>): Uint8Array =>
        encodeExtension(EXTENSION.attributes, false, Buffer.from(JSON.stringify({ attrs: attributes }))),
} as const;

function encodeHost(host: string): Uint8Array {
    const ip = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
    if (ip !== null) {
        return encodeDer(0x87, Uint8Array.from(ip.slice(1).map(Number)));
    }
    if (host === '::1') {
        return encodeDer(
            0x87,
            Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? 1 : 0)),
        );
    }
    if (host.includes(':')) {
        throw new Error(`IPv6 address ${host} cannot be put into a certificate; use a name or ::1`);
    }
    return encodeDer(0x82, Buffer.from(host));
}

function encodeText(text: string): Uint8Array {
    return encodeDer(
        /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text) ? DER.printableString : DER.utf8String,
        Buffer.from(text),
    );
}

function encodeBitString(bytes: Uint8Array, unusedBits: number): Uint8Array {
    return encodeDer(DER.bitString, Uint8Array.of(unusedBits), bytes);
}
