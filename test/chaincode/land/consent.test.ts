import {
    caseDigest,
    checkConsent,
    consentsDue,
    parseConsent,
    verifyConsent,
} from '../../../chaincode/src/land/consent';
import type { LandCase, Title } from '../../../chaincode/src/land/records';
import type { ConsentPayload } from '../../../chaincode/src/land/terms';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import { deskWithTitle } from './desk';
import {
    agency,
    base64url,
    codeOf,
    compactJws,
    hex,
    holding,
    li,
    mortgageTerms,
    newSigningKey,
    now,
    saleTerms,
    signConsent,
    wang,
    zhao,
} from './people';

const kid = 'K'.repeat(43);
const key = newSigningKey(kid);
const attested = {
    kid,
    personRef: hex('1'),
    jwk: key.jwk,
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
    status: 'ATTESTED',
    agencyId: 'PublicSecurity',
} as const;

function sale(): { landCase: LandCase; title: Title; payload: ConsentPayload } {
    const desk = deskWithTitle();
    const landCase = desk.case(desk.open(saleTerms));
    const { caseId } = landCase;
    const payload: ConsentPayload = {
        register: 'land',
        caseId,
        caseDigest: caseDigest(landCase),
        act: 'TRANSFER',
        party: li,
    };
    return { landCase, title: desk.title(), payload };
}

/** Takes the JWS through everything that the register does with it. */
function lodge(
    jws: string,
    given: { landCase: LandCase; title: Title },
    directory: typeof attested | object = {},
): string {
    return codeOf(() => {
        const consent = parseConsent(jws);
        checkConsent(consent, given.landCase, given.title, now);
        verifyConsent(consent, { ...attested, ...directory }, now);
    });
}

describe('the digest of a case', () => {
    const base = {
        caseId: hex('a', 32),
        type: 'DISCHARGE' as const,
        unitCode: '110105001001GB00001F00010001',
        basisEntryNo: 1,
        terms: { type: 'DISCHARGE' as const, mortgageId: hex('b', 32) },
    };

    it('is the SHA-256 of the canonical JSON of register, case, title and terms', () => {
        // sha256 of {"basisEntryNo":1,"caseId":"aa…","register":"land","terms":{"mortgageId":"bb…","type":"DISCHARGE"},…}
        expect(caseDigest(base)).toBe('d8d262f95f012de65cf6baade30ee6473387523d34bd57e1cabac1db9c1e7d4c');
    });

    it.each([
        { ...base, caseId: hex('c', 32) },
        { ...base, unitCode: '110105001001GB00001F00010002' },
        { ...base, basisEntryNo: 2 },
        { ...base, terms: { ...base.terms, mortgageId: hex('d', 32) } },
    ])('changes with every part %#', (changed) => {
        expect(caseDigest(changed)).not.toBe(caseDigest(base));
    });

    it('does not depend on the order of properties', () => {
        const { terms, ...rest } = base;
        expect(caseDigest({ terms, ...rest })).toBe(caseDigest(base));
    });
});

describe('who must consent', () => {
    const title = {
        entry: {
            entryNo: 1,
            owners: [holding(li, 1, 3), holding(wang, 2, 3)],
            caseId: hex('0', 32),
            since: now,
        },
        mortgages: [
            { mortgageId: hex('a', 32), rank: 1, mortgagee: 'BankA' },
            { mortgageId: hex('b', 32), rank: 2, mortgagee: 'BankB' },
            { mortgageId: hex('c', 32), rank: 3, mortgagee: 'BankA' },
        ],
    };

    it('asks all owners, all new owners and each lender on a transfer', () => {
        const terms = { ...saleTerms, discharges: [hex('a', 32)] };
        expect(consentsDue({ terms }, title)).toEqual([
            { party: li, act: 'TRANSFER', means: 'SIGNATURE' },
            { party: wang, act: 'TRANSFER', means: 'SIGNATURE' },
            { party: zhao, act: 'ACQUIRE', means: 'SIGNATURE' },
            { party: agency('BankA'), act: 'DISCHARGE', means: 'OFFICER' },
            { party: agency('BankB'), act: 'CARRY', means: 'OFFICER' },
            { party: agency('BankA'), act: 'CARRY', means: 'OFFICER' },
        ]);
    });

    it('asks an owner who keeps a share once', () => {
        const terms = { ...saleTerms, transferees: [holding(li, 1, 3), holding(zhao, 2, 3)] };
        const parties = consentsDue({ terms }, { ...title, mortgages: [] });
        expect(parties.map(({ act }) => act)).toEqual(['TRANSFER', 'TRANSFER', 'ACQUIRE']);
    });

    it('asks the owners and the lender for a mortgage, and no other lender', () => {
        expect(consentsDue({ terms: mortgageTerms(4, 'BankB') }, title)).toEqual([
            { party: li, act: 'ENCUMBER', means: 'SIGNATURE' },
            { party: wang, act: 'ENCUMBER', means: 'SIGNATURE' },
            { party: agency('BankB'), act: 'LEND', means: 'OFFICER' },
        ]);
    });

    it('asks only the own lender for a discharge', () => {
        const terms = { type: 'DISCHARGE' as const, mortgageId: hex('b', 32) };
        expect(consentsDue({ terms }, title)).toEqual([{ party: agency('BankB'), act: 'DISCHARGE', means: 'OFFICER' }]);
    });
});

describe('a signed consent', () => {
    it('is believed with a key that is attested for exactly this person', () => {
        const given = sale();
        expect(lodge(signConsent(key, given.payload), given)).toBe('no refusal');
    });

    it('is refused for another case', () => {
        const given = sale();
        const jws = signConsent(key, { ...given.payload, caseId: hex('7', 32) });
        expect(lodge(jws, given)).toBe('LAND_CONSENT_OF_OTHER_CASE');
    });

    it('is refused over other terms', () => {
        const given = sale();
        const terms = { ...saleTerms, price: { amountMinor: '1', currency: 'CNY' } };
        expect(lodge(signConsent(key, given.payload), { ...given, landCase: { ...given.landCase, terms } })).toBe(
            'LAND_CONSENT_DIGEST_MISMATCH',
        );
    });

    it.each([
        [-1, 'LAND_CONSENT_EXPIRED'],
        [0, 'LAND_CONSENT_EXPIRED'],
        [1, 'no refusal'],
    ])('with an expiry %i seconds from now answers %s', (seconds, code) => {
        const given = sale();
        const exp = Date.parse(now) / 1000 + seconds;
        expect(lodge(signConsent(key, { ...given.payload, exp }), given)).toBe(code);
    });

    it('is refused from somebody who is not asked, or for another act', () => {
        const given = sale();
        const stranger: ConsentPayload = { ...given.payload, party: { kind: 'person', ref: hex('8') } };
        expect(lodge(signConsent(key, stranger), given)).toBe('LAND_CONSENT_NOT_DUE');
        expect(lodge(signConsent(key, { ...given.payload, act: 'ACQUIRE' }), given)).toBe('LAND_CONSENT_NOT_DUE');
    });

    it('is refused from an agency, which consents by its officer', () => {
        const desk = deskWithTitle();
        desk.complete(mortgageTerms());
        const landCase = desk.case(desk.open(saleTerms));
        const { caseId } = landCase;
        const payload: ConsentPayload = {
            register: 'land',
            caseId,
            caseDigest: caseDigest(landCase),
            act: 'CARRY',
            party: agency('BankA'),
        };
        expect(lodge(signConsent(key, payload), { landCase, title: desk.title() })).toBe(
            'LAND_CONSENT_NOT_BY_SIGNATURE',
        );
    });

    it('is refused a second time', () => {
        const given = sale();
        const by = { means: 'SIGNATURE', kid, jwsSha256: hex('0') } as const;
        const consents = [{ party: li, act: 'TRANSFER' as const, caseDigest: given.payload.caseDigest, at: now, by }];
        expect(lodge(signConsent(key, given.payload), { ...given, landCase: { ...given.landCase, consents } })).toBe(
            'LAND_CONSENT_ALREADY_GIVEN',
        );
    });

    it.each([
        ['another person', { personRef: hex('2') }, 'LAND_CONSENT_KEY_OF_OTHER_PARTY'],
        ['a revocation', { status: 'REVOKED' }, 'LAND_CONSENT_KEY_REVOKED'],
        ['a beginning just ahead', { validFrom: '2026-03-02T08:00:00.001Z' }, 'LAND_CONSENT_KEY_NOT_YET_VALID'],
        ['a beginning just now', { validFrom: now }, 'no refusal'],
        ['an end just now', { validTo: now }, 'LAND_CONSENT_KEY_EXPIRED'],
        ['an end just ahead', { validTo: '2026-03-02T08:00:00.001Z' }, 'no refusal'],
        ['another public key', { jwk: newSigningKey(kid).jwk }, 'LAND_CONSENT_SIGNATURE_INVALID'],
    ])('with a key for which the directory tells %s answers as it must', (_name, directory, code) => {
        const given = sale();
        expect(lodge(signConsent(key, given.payload), given, directory)).toBe(code);
    });

    it('of a company is refused while keys are attested for persons only', () => {
        const given = sale();
        const company = { kind: 'organization', uscc: '91350100M000100Y43' } as const;
        const jws = signConsent(key, { ...given.payload, party: company });
        expect(
            codeOf(() => {
                verifyConsent(parseConsent(jws), attested, now);
            }),
        ).toBe('LAND_CONSENT_KEY_OF_OTHER_PARTY');
    });

    it('is refused when any byte of payload or signature was altered', () => {
        const given = sale();
        const [header = '', , signature = ''] = signConsent(key, given.payload).split('.');
        const altered = base64url(canonicalJson({ ...given.payload, party: li, exp: 4_000_000_000 }));
        expect(lodge(`${header}.${altered}.${signature}`, given)).toBe('LAND_CONSENT_SIGNATURE_INVALID');
        const bytes = Buffer.from(signature, 'base64url');
        bytes.writeUInt8(bytes.readUInt8(63) ^ 1, 63);
        const payload = base64url(canonicalJson(given.payload));
        expect(lodge(`${header}.${payload}.${base64url(bytes)}`, given)).toBe('LAND_CONSENT_SIGNATURE_INVALID');
    });

    it.each([['none'], ['HS256'], ['ES384'], ['RS256'], ['es256']])('is refused with the algorithm %s', (alg) => {
        const { payload } = sale();
        const header = { alg, kid, typ: 'tabularium-consent+jws' };
        expect(codeOf(() => parseConsent(compactJws(header, canonicalJson(payload), key.privateKey)))).toBe(
            'LAND_CONSENT_ALGORITHM_REFUSED',
        );
    });

    it.each([
        ['no header fields', {}],
        ['another type', { alg: 'ES256', kid, typ: 'JWT' }],
        ['no key id', { alg: 'ES256', typ: 'tabularium-consent+jws' }],
        ['an embedded key', { alg: 'ES256', kid, typ: 'tabularium-consent+jws', jwk: key.jwk }],
        ['critical extensions', { alg: 'ES256', kid, typ: 'tabularium-consent+jws', crit: ['b64'], b64: false }],
        ['a number as algorithm', { alg: 1, kid, typ: 'tabularium-consent+jws' }],
    ])('is refused with %s', (_name, header) => {
        const { payload } = sale();
        expect(codeOf(() => parseConsent(compactJws(header, canonicalJson(payload), key.privateKey)))).toBe(
            'LAND_CONSENT_MALFORMED',
        );
    });

    it('is refused unless its payload is exactly one canonical document', () => {
        const { payload } = sale();
        const header = { alg: 'ES256', kid, typ: 'tabularium-consent+jws' };
        const texts = [
            JSON.stringify(payload, undefined, 1),
            JSON.stringify(payload),
            canonicalJson({ ...payload, extra: 1 }),
            canonicalJson({ ...payload, register: 'licence' }),
            canonicalJson({ ...payload, exp: 1.5 }),
            canonicalJson(payload).replace('{', '{"act":"LEND",'),
            'not json',
            '',
        ];
        for (const text of texts) {
            expect(codeOf(() => parseConsent(compactJws(header, text, key.privateKey)))).toBe('LAND_CONSENT_MALFORMED');
        }
    });

    it('is refused when a name occurs twice in its header', () => {
        const [, payload = '', signature = ''] = signConsent(key, sale().payload).split('.');
        const header = `{"alg":"none","alg":"ES256","kid":"${kid}","typ":"tabularium-consent+jws"}`;
        const jws = `${base64url(header)}.${payload}.${signature}`;
        expect(codeOf(() => parseConsent(jws))).toBe('LAND_CONSENT_MALFORMED');
    });

    it.each([
        ['two parts', (jws: string) => jws.split('.').slice(0, 2).join('.')],
        ['four parts', (jws: string) => `${jws}.AA`],
        ['padding', (jws: string) => `${jws}=`],
        [
            'a signature in DER length',
            (jws: string) => `${jws.slice(0, jws.lastIndexOf('.') + 1)}${base64url(Buffer.alloc(70))}`,
        ],
        ['nothing', () => ''],
    ])('is refused with %s', (_name, spoil) => {
        expect(codeOf(() => parseConsent(spoil(signConsent(key, sale().payload))))).toBe('LAND_CONSENT_MALFORMED');
    });
});
