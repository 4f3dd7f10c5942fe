/**
 * Consent is the party's own act over the digest of a case: an agency's by a transaction of its own officer, a
 * person's by a compact JWS (RFC 7515, ES256) with a key that the directory attests for exactly that person. An
 * endorsement by the party's peer is no consent: peers endorse whatever simulates cleanly.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { refusal } from '../runtime/errors';
import { canonicalJson, parseStrictJson } from '../runtime/json';
import type { AttestedKey, Kid } from '../runtime/who-is';
import { landErrors as errors } from './errors';
import { isSameParty, isSamePartyAct, type PartyAct, partyKey } from './parties';
import type { LandCase, Title } from './records';
import { ConsentPayload, type Party } from './terms';

const Header = z.strictObject({
    alg: z.literal('ES256'),
    kid: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    typ: z.literal('tabularium-consent+jws'),
});

/** A consent that a case needs, and how its party gives it. */
export interface ConsentDue extends PartyAct {
    readonly means: 'SIGNATURE' | 'OFFICER';
}

/** SHA-256 (hex) over the canonical JSON of what is agreed: the case, its title's entry and its terms. */
export function caseDigest(
    landCase: Pick<LandCase, 'caseId' | 'type' | 'unitCode' | 'basisEntryNo' | 'terms'>,
): string {
    const { caseId, type, unitCode, basisEntryNo, terms } = landCase;
    return sha256(canonicalJson({ register: 'land', caseId, type, unitCode, basisEntryNo, terms }));
}

/** Everybody whose right the case changes or burdens. An owner who keeps a share signs once, as owner. */
export function consentsDue(
    landCase: Pick<LandCase, 'terms'>,
    title: Pick<Title, 'entry' | 'mortgages'>,
): ConsentDue[] {
    const { terms } = landCase;
    const owners = (title.entry?.owners ?? []).map(({ party }) => party);
    switch (terms.type) {
        case 'TRANSFER': {
            const arriving = terms.transferees
                .map(({ party }) => party)
                .filter((party) => !owners.some((owner) => isSameParty(owner, party)));
            return [
                ...owners.map((party) => due(party, 'TRANSFER')),
                ...arriving.map((party) => due(party, 'ACQUIRE')),
                ...lenders(title, (id) => (terms.discharges.includes(id) ? 'DISCHARGE' : 'CARRY')),
            ];
        }
        case 'MORTGAGE':
            return [...owners.map((party) => due(party, 'ENCUMBER')), due(agency(terms.mortgagee), 'LEND')];
        case 'DISCHARGE':
            return lenders(
                { mortgages: title.mortgages.filter(({ mortgageId }) => mortgageId === terms.mortgageId) },
                () => 'DISCHARGE',
            );
        case 'FIRST_REGISTRATION':
            return terms.owners.map(({ party }) => due(party, 'ACQUIRE'));
        case 'SEAL':
        case 'RELEASE':
            return [];
    }
}

/** The consents that are due and not given over the present digest. */
export function consentsMissing(landCase: LandCase, title: Title): ConsentDue[] {
    const digest = caseDigest(landCase);
    return consentsDue(landCase, title).filter(
        (wanted) => !landCase.consents.some((given) => isSamePartyAct(given, wanted) && given.caseDigest === digest),
    );
}

/** A signed consent, taken apart but not yet believed. */
export interface SignedConsent {
    readonly kid: z.output<typeof Kid>;
    readonly payload: ConsentPayload;
    readonly jws: string;
}

/** Takes a compact JWS apart. @throws LAND_CONSENT_MALFORMED, LAND_CONSENT_ALGORITHM_REFUSED */
export function parseConsent(jws: string): SignedConsent {
    const [headerPart, payloadPart, signaturePart, ...rest] = jws.split('.');
    if (headerPart === undefined || payloadPart === undefined || signaturePart === undefined || rest.length > 0) {
        throw malformed('three parts are expected');
    }
    const header = parsePart(headerPart, 'header');
    const algorithm = z.looseObject({ alg: z.string() }).safeParse(header.value);
    if (algorithm.success && algorithm.data.alg !== 'ES256') {
        throw refusal(errors.CONSENT_ALGORITHM_REFUSED, { alg: algorithm.data.alg.slice(0, 20) });
    }
    const { data: protectedHeader } = Header.safeParse(header.value);
    if (protectedHeader === undefined) throw malformed('the header needs exactly alg, kid and typ');
    const payload = parsePart(payloadPart, 'payload');
    const { data: parsedPayload } = ConsentPayload.safeParse(payload.value);
    if (parsedPayload === undefined) throw malformed('the payload is not a consent to a case of the land register');
    // One way to write each consent: what the party saw is byte for byte what was signed.
    if (canonicalJson(payload.value) !== payload.text) throw malformed('the payload is not canonical JSON');
    if (decode(signaturePart, 'signature').length !== 64) throw malformed('the signature is not 64 bytes');
    return { kid: protectedHeader.kid, payload: parsedPayload, jws };
}

/**
 * Compares a consent with the case that it is lodged for; cheap and before the directory is asked for the key.
 * @throws LAND_CONSENT_… for another case, other terms, an expired or repeated consent, or one that nobody asked for.
 */
export function checkConsent(consent: SignedConsent, landCase: LandCase, title: Title, now: string): void {
    const { payload } = consent;
    const { caseId } = landCase;
    if (payload.caseId !== caseId) throw refusal(errors.CONSENT_OF_OTHER_CASE, { signedFor: payload.caseId });
    if (payload.exp !== undefined && payload.exp * 1000 <= Date.parse(now)) {
        throw refusal(errors.CONSENT_EXPIRED, { expiredAt: new Date(payload.exp * 1000).toISOString() });
    }
    if (payload.caseDigest !== caseDigest(landCase)) throw refusal(errors.CONSENT_DIGEST_MISMATCH, { caseId });
    const subject = { party: partyKey(payload.party), act: payload.act };
    const wanted = consentsDue(landCase, title).find((item) => isSamePartyAct(item, payload));
    if (wanted === undefined) throw refusal(errors.CONSENT_NOT_DUE, { caseId, ...subject });
    if (wanted.means !== 'SIGNATURE') throw refusal(errors.CONSENT_NOT_BY_SIGNATURE, { party: subject.party });
    if (landCase.consents.some((given) => isSamePartyAct(given, payload))) {
        throw refusal(errors.CONSENT_ALREADY_GIVEN, subject);
    }
}

/**
 * Believes a consent if the directory attests its key now for its party, and the signature holds.
 * @throws LAND_CONSENT_KEY_…, LAND_CONSENT_SIGNATURE_INVALID
 */
export function verifyConsent(consent: SignedConsent, key: z.output<typeof AttestedKey>, now: string): void {
    const { kid, payload, jws } = consent;
    if (payload.party.kind !== 'person' || payload.party.ref !== key.personRef) {
        throw refusal(errors.CONSENT_KEY_OF_OTHER_PARTY, { kid, party: partyKey(payload.party) });
    }
    if (key.status === 'REVOKED') throw refusal(errors.CONSENT_KEY_REVOKED, { kid });
    if (now < key.validFrom) throw refusal(errors.CONSENT_KEY_NOT_YET_VALID, { kid, validFrom: key.validFrom });
    if (now >= key.validTo) throw refusal(errors.CONSENT_KEY_EXPIRED, { kid, validUntil: key.validTo });
    const publicKey = createPublicKey({ key: key.jwk, format: 'jwk' });
    const end = jws.lastIndexOf('.');
    const signature = Buffer.from(jws.slice(end + 1), 'base64url');
    if (!verify('sha256', Buffer.from(jws.slice(0, end)), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)) {
        throw refusal(errors.CONSENT_SIGNATURE_INVALID, { kid });
    }
}

export function sha256(text: string): string {
    return createHash('sha256').update(text, 'utf8').digest('hex');
}

function due(party: Party, act: PartyAct['act']): ConsentDue {
    return { party, act, means: party.kind === 'agency' ? 'OFFICER' : 'SIGNATURE' };
}

function agency(agencyId: string): Party {
    return { kind: 'agency', agencyId };
}

/** Each lender once per act, however many mortgages it holds. */
function lenders(title: Pick<Title, 'mortgages'>, act: (mortgageId: string) => PartyAct['act']): ConsentDue[] {
    const all = title.mortgages.map(({ mortgagee, mortgageId }) => due(agency(mortgagee), act(mortgageId)));
    return all.filter((item, index) => all.findIndex((other) => isSamePartyAct(item, other)) === index);
}

function decode(part: string, name: string): Buffer {
    const bytes = Buffer.from(part, 'base64url');
    if (bytes.toString('base64url') !== part) throw malformed(`the ${name} is not base64url`);
    return bytes;
}

function parsePart(part: string, name: string): { readonly text: string; readonly value: unknown } {
    const text = decode(part, name).toString('utf8');
    try {
        return { text, value: parseStrictJson(text) };
    } catch {
        throw malformed(`the ${name} is not JSON`);
    }
}

function malformed(problem: string): Error {
    return refusal(errors.CONSENT_MALFORMED, { problem });
}
