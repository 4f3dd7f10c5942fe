import { DER, readDer, readDerAll, readDerInteger, readDerOid } from '../proto/der';
import type { DerElement } from '../proto/der';

export interface CertificateExtensions {
    readonly isCa: boolean;
    /** Undefined: no limit. */
    readonly maxPathLength: number | undefined;
    /** Undefined: no such extension, every use is allowed. */
    readonly mayCertify: boolean | undefined;
    /** OIDs; undefined: no such extension. */
    readonly extendedKeyUsages: readonly string[] | undefined;
    readonly subjectKeyId: Uint8Array | undefined;
    readonly authorityKeyId: Uint8Array | undefined;
    /** OIDs of critical extensions that Go's verifier does not know, which makes it refuse the certificate. */
    readonly unhandledCritical: readonly string[];
}

export const EXTENSION = {
    subjectKeyId: '2.5.29.14',
    keyUsage: '2.5.29.15',
    subjectAlternativeName: '2.5.29.17',
    basicConstraints: '2.5.29.19',
    crlNumber: '2.5.29.20',
    authorityKeyId: '2.5.29.35',
    extendedKeyUsage: '2.5.29.37',
    /** Fabric CA's attributes: raw JSON. */
    attributes: '1.2.3.4.5.6.7.8.1',
} as const;

/** Bit 5 of key usage. */
const KEY_CERT_SIGN = 0x04;

/** @param wrapper the explicit [3] of a TBSCertificate. @throws DerError */
export function readExtensions(wrapper: DerElement | undefined): CertificateExtensions {
    const values = new Map<string, Uint8Array>();
    const critical: string[] = [];
    for (const extension of wrapper === undefined ? [] : readDerAll(readDer(wrapper.content).content)) {
        const parts = readDerAll(extension.content);
        const [oid] = parts;
        if (oid !== undefined) {
            const name = readDerOid(oid);
            values.set(name, parts.at(-1)?.content ?? new Uint8Array());
            if (parts[1]?.tag === DER.boolean && parts[1].content[0] !== 0) {
                critical.push(name);
            }
        }
    }
    const known: readonly string[] = Object.values(EXTENSION);
    return {
        ...readBasicConstraints(values.get(EXTENSION.basicConstraints)),
        mayCertify: readMayCertify(values.get(EXTENSION.keyUsage)),
        extendedKeyUsages: elementsOf(values.get(EXTENSION.extendedKeyUsage))?.map(readDerOid),
        subjectKeyId: contentOf(values.get(EXTENSION.subjectKeyId)),
        authorityKeyId: readKeyIdentifier(values.get(EXTENSION.authorityKeyId)),
        unhandledCritical: critical.filter((oid) => !known.includes(oid)),
    };
}

/** The keyIdentifier [0] of an AuthorityKeyIdentifier. */
export function readKeyIdentifier(value: Uint8Array | undefined): Uint8Array | undefined {
    return elementsOf(value)?.find((element) => element.tag === 0x80)?.content;
}

function readBasicConstraints(value: Uint8Array | undefined): Pick<CertificateExtensions, 'isCa' | 'maxPathLength'> {
    const elements = elementsOf(value) ?? [];
    const length = elements.find((element) => element.tag === DER.integer);
    return {
        isCa: elements.some((element) => element.tag === DER.boolean && element.content[0] !== 0),
        maxPathLength: length === undefined ? undefined : Number(readDerInteger(length)),
    };
}

function readMayCertify(value: Uint8Array | undefined): boolean | undefined {
    const bits = contentOf(value);
    return bits === undefined ? undefined : ((bits[1] ?? 0) & KEY_CERT_SIGN) !== 0;
}

function contentOf(value: Uint8Array | undefined): Uint8Array | undefined {
    return value === undefined ? undefined : readDer(value).content;
}

function elementsOf(value: Uint8Array | undefined): DerElement[] | undefined {
    return value === undefined ? undefined : readDerAll(readDer(value).content);
}
