/**
 * Owns identities: reads certificates, says which MSP of a channel an identity belongs to, whether it is valid there
 * and which principals it satisfies (Fabric: msp/*.go with channel capability V2_0, i.e. MSP version 1.4.3). Leaves
 * to `policies` how many of which principals are needed, and to endorser, orderer and deliver the check of expiry.
 */
import { X509Certificate } from 'node:crypto';
import { DER, readDer, readDerAll, readDerInteger, readDerOid, DerError } from '../proto/der';
import type { DerElement } from '../proto/der';
import { readExtensions } from './certificate-extensions';
import type { CertificateExtensions } from './certificate-extensions';
import { MspError } from './msps';
import { errorText } from '../proto/error-text';

/** What Fabric looks at in a certificate beyond what node:crypto tells. Names are raw DER: they are compared as bytes. */
export interface Certificate extends CertificateExtensions {
    readonly x509: X509Certificate;
    /** DER. */
    readonly raw: Uint8Array;
    /** The part that is signed, with the two that follow. */
    readonly tbs: Uint8Array;
    readonly signatureAlgorithm: DerElement;
    readonly signature: Uint8Array;
    readonly serialNumber: bigint;
    readonly issuer: Uint8Array;
    readonly subject: Uint8Array;
    readonly notBefore: Date;
    readonly notAfter: Date;
    /** Of the subject, in its order. */
    readonly organizationalUnits: readonly string[];
}

const ORGANIZATIONAL_UNIT = '2.5.4.11';

/** @throws MspError with Fabric's text. */
export function parseCertificatePem(pem: Uint8Array | string): Certificate {
    const der = decodePem(pem);
    if (der === undefined) {
        throw new MspError('could not decode the PEM structure');
    }
    return parseCertificate(der);
}

/** Bounds what a flood of certificates can take up. */
const MAX_REMEMBERED = 1024;

/** By DER. Reading one takes longer than checking a signature, and every room reads those of the same few nodes and users. */
const remembered = new Map<string, Certificate>();

/** @throws MspError */
export function parseCertificate(der: Uint8Array): Certificate {
    const key = Buffer.from(der).toString('latin1');
    const known = remembered.get(key);
    if (known !== undefined) {
        return known;
    }
    const certificate = readCertificate(Uint8Array.from(der));
    if (remembered.size >= MAX_REMEMBERED) {
        // The oldest: maps keep the order of insertion.
        for (const oldest of remembered.keys()) {
            remembered.delete(oldest);
            break;
        }
    }
    remembered.set(key, certificate);
    return certificate;
}

function readCertificate(der: Uint8Array): Certificate {
    try {
        const x509 = new X509Certificate(der);
        const certificate = readDer(der);
        if (certificate.raw.length !== der.length) {
            throw new DerError('x509: trailing data');
        }
        const [tbs, signatureAlgorithm, signature] = readDerAll(certificate.content);
        if (tbs === undefined || signatureAlgorithm === undefined || signature?.tag !== DER.bitString) {
            throw new DerError('x509: malformed certificate');
        }
        return {
            x509,
            raw: der,
            tbs: tbs.raw,
            signatureAlgorithm,
            // The first byte counts the unused bits.
            signature: signature.content.subarray(1),
            ...readTbs(tbs),
        };
    } catch (error) {
        throw new MspError(`parseCertificate failed: ${errorText(error)}`, {
            cause: error,
        });
    }
}

/** Content of the first PEM block whatever its label, as Go's pem.Decode finds it; undefined when there is none. */
export function decodePem(pem: Uint8Array | string): Uint8Array | undefined {
    const text = typeof pem === 'string' ? pem : Buffer.from(pem).toString('latin1');
    const match = /-----BEGIN ([^\r\n]*)-----[ \t]*\r?\n([\s\S]*?)-----END \1-----/.exec(text);
    const body = match?.[2];
    if (body === undefined) {
        return undefined;
    }
    const base64 = body.replace(/^(?:[^\r\n:]+:[^\r\n]*\r?\n)+\r?\n/, '').replace(/\s/g, '');
    return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.length % 4 === 0 ? Buffer.from(base64, 'base64') : undefined;
}

export function encodePem(label: string, der: Uint8Array): string {
    const lines =
        Buffer.from(der)
            .toString('base64')
            .match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function readTbs(tbs: DerElement): Omit<Certificate, 'x509' | 'raw' | 'tbs' | 'signatureAlgorithm' | 'signature'> {
    const elements = readDerAll(tbs.content);
    if (elements[0]?.tag === 0xa0) {
        elements.shift(); // version
    }
    const [serialNumber, , issuer, validity, subject, , ...optional] = elements;
    if (issuer === undefined || validity === undefined || subject === undefined) {
        throw new DerError('x509: malformed tbs certificate');
    }
    const [notBefore, notAfter] = readDerAll(validity.content);
    return {
        serialNumber: readDerInteger(serialNumber),
        issuer: issuer.raw,
        subject: subject.raw,
        notBefore: readTime(notBefore),
        notAfter: readTime(notAfter),
        organizationalUnits: namesOf(subject, ORGANIZATIONAL_UNIT),
        ...readExtensions(optional.find((element) => element.tag === 0xa3)),
    };
}

function namesOf(name: DerElement, oid: string): string[] {
    return readDerAll(name.content)
        .flatMap((relativeName) => readDerAll(relativeName.content))
        .map((attribute) => readDerAll(attribute.content))
        .flatMap(([type, value]) =>
            type !== undefined && value !== undefined && readDerOid(type) === oid
                ? [Buffer.from(value.content).toString('utf8')]
                : [],
        );
}

function readTime(element: DerElement | undefined): Date {
    const text = Buffer.from(element?.content ?? []).toString('latin1');
    const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
    if (match === null) {
        throw new DerError('x509: malformed time');
    }
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
    // Two-digit years are 1950 to 2049 (RFC 5280, 4.1.2.5.1).
    const fullYear = element?.tag === DER.utcTime ? (year < 50 ? 2000 + year : 1900 + year) : year;
    return new Date(Date.UTC(fullYear, month - 1, day, hour, minute, second));
}
