/** A licence from its type to its revocation, with everything that must not pass. */
import {
    accreditation,
    Bureau,
    expectRefusal,
    first,
    hex,
    issue,
    issuerUscc,
    passed,
    renewal,
    second,
    typeCode,
    typeInput,
} from './bureau';

describe('a licence from its type to its revocation', () => {
    let bureau: Bureau;
    beforeAll(async () => {
        bureau = await Bureau.open();
    });
    const list = async (purpose: string): Promise<unknown> =>
        passed(await bureau.evaluate('stranger', 'statusList', { issuerUscc, statusListId: 'L1', purpose })).result;

    it('begins with a type and an issuer that the root accredits for Beijing', async () => {
        passed(await bureau.submit('chief', 'defineType', typeInput));
        const { result } = passed(await bureau.submit('chief', 'accreditIssuer', accreditation));
        expect(result).toEqual({ issuerUscc, typeCode, accreditationNo: 1 });
    });

    it.each([
        [
            'a wrong check character',
            first.replace(/C$/, 'D'),
            { part: 'identifier', standard: 'GB/T 36904', expected: 'C' },
        ],
        [
            'the check character of the vendor routine',
            first.replace(/C$/, 'P'),
            { part: 'identifier', expected: 'C', hint: 'legacyCheck' },
        ],
        [
            'an issuer whose last check character is wrong',
            `1.2.156.3005.2.${typeCode}.11110000000021135N.TAB2026000001.001.C`,
            { part: 'issuer', standard: 'GB 32100', expected: 'M' },
        ],
        [
            'an issuer whose organisation code is wrong',
            `1.2.156.3005.2.${typeCode}.11110000000021136M.TAB2026000001.001.C`,
            { part: 'issuer', standard: 'GB 11714', expected: '5' },
        ],
        [
            'a type whose authority is wrong',
            `1.2.156.3005.2.11100000000013338X001.${issuerUscc}.TAB2026000001.001.C`,
            { part: 'type', standard: 'GB 32100', expected: 'W' },
        ],
    ])('is not issued under %s', async (_what, identifier, details) => {
        const outcome = await bureau.submit('issuer', 'issueLicence', { ...issue, identifier });
        expectRefusal(outcome, 'LICENCE_IDENTIFIER_CHECK_FAILED', details);
        expect('hint' in (outcome.refusal?.details ?? {})).toBe('hint' in details);
    });

    it('is not issued for a type or a region that the issuer is not accredited for', async () => {
        // Type …002 under the same authority; the check character fits.
        const other = '1.2.156.3005.2.11100000000013338W002.11110000000021135M.TAB2026000001.001.R';
        expectRefusal(
            await bureau.submit('issuer', 'issueLicence', { ...issue, identifier: other }),
            'LICENCE_ISSUER_NOT_ACCREDITED',
            { issuerUscc, typeCode: '11100000000013338W002' },
        );
        passed(await bureau.submit('chief', 'deaccreditIssuer', { issuerUscc, typeCode, reason: 'narrowed' }));
        const narrower = { ...accreditation, jurisdictions: ['1102', '110106'] };
        passed(await bureau.submit('chief', 'accreditIssuer', narrower));
        expectRefusal(await bureau.submit('issuer', 'issueLicence', issue), 'LICENCE_JURISDICTION_NOT_ACCREDITED', {
            region: '110105',
        });
        passed(await bureau.submit('chief', 'deaccreditIssuer', { issuerUscc, typeCode, reason: 'widened again' }));
        passed(await bureau.submit('chief', 'accreditIssuer', accreditation));
    });

    it('is issued, and valid for everyone who asks, by identifier and by document', async () => {
        expect(await bureau.reasons(first)).toEqual(['NOT_FOUND']);
        const { result } = passed(await bureau.submit('issuer', 'issueLicence', issue));
        expect(result).toEqual({ identifier: first, status: 'ISSUED' });
        const answer = {
            valid: true,
            reasons: [],
            licence: {
                identifier: first,
                typeCode,
                issuerUscc,
                status: 'ISSUED',
                documentSha256: hex('1'),
                validFrom: '2026-03-01T00:00:00.000Z',
                validTo: '2029-03-01T00:00:00.000Z',
            },
            asOf: '2026-03-01T08:00:00.000Z',
        };
        expect(await bureau.verified({ identifier: first })).toEqual(answer);
        expect(await bureau.verified({ documentSha256: hex('1') })).toEqual(answer);
        expect(await bureau.verified({ documentSha256: hex('9') })).toMatchObject({ reasons: ['NOT_FOUND'] });
    });

    it('takes its entry of the status list from every other', async () => {
        const third = '1.2.156.3005.2.11100000000013338W001.11110000000021135M.TAB2026000002.001.X';
        const taken = { ...issue, identifier: third, documentSha256: hex('3') };
        expectRefusal(await bureau.submit('issuer', 'issueLicence', taken), 'LICENCE_INDEX_TAKEN', {
            statusListId: 'L1',
            statusIndex: 94_567,
        });
        expectRefusal(await bureau.submit('issuer', 'issueLicence', issue), 'LICENCE_ALREADY_ISSUED');
    });

    it('does not count while it is suspended', async () => {
        const suspension = { identifier: first, reasonCode: 'UNDER_INVESTIGATION' };
        passed(await bureau.submit('issuer', 'suspendLicence', suspension));
        expect(await bureau.reasons(first)).toEqual(['SUSPENDED']);
        expect(await list('suspension')).toEqual({ items: [94_567], cursor: '' });
        passed(await bureau.submit('otherIssuer', 'resumeLicence', { identifier: first }));
        expect(await bureau.reasons(first)).toEqual([]);
        expect(await list('suspension')).toEqual({ items: [], cursor: '' });
    });

    it('is superseded by its renewal', async () => {
        const { result } = passed(await bureau.submit('issuer', 'renewLicence', renewal));
        expect(result).toEqual({ identifier: second, previousIdentifier: first, status: 'ISSUED' });
        expect(await bureau.verified({ identifier: first })).toMatchObject({
            reasons: ['SUPERSEDED'],
            licence: { status: 'SUPERSEDED', nextIdentifier: second },
        });
        // Its own period begins tomorrow.
        expect(await bureau.reasons(second)).toEqual(['NOT_YET_VALID']);
        expect(await bureau.reasons(second, '2026-03-02T00:00:00.000Z')).toEqual([]);
        expect(await list('revocation')).toEqual({ items: [94_567], cursor: '' });
    });

    it('stays valid when its issuer is deaccredited, which ends issue and renewal', async () => {
        bureau.desk.now = '2026-03-02T08:00:00.000Z';
        passed(await bureau.submit('chief', 'deaccreditIssuer', { issuerUscc, typeCode, reason: 'inspection' }));
        expect(await bureau.reasons(second)).toEqual([]);
        const next = { ...renewal, identifier: second, documentSha256: hex('4'), statusIndex: 8 };
        expectRefusal(await bureau.submit('issuer', 'renewLicence', next), 'LICENCE_ISSUER_NOT_ACCREDITED');
        const another = '1.2.156.3005.2.11100000000013338W001.11110000000021135M.TAB2026000002.001.X';
        expectRefusal(
            await bureau.submit('issuer', 'issueLicence', { ...issue, identifier: another }),
            'LICENCE_ISSUER_NOT_ACCREDITED',
        );
    });

    it('is revoked for good, and its bit is set', async () => {
        const revocation = { identifier: second, reasonCode: 'OBTAINED_BY_DECEPTION' };
        passed(await bureau.submit('issuer', 'revokeLicence', revocation));
        expect(await bureau.reasons(second)).toEqual(['REVOKED']);
        expect(await list('revocation')).toEqual({ items: [7, 94_567], cursor: '' });
        expectRefusal(await bureau.submit('issuer', 'resumeLicence', { identifier: second }), 'LICENCE_STATE_FORBIDS', {
            operation: 'resumeLicence',
            status: 'REVOKED',
        });
    });

    it('tells its history, the newest first', async () => {
        const history = async (identifier: string): Promise<unknown> =>
            passed(await bureau.evaluate('consumer', 'licenceHistory', { identifier })).result;
        const issuer = { officerId: 'issuer', agencyId: 'MarketReg' };
        const otherIssuer = { officerId: 'otherIssuer', agencyId: 'MarketReg' };
        expect(await history(first)).toMatchObject({
            items: [
                { status: 'SUPERSEDED', nextIdentifier: second },
                { status: 'ISSUED', statusChange: { by: otherIssuer } },
                { status: 'SUSPENDED', statusChange: { by: issuer, reasonCode: 'UNDER_INVESTIGATION' } },
                { status: 'ISSUED', at: '2026-03-01T08:00:00.000Z' },
            ],
        });
        expect(await history(second)).toMatchObject({
            items: [
                { status: 'REVOKED', statusChange: { by: issuer, reasonCode: 'OBTAINED_BY_DECEPTION' } },
                { status: 'ISSUED' },
            ],
        });
    });
});
