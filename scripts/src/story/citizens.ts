import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import { keep } from './kept-file';
import type { PersonData } from './story-data';

/** A citizen with a signing device. Simulated: key files in the network's folder stand for phone or card. */
export interface Citizen {
    readonly personId: string;
    /** Commitment under which the registers know the person: HMAC-SHA-256 with the identity agency's key. */
    readonly party: { readonly kind: 'person'; readonly ref: string };
    readonly publicJwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
    /** RFC 7638 thumbprint. */
    readonly kid: string;
    /** A compact JWS over canonical payload bytes. */
    signConsent(payload: string): string;
}

/** Keys are made once and kept, so that a second start finds the same citizens. */
export async function openCitizens(
    persons: readonly PersonData[],
    folder: string,
): Promise<ReadonlyMap<string, Citizen>> {
    const secret = await keep(path.join(folder, 'commitment.key'), () => generateKeyPem());
    const citizens = new Map<string, Citizen>();
    for (const person of persons) {
        const pem = await keep(path.join(folder, `${person.personId}.key`), () => generateKeyPem());
        citizens.set(person.personId, citizen(person, createPrivateKey(pem), secret));
    }
    return citizens;
}

function citizen(person: PersonData, key: KeyObject, secret: string): Citizen {
    const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
    const publicJwk = { kty: 'EC', crv: 'P-256', x, y } as const;
    const kid = createHash('sha256')
        .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
        .digest('base64url');
    const ref = createHmac('sha256', secret).update(`CN-ID:${person.idNumber}`).digest('hex');
    return {
        personId: person.personId,
        party: { kind: 'person', ref },
        publicJwk,
        kid,
        signConsent: (payload) => {
            const header = JSON.stringify({ alg: 'ES256', kid, typ: 'tabularium-consent+jws' });
            const input = `${base64url(header)}.${base64url(payload)}`;
            const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
            return `${input}.${signature.toString('base64url')}`;
        },
    };
}

function base64url(text: string): string {
    return Buffer.from(text, 'utf8').toString('base64url');
}

function generateKeyPem(): string {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}
