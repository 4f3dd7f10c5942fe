import type { Caller } from '../../../chaincode/src/runtime/caller';
import { DomainError } from '../../../chaincode/src/runtime/errors';
import { accreditationToIssue, accreditIssuer, wasAccredited } from '../../../chaincode/src/licence/accreditation';
import { firstIdentifier, nextIdentifier } from '../../../chaincode/src/licence/identifier';
import { requireJurisdiction } from '../../../chaincode/src/licence/officers';
import { assertPeriod, assertValidity, covers } from '../../../chaincode/src/licence/period';
import type { Accreditation, Issuer, Licence } from '../../../chaincode/src/licence/records';
import { verify } from '../../../chaincode/src/licence/verification';
import { first, hex, issuerUscc, second, typeCode } from './bureau';

const now = '2026-03-01T08:00:00.000Z';
const earlier = '2026-02-01T00:00:00.000Z';
const later = '2026-04-01T00:00:00.000Z';

function caller(officerId: string, agencyId: string, ...grants: Caller['grants']): Caller {
    return { principal: { mspId: 'M', subjectHash: hex('0') }, officerId, agencyId, departmentId: 'main', grants };
}
const chief = caller('chief', 'Root', { role: 'licensingAuthority', jurisdiction: '', clearance: 2 });
const issuer = caller('issuer', 'MarketReg', { role: 'issuer', jurisdiction: '11', clearance: 2 });

function codeOf(run: () => unknown): string {
    try {
        run();
        return 'no refusal';
    } catch (error) {
        if (error instanceof DomainError) return error.code;
        throw error;
    }
}

describe('a period', () => {
    it.each([
        ['2026-02-28T23:59:59.999Z', false],
        ['2026-03-01T00:00:00.000Z', true],
        ['2026-03-31T23:59:59.999Z', true],
        ['2026-04-01T00:00:00.000Z', false],
    ])('from March to April covers %s: %s', (at, covered) => {
        expect(covers({ validFrom: '2026-03-01T00:00:00.000Z', validTo: later }, at)).toBe(covered);
    });

    it('without an end covers everything after its beginning', () => {
        expect(covers({ validFrom: earlier }, '9999-12-31T23:59:59.999Z')).toBe(true);
    });

    it.each([
        ['ends when it begins', { validFrom: later, validTo: later }, 'LICENCE_PERIOD_EMPTY'],
        ['ends before it begins', { validFrom: later, validTo: now }, 'LICENCE_PERIOD_EMPTY'],
        ['ends now', { validFrom: earlier, validTo: now }, 'LICENCE_PERIOD_PAST'],
        ['began earlier and ends later', { validFrom: earlier, validTo: later }, 'no refusal'],
        ['has no end', { validFrom: later }, 'no refusal'],
    ])('that %s: %s', (_what, period, code) => {
        expect(
            codeOf(() => {
                assertPeriod(period, now);
            }),
        ).toBe(code);
    });
});

describe('the validity of a type', () => {
    const check = (months: number, validFrom: string, validTo?: string): string =>
        codeOf(() => {
            const validity = { rule: 'MONTHS' as const, months };
            assertValidity({ typeCode, validity }, { validFrom, ...(validTo !== undefined && { validTo }) });
        });

    it.each([
        [1, '2026-01-31T00:00:00.000Z', '2026-02-28T00:00:00.000Z'],
        [1, '2024-01-31T12:30:00.000Z', '2024-02-29T12:30:00.000Z'],
        [12, '2024-02-29T00:00:00.000Z', '2025-02-28T00:00:00.000Z'],
        [48, '2024-02-29T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
        [1, '2100-01-30T00:00:00.000Z', '2100-02-28T00:00:00.000Z'],
        [1, '2000-01-30T00:00:00.000Z', '2000-02-29T00:00:00.000Z'],
        [2, '2026-10-31T00:00:00.000Z', '2026-12-31T00:00:00.000Z'],
        [1, '2026-03-31T00:00:00.000Z', '2026-04-30T00:00:00.000Z'],
        [3, '2026-12-15T00:00:00.000Z', '2027-03-15T00:00:00.000Z'],
        [12, '9999-06-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ])('of %s months from %s ends at %s', (months, validFrom, latest) => {
        const past = `${latest.slice(0, -2)}${latest.endsWith('9Z') ? '9' : '1'}Z`;
        expect(check(months, validFrom, latest)).toBe('no refusal');
        expect(check(months, validFrom, past)).toBe(past === latest ? 'no refusal' : 'LICENCE_PERIOD_TOO_LONG');
    });

    it('of some months needs an end, and an open one none', () => {
        expect(check(12, now)).toBe('LICENCE_PERIOD_WITHOUT_END');
        const openEnded = { typeCode, validity: { rule: 'OPEN_ENDED' as const } };
        assertValidity(openEnded, { validFrom: now });
        assertValidity(openEnded, { validFrom: now, validTo: later });
    });
});

describe('the identifier of an issue', () => {
    it.each([
        ['1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9', 'LICENCE_ISSUER_NOT_USCC'],
        [second, 'LICENCE_VERSION_NOT_FIRST'],
        ['1.2.156.3005.2.x', 'LICENCE_IDENTIFIER_MALFORMED'],
        [first.replace(/C$/, 'D'), 'LICENCE_IDENTIFIER_CHECK_FAILED'],
        [first, 'no refusal'],
    ])('%s: %s', (identifier, code) => {
        expect(codeOf(() => firstIdentifier(identifier))).toBe(code);
    });

    it('is followed by the next version, up to 999', () => {
        expect(nextIdentifier(first)).toBe(second);
        const last = '1.2.156.3005.2.11100000000013338W001.11110000000021135M.TAB2026000001.999.W';
        expect(codeOf(() => nextIdentifier(last))).toBe('LICENCE_VERSIONS_EXHAUSTED');
    });
});

describe('a grant', () => {
    it.each<[string, Caller['grants'], string]>([
        [
            'of the role, the place and the clearance',
            [{ role: 'issuer', jurisdiction: '11', clearance: 2 }],
            'no refusal',
        ],
        ['of another place', [{ role: 'issuer', jurisdiction: '12', clearance: 2 }], 'LICENCE_JURISDICTION_EXCEEDED'],
        [
            'of a part of the place',
            [{ role: 'issuer', jurisdiction: '11010501', clearance: 2 }],
            'LICENCE_JURISDICTION_EXCEEDED',
        ],
        ['of another role', [{ role: 'registrar', jurisdiction: '', clearance: 4 }], 'LICENCE_JURISDICTION_EXCEEDED'],
        [
            'of the place beside one of the clearance',
            [
                { role: 'issuer', jurisdiction: '11', clearance: 1 },
                { role: 'issuer', jurisdiction: '12', clearance: 4 },
            ],
            'LICENCE_JURISDICTION_EXCEEDED',
        ],
    ])('%s answers for Chaoyang as it should', (_what, grants, code) => {
        expect(
            codeOf(() => {
                requireJurisdiction(caller('o', 'A', ...grants), 'issuer', '110105');
            }),
        ).toBe(code);
    });
});

const accreditation: Accreditation = {
    accreditationNo: 1,
    jurisdictions: ['1101'],
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
    accreditedBy: { officerId: 'chief', agencyId: 'Root' },
    accreditedAt: '2026-01-01T00:00:00.000Z',
};
const withdrawal = { by: { officerId: 'chief', agencyId: 'Root' }, at: earlier, reason: 'inspection' };
const accredited: Issuer = {
    issuerUscc,
    typeCode,
    agencyId: 'MarketReg',
    status: 'ACCREDITED',
    accreditations: [accreditation],
};

describe('an accreditation', () => {
    const asked = { issuerUscc, typeCode, region: '110105' };

    it.each<[string, Issuer | undefined, string, string, Caller, string]>([
        ['in force', accredited, '110105', now, issuer, 'no refusal'],
        ['that nobody gave', undefined, '110105', now, issuer, 'LICENCE_ISSUER_NOT_ACCREDITED'],
        ['not begun', accredited, '110105', '2025-12-31T23:59:59.999Z', issuer, 'LICENCE_ISSUER_NOT_ACCREDITED'],
        ['that is over', accredited, '110105', '2027-01-01T00:00:00.000Z', issuer, 'LICENCE_ISSUER_NOT_ACCREDITED'],
        [
            'withdrawn',
            { ...accredited, status: 'WITHDRAWN', accreditations: [{ ...accreditation, withdrawal }] },
            '110105',
            now,
            issuer,
            'LICENCE_ISSUER_NOT_ACCREDITED',
        ],
        [
            'of another agency',
            { ...accredited, agencyId: 'Other' },
            '110105',
            now,
            issuer,
            'LICENCE_ISSUER_OF_OTHER_AGENCY',
        ],
        ['of another place', accredited, '110200', now, issuer, 'LICENCE_JURISDICTION_NOT_ACCREDITED'],
        [
            'that the officer gave himself',
            accredited,
            '110105',
            now,
            { ...issuer, officerId: 'chief' },
            'LICENCE_OFFICERS_NOT_SEPARATE',
        ],
    ])('%s answers an issue as it should', (_what, known, region, at, who, code) => {
        expect(codeOf(() => accreditationToIssue(known, { ...asked, region }, at, who))).toBe(code);
    });

    it('given again after a withdrawal is the one that counts', () => {
        const again = { ...accreditation, accreditationNo: 2 };
        const accreditations = [{ ...accreditation, withdrawal }, again];
        expect(accreditationToIssue({ ...accredited, accreditations }, asked, now, issuer)).toBe(again);
    });

    it.each<[string, Accreditation | undefined, string, boolean]>([
        ['within its period', accreditation, now, true],
        ['before it', accreditation, '2025-12-31T23:59:59.999Z', false],
        ['after it', accreditation, '2027-01-01T00:00:00.000Z', false],
        ['before a withdrawal', { ...accreditation, withdrawal }, '2026-01-15T00:00:00.000Z', true],
        // Whoever signs with a fast clock does not lose what was issued before.
        ['by the clock after a withdrawal', { ...accreditation, withdrawal }, now, true],
        ['before it is void', { ...accreditation, withdrawal: { ...withdrawal, voidFrom: later } }, now, true],
        ['when it is void', { ...accreditation, withdrawal: { ...withdrawal, voidFrom: now } }, now, false],
        ['without one', undefined, now, false],
    ])('covers what was issued %s: see the table', (_what, given, issuedAt, covered) => {
        expect(wasAccredited(given, issuedAt)).toBe(covered);
    });

    const input = { typeCode, agencyId: 'MarketReg', jurisdictions: ['11'], validFrom: now };
    const agency = { agencyId: 'MarketReg', issuerUscc };

    it('follows one that has ended, and no other', () => {
        const give = (validFrom: string): string =>
            codeOf(() => accreditIssuer(accredited, agency, { ...input, validFrom }, now, chief));
        expect(give('2026-12-31T23:59:59.999Z')).toBe('LICENCE_ISSUER_ALREADY_ACCREDITED');
        expect(give('2027-01-01T00:00:00.000Z')).toBe('no refusal');
    });

    it('can be given eight times', () => {
        const accreditations = Array.from({ length: 8 }, (_, index) => {
            return { ...accreditation, accreditationNo: index + 1, withdrawal };
        });
        const known: Issuer = { ...accredited, status: 'WITHDRAWN', accreditations };
        expect(codeOf(() => accreditIssuer(known, agency, input, now, chief))).toBe('LICENCE_ACCREDITATIONS_FULL');
        const seven = { ...known, accreditations: accreditations.slice(1) };
        expect(accreditIssuer(seven, agency, input, now, chief).accreditations).toHaveLength(8);
    });
});

describe('verification', () => {
    const licence: Licence = {
        identifier: first,
        typeCode,
        issuerUscc,
        agencyId: 'MarketReg',
        region: '110105',
        status: 'ISSUED',
        holderCommitment: hex('a'),
        documentSha256: hex('1'),
        validFrom: earlier,
        validTo: later,
        statusListId: 'L1',
        statusIndex: '000007',
        accreditationNo: 1,
        issuedBy: { officerId: 'issuer', agencyId: 'MarketReg' },
        issuedAt: earlier,
    };
    const voided = { ...accreditation, withdrawal: { ...withdrawal, voidFrom: earlier } };

    it.each<[Partial<Licence>, Accreditation | undefined, string, readonly string[]]>([
        [{}, accreditation, now, []],
        [{}, { ...accreditation, withdrawal }, now, []],
        [{}, accreditation, '2026-01-31T23:59:59.999Z', ['NOT_YET_VALID']],
        [{}, accreditation, '2026-03-31T23:59:59.999Z', []],
        [{}, accreditation, later, ['EXPIRED']],
        [{ status: 'SUSPENDED' }, accreditation, now, ['SUSPENDED']],
        [{ status: 'SUSPENDED' }, accreditation, later, ['EXPIRED', 'SUSPENDED']],
        [{ status: 'REVOKED' }, accreditation, now, ['REVOKED']],
        [{ status: 'SUPERSEDED' }, accreditation, now, ['SUPERSEDED']],
        [{}, voided, now, ['ISSUER_NOT_ACCREDITED_AT_ISSUE']],
        [{}, undefined, now, ['ISSUER_NOT_ACCREDITED_AT_ISSUE']],
        [{ status: 'REVOKED' }, voided, later, ['EXPIRED', 'REVOKED', 'ISSUER_NOT_ACCREDITED_AT_ISSUE']],
    ])('of %j gives every reason', (different, under, at, reasons) => {
        const answer = verify({ ...licence, ...different }, under, at);
        expect(answer).toMatchObject({ valid: reasons.length === 0, reasons, asOf: at });
    });

    it('tells nothing of holder, region and officers', () => {
        expect(Object.keys(verify(licence, accreditation, now).licence ?? {}).sort()).toEqual([
            'documentSha256',
            'identifier',
            'issuerUscc',
            'status',
            'typeCode',
            'validFrom',
            'validTo',
        ]);
    });
});
