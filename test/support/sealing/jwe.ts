/**
 * JWE with ECDH-ES and AES-GCM written out from RFC 7516 and RFC 7518, on node:crypto alone: what the client's library
 * does, by other hands. Headers are whatever a test wants them to be.
 */
import {
    createCipheriv,
    createDecipheriv,
    createHash,
    createPrivateKey,
    createPublicKey,
    diffieHellman,
} from 'node:crypto';
import type { PublicJwk } from '../../../chaincode/src/runtime/who-is';

export type SecretJwk = PublicJwk & { readonly d: string };

/** Bob's and Alice's keys of RFC 7518, Appendix C: the consumer's key, and the sender's for one record. */
export const consumerKey: SecretJwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ',
    y: 'e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck',
    d: 'VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw',
};
export const senderKey: SecretJwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0',
    y: 'SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps',
    d: '0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo',
};
export const deliverTo: PublicJwk = publicOf(consumerKey);

export function publicOf({ kty, crv, x, y }: PublicJwk): PublicJwk {
    return { kty, crv, x, y };
}

/** RFC 7638: the required members in lexical order, without white space. */
export function thumbprint({ x, y }: PublicJwk): string {
    return createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('base64url');
}

/** RFC 7518 §4.6.2 for one round of SHA-256, so for keys of at most 256 bits. */
export function concatKdf(secret: Uint8Array, enc: string, apu: string, apv: string, bits: number): Buffer {
    const number = (value: number): Buffer => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(value);
        return bytes;
    };
    const withLength = (text: string): Buffer => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);
    const parts = [number(1), secret, withLength(enc), withLength(apu), withLength(apv), number(bits)];
    return createHash('sha256')
        .update(Buffer.concat(parts))
        .digest()
        .subarray(0, bits / 8);
}

export function agreed(own: SecretJwk, other: PublicJwk): Buffer {
    const privateKey = createPrivateKey({ key: { ...own }, format: 'jwk' });
    return diffieHellman({ privateKey, publicKey: createPublicKey({ key: publicOf(other), format: 'jwk' }) });
}

/** The header that a register admits, for a use of name and status. */
export function headerFor(usageId: string, items: readonly string[] = ['name', 'status']): object {
    return {
        alg: 'ECDH-ES',
        enc: 'A256GCM',
        kid: thumbprint(deliverTo),
        epk: publicOf(senderKey),
        usageId,
        items,
    };
}

/** Always the same for the same arguments: the sender's key and the nonce never change, as they must outside tests. */
export function sealedWith(header: object | string, plain: string, to: PublicJwk = deliverTo): string {
    const text = typeof header === 'string' ? header : JSON.stringify(header);
    const encoded = Buffer.from(text).toString('base64url');
    const nonce = Buffer.alloc(12, 7);
    const cipher = createCipheriv('aes-256-gcm', concatKdf(agreed(senderKey, to), 'A256GCM', '', '', 256), nonce);
    cipher.setAAD(Buffer.from(encoded));
    const text64 = Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64url');
    return [encoded, '', nonce.toString('base64url'), text64, cipher.getAuthTag().toString('base64url')].join('.');
}

/** Header and plain text. @throws Error when the tag does not fit */
export function openedWith(key: SecretJwk, sealed: string): { readonly header: unknown; readonly plain: string } {
    const [encoded = '', , nonce = '', text = '', tag = ''] = sealed.split('.');
    const header = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as { readonly epk: PublicJwk };
    const content = concatKdf(agreed(key, header.epk), 'A256GCM', '', '', 256);
    const decipher = createDecipheriv('aes-256-gcm', content, Buffer.from(nonce, 'base64url'));
    decipher.setAAD(Buffer.from(encoded));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    const plain = Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]);
    return { header, plain: plain.toString() };
}
