/** Officers, parties, keys and terms for the land register's tests. All are invented. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Caller } from '../../../chaincode/src/runtime/caller';
import { DomainError } from '../../../chaincode/src/runtime/errors';
import { canonicalJson } from '../../../chaincode/src/runtime/json';
import type { ConsentPayload, Holding, Party, Source, Terms } from '../../../chaincode/src/land/terms';

export const unitCode = '110105001001GB00001F00010001';
export const otherUnitCode = '110105001001GB00001F00010002';
export const now = '2026-03-02T08:00:00.000Z';

export const hex = (digit: string, length = 64): string => digit.repeat(length);
export const li: Party = { kind: 'person', ref: hex('1') };
export const wang: Party = { kind: 'person', ref: hex('2') };
export const zhao: Party = { kind: 'person', ref: hex('3') };
export const agency = (agencyId: string): Party => ({ kind: 'agency', agencyId });

export function officer(officerId: string, agencyId: string, role: string, jurisdiction = '1101'): Caller {
    return {
        principal: { mspId: `${agencyId}MSP`, subjectHash: hex('a') },
        officerId,
        agencyId,
        departmentId: 'main',
        grants: [{ role, jurisdiction, clearance: 2 }],
    };
}
export const registrar = officer('registrar-1', 'LandBureau', 'registrar');
export const otherRegistrar = officer('registrar-2', 'LandBureau', 'registrar');
export const examiner = officer('examiner-1', 'LandBureau', 'examiner');
export const lender = officer('lender-1', 'BankA', 'mortgagee', '');
export const otherLender = officer('lender-2', 'BankB', 'mortgagee', '');
export const judge = officer('judge-1', 'Court', 'judge', '11');
export const otherJudge = officer('judge-2', 'HighCourt', 'judge', '11');

export const holding = (party: Party, numerator = 1, denominator = 1): Holding => ({
    party,
    share: { numerator, denominator },
});
export const contractSource: Source = { kind: 'CONTRACT', sha256: hex('c'), title: 'Contract of sale' };
export const proof: Source = { kind: 'OWNERSHIP_PROOF', sha256: hex('d'), title: 'Proof of ownership' };
export const receipt: Source = { kind: 'TAX_RECEIPT', sha256: hex('e'), title: 'Tax receipt' };

export const firstTerms: Terms = {
    type: 'FIRST_REGISTRATION',
    parcel: { areaMm2: '98500000', locationLabel: 'Example Road 1', geometrySha256: hex('b') },
    owners: [holding(li, 1, 3), holding(wang, 2, 3)],
};
export const saleTerms: Terms = {
    type: 'TRANSFER',
    transferees: [holding(zhao)],
    price: { amountMinor: '350000000', currency: 'CNY' },
    discharges: [],
};
export const mortgageTerms = (rank = 1, mortgagee = 'BankA'): Terms => ({
    type: 'MORTGAGE',
    mortgagee,
    amount: { amountMinor: '200000000', currency: 'CNY' },
    rank,
});
export const sealTerms = (court = 'Court'): Terms => ({
    type: 'SEAL',
    court,
    documentNumber: '(2026) 01 Enforcement 12',
    documentSha256: hex('f'),
});
export const releaseTerms = (sealId: string, court = 'Court'): Terms => ({
    type: 'RELEASE',
    sealId,
    court,
    documentNumber: '(2026) 01 Enforcement 90',
    documentSha256: hex('9'),
});

/** The code that a call refuses with; 'no refusal' when it returns. */
export function codeOf(act: () => unknown): string {
    try {
        act();
    } catch (error) {
        if (error instanceof DomainError) return error.code;
        throw error;
    }
    return 'no refusal';
}

export interface SigningKey {
    readonly kid: string;
    readonly privateKey: KeyObject;
    readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
}

export function newSigningKey(kid: string): SigningKey {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    return { kid, privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } };
}

export const base64url = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');

export function compactJws(header: unknown, payload: string, privateKey: KeyObject): string {
    const signed = `${base64url(canonicalJson(header))}.${base64url(payload)}`;
    const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${base64url(signature)}`;
}

export function signConsent(key: SigningKey, payload: ConsentPayload): string {
    const header = { alg: 'ES256', kid: key.kid, typ: 'tabularium-consent+jws' };
    return compactJws(header, canonicalJson(payload), key.privateKey);
}
