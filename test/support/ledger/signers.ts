/** Client identities with real certificates, including the crafted ones that no honest authority would issue. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { bitString, der, integer, octetString, oid, sequence, set, utcTime, utf8 } from './der';

export interface Signer {
    readonly mspId: string;
    readonly certificatePem: string;
    /** From the names that went into the certificate, not from reading it. */
    readonly principal: { readonly mspId: string; readonly subjectHash: string };
}

/** Relative distinguished names in order, each an attribute's short name and value. */
export type Name = readonly (readonly ['CN' | 'OU' | 'O', string])[];

export interface SignerOptions {
    readonly mspId: string;
    readonly commonName: string;
    /** Whole distinguished name; replaces the one made of `commonName`. */
    readonly subject?: Name;
    readonly issuer?: Name;
    /** Hexadecimal; a renewed certificate differs in it. */
    readonly serialNumber?: string;
    /** Attributes as Fabric's certificate authority writes them. */
    readonly attributes?: Readonly<Record<string, string>>;
    /** Raw content of the attribute extension instead. */
    readonly attributeText?: string;
}

const ATTRIBUTES_OID = '1.2.3.4.5.6.7.8.1';
const nameOids = { CN: '2.5.4.3', OU: '2.5.4.11', O: '2.5.4.10' } as const;
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

// One key for all: certificates are told apart by their names, and making keys is slow.
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function createSigner(options: SignerOptions): Promise<Signer> {
    const { mspId } = options;
    const subject = nameOf(options.subject ?? [['CN', options.commonName]]);
    const issuer = nameOf(options.issuer ?? [['CN', `ca.${mspId}`]]);
    const body = sequence(
        der(0xa0, integer('02')),
        integer(options.serialNumber ?? '01'),
        ecdsaWithSha256,
        issuer,
        sequence(utcTime('200101000000Z'), utcTime('400101000000Z')),
        subject,
        publicKey.export({ type: 'spki', format: 'der' }),
        ...extensionsOf(options),
    );
    const certificate = sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, privateKey)));
    const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n');
    const subjectHash = createHash('sha256').update(subject).update(issuer).digest('hex');
    return Promise.resolve({
        mspId,
        certificatePem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
        principal: { mspId, subjectHash },
    });
}

function nameOf(name: Name): Buffer {
    return sequence(...name.map(([type, value]) => set(sequence(oid(nameOids[type]), utf8(value)))));
}

function extensionsOf({ attributes, attributeText }: SignerOptions): readonly Buffer[] {
    const text = attributeText ?? (attributes && JSON.stringify({ attrs: attributes }));
    if (text === undefined) {
        return [];
    }
    const extension = sequence(oid(ATTRIBUTES_OID), octetString(Buffer.from(text)));
    return [der(0xa3, sequence(extension))];
}
