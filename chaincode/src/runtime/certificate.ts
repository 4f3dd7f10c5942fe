/**
 * From a signer's certificate to a principal. The peer's MSP has verified the certificate before chaincode sees it;
 * here it is only read: subject, issuer, and the attributes that Fabric's certificate authority writes.
 */
import { createHash } from 'node:crypto';
import type { Principal } from './caller';
import { derContent, derElements, derTag } from './der';
import { JsonProblem, parseStrictJson } from './json';

/** Names of attributes that narrow rights; all others are ignored. */
const attributeNames = ['tab.role', 'tab.dept', 'tab.clearance', 'tab.jurisdiction'] as const;
export type AttributeName = (typeof attributeNames)[number];

export interface Signer {
    readonly principal: Principal;
    /** Present attributes only. 'unreadable' when there are some that cannot be read: then no right remains. */
    readonly attributes: ReadonlyMap<AttributeName, string> | 'unreadable';
}

/** DER of object identifier 1.2.3.4.5.6.7.8.1, under which Fabric's certificate authority keeps attributes. */
const attributesOid = Buffer.from('2a03040506070801', 'hex');

/** @throws Error when the certificate cannot be walked */
export function readSigner(mspId: string, pem: Uint8Array): Signer {
    const certificate = derContent(pemToDer(pem), derTag.sequence);
    const [tbsCertificate] = derElements(certificate);
    if (tbsCertificate?.tag !== derTag.sequence) {
        throw new Error('no certificate body');
    }
    const fields = derElements(tbsCertificate.content);
    // The version is optional (X.509 v1); serial number and algorithm stand between it and the issuer.
    const start = fields[0]?.tag === derTag.version ? 1 : 0;
    const issuer = fields[start + 2];
    const subject = fields[start + 4];
    if (issuer?.tag !== derTag.sequence || subject?.tag !== derTag.sequence) {
        throw new Error('no subject or issuer');
    }
    const subjectHash = createHash('sha256').update(subject.bytes).update(issuer.bytes).digest('hex');
    const extensions = fields.find((field) => field.tag === derTag.extensions);
    return {
        principal: { mspId, subjectHash },
        attributes: extensions === undefined ? new Map() : readAttributes(extensions.content),
    };
}

function pemToDer(pem: Uint8Array): Uint8Array {
    const text = Buffer.from(pem).toString('latin1');
    const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(text)?.[1];
    if (body === undefined) {
        throw new Error('not a PEM certificate');
    }
    return Buffer.from(body, 'base64');
}

function readAttributes(extensions: Uint8Array): Signer['attributes'] {
    for (const extension of derElements(derContent(extensions, derTag.sequence))) {
        const parts = derElements(extension.content);
        const value = parts.at(-1);
        if (parts[0]?.tag === derTag.oid && attributesOid.equals(parts[0].content) && value !== undefined) {
            return parseAttributes(value.content);
        }
    }
    return new Map();
}

function parseAttributes(json: Uint8Array): Signer['attributes'] {
    let document: unknown;
    try {
        document = parseStrictJson(Buffer.from(json).toString('utf8'));
    } catch (error) {
        if (error instanceof JsonProblem) {
            return 'unreadable';
        }
        throw error;
    }
    const listed = ownField(document, 'attrs');
    const attributes = new Map<AttributeName, string>();
    for (const name of attributeNames) {
        const value = ownField(listed, name);
        if (typeof value === 'string') {
            attributes.set(name, value);
        } else if (value !== undefined) {
            return 'unreadable';
        }
    }
    return attributes;
}

function ownField(value: unknown, name: string): unknown {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
        return undefined;
    }
    return (value as Readonly<Record<string, unknown>>)[name];
}

/** Remembers signers by the exact bytes of creator, since parsing costs more than any rule. Bounded, oldest first out. */
export class SignerCache {
    readonly #limit: number;
    readonly #signers = new Map<string, Signer>();

    constructor(limit = 1024) {
        this.#limit = limit;
    }

    signer(mspId: string, pem: Uint8Array): Signer {
        const key = `${mspId}\n${Buffer.from(pem).toString('latin1')}`;
        const known = this.#signers.get(key);
        if (known !== undefined) {
            return known;
        }
        const signer = readSigner(mspId, pem);
        if (this.#signers.size >= this.#limit) {
            const [oldest] = this.#signers.keys();
            if (oldest !== undefined) {
                this.#signers.delete(oldest);
            }
        }
        this.#signers.set(key, signer);
        return signer;
    }
}
