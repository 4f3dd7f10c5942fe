import type { Outcome } from '../../support/ledger/ledger-desk';
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

const unknownType = '11100000000013338W777';
const reasonCode = 'COURT_ORDER';

describe('a type', () => {
    let bureau: Bureau;
    beforeEach(async () => {
        bureau = await Bureau.open();
        passed(await bureau.submit('chief', 'defineType', typeInput));
    });

    it('is defined once', async () => {
        const outcome = await bureau.submit('chief', 'defineType', typeInput);
        expectRefusal(outcome, 'LICENCE_TYPE_ALREADY_DEFINED', { typeCode });
    });

    it('that nobody defined is neither told nor given to an issuer', async () => {
        const told = await bureau.evaluate('stranger', 'typeByCode', { typeCode: unknownType });
        expectRefusal(told, 'LICENCE_TYPE_NOT_FOUND', { typeCode: unknownType });
        const given = { ...accreditation, typeCode: unknownType };
        expectRefusal(await bureau.submit('chief', 'accreditIssuer', given), 'LICENCE_TYPE_NOT_FOUND');
        const taken = { issuerUscc, typeCode: unknownType, reason: 'none' };
        expectRefusal(await bureau.submit('chief', 'deaccreditIssuer', taken), 'LICENCE_TYPE_NOT_FOUND');
    });

    it('is given and taken by the agency that defined it alone', async () => {
        const given = await bureau.submit('otherChief', 'accreditIssuer', accreditation);
        expectRefusal(given, 'LICENCE_TYPE_OF_OTHER_AGENCY', { typeCode, agencyId: 'Root' });
        passed(await bureau.submit('chief', 'accreditIssuer', accreditation));
        const taken = await bureau.submit('otherChief', 'deaccreditIssuer', {
            issuerUscc,
            typeCode,
            reason: 'rivalry',
        });
        expectRefusal(taken, 'LICENCE_TYPE_OF_OTHER_AGENCY');
    });
});

describe('an accreditation', () => {
    let bureau: Bureau;
    beforeEach(async () => {
        bureau = await Bureau.open();
        passed(await bureau.submit('chief', 'defineType', typeInput));
    });

    it.each([
        ['districtChief', {}, 'LICENCE_JURISDICTION_EXCEEDED', { region: '11' }],
        ['districtChief', { jurisdictions: ['110105', ''] }, 'LICENCE_JURISDICTION_EXCEEDED', { region: '' }],
        ['chief', { validTo: '2026-01-01T00:00:00.000Z' }, 'LICENCE_PERIOD_EMPTY', {}],
        ['chief', { validTo: '2026-02-01T00:00:00.000Z' }, 'LICENCE_PERIOD_PAST', {}],
        ['chief', { agencyId: 'Archive' }, 'LICENCE_AGENCY_WITHOUT_USCC', { agencyId: 'Archive' }],
        ['chief', { agencyId: 'Nowhere' }, 'DIRECTORY_AGENCY_NOT_FOUND', {}],
        ['chief', { jurisdictions: [] }, 'RUNTIME_INPUT_INVALID', { path: '/input/jurisdictions' }],
        ['chief', { typeCode: '11100000000013338X001' }, 'RUNTIME_INPUT_INVALID', { path: '/input/typeCode' }],
    ])('by %s with %j is refused as %s', async (part, different, code, details) => {
        const outcome = await bureau.submit(part, 'accreditIssuer', { ...accreditation, ...different });
        expectRefusal(outcome, code, details);
    });

    it('within the officer’s own district is given', async () => {
        const district = { ...accreditation, jurisdictions: ['110105'] };
        const outcome = await bureau.submit('districtChief', 'accreditIssuer', district);
        expect(outcome.result).toEqual({ issuerUscc, typeCode, accreditationNo: 1 });
    });

    it('is taken by an officer of all its districts only', async () => {
        passed(await bureau.submit('chief', 'accreditIssuer', { ...accreditation, jurisdictions: ['110105', '33'] }));
        const taken = { issuerUscc, typeCode, reason: 'inspection' };
        const outcome = await bureau.submit('districtChief', 'deaccreditIssuer', taken);
        expectRefusal(outcome, 'LICENCE_JURISDICTION_EXCEEDED', { region: '33' });
    });

    it('of the own district is taken by its officer', async () => {
        passed(await bureau.submit('chief', 'accreditIssuer', { ...accreditation, jurisdictions: ['110105'] }));
        const taken = { issuerUscc, typeCode, reason: 'inspection' };
        const outcome = await bureau.submit('districtChief', 'deaccreditIssuer', taken);
        expect(outcome.result).toEqual({ issuerUscc, typeCode, accreditationNo: 1 });
    });

    it('is not given while one is in force, and not taken where there is none', async () => {
        const taken = { issuerUscc, typeCode, reason: 'inspection' };
        expectRefusal(await bureau.submit('chief', 'deaccreditIssuer', taken), 'LICENCE_ISSUER_NOT_ACCREDITED');
        passed(await bureau.submit('chief', 'accreditIssuer', accreditation));
        const again = await bureau.submit('chief', 'accreditIssuer', accreditation);
        expectRefusal(again, 'LICENCE_ISSUER_ALREADY_ACCREDITED', { issuerUscc, typeCode });
        passed(await bureau.submit('chief', 'deaccreditIssuer', taken));
        expectRefusal(await bureau.submit('chief', 'deaccreditIssuer', taken), 'LICENCE_ISSUER_NOT_ACCREDITED');
    });

    it.each(['2025-12-31T23:59:59.999Z', '2026-03-01T08:00:00.001Z'])(
        'is not made void from %s, outside its own past',
        async (voidFrom) => {
            passed(await bureau.submit('chief', 'accreditIssuer', accreditation));
            const taken = { issuerUscc, typeCode, reason: 'bribery', voidFrom };
            expectRefusal(await bureau.submit('chief', 'deaccreditIssuer', taken), 'LICENCE_VOID_FROM_OUTSIDE', {
                validFrom: '2026-01-01T00:00:00.000Z',
            });
        },
    );
});

describe('an issue', () => {
    let bureau: Bureau;
    beforeEach(async () => {
        bureau = await Bureau.accredited();
    });
    const housing = '1.2.156.3005.2.11100000000013338W001.11330105002500287C.TAB2026000001.001.S';

    it.each([
        [
            'with an identifier of four parts',
            { identifier: first.slice(0, -2) },
            'LICENCE_IDENTIFIER_MALFORMED',
            { part: 'parts' },
        ],
        [
            'with lower-case letters',
            { identifier: first.toLowerCase() },
            'LICENCE_IDENTIFIER_MALFORMED',
            { part: 'type' },
        ],
        [
            'under a region instead of an agency',
            { identifier: '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9' },
            'LICENCE_ISSUER_NOT_USCC',
            { issuer: '340100', hint: 'uscc' },
        ],
        ['of the second version', { identifier: second }, 'LICENCE_VERSION_NOT_FIRST', { licenceVersion: '002' }],
        ['of an issuer without accreditation', { identifier: housing }, 'LICENCE_ISSUER_NOT_ACCREDITED', {}],
        ['without an end', { validTo: undefined }, 'LICENCE_PERIOD_WITHOUT_END', { months: 36 }],
        [
            'for longer than the type allows',
            { validTo: '2029-03-01T00:00:00.001Z' },
            'LICENCE_PERIOD_TOO_LONG',
            { latest: '2029-03-01T00:00:00.000Z' },
        ],
        ['that ends when it begins', { validTo: '2026-03-01T00:00:00.000Z' }, 'LICENCE_PERIOD_EMPTY', {}],
        [
            'that is over',
            { validFrom: '2026-02-01T00:00:00.000Z', validTo: '2026-03-01T08:00:00.000Z' },
            'LICENCE_PERIOD_PAST',
            {},
        ],
        [
            'with a holder in clear',
            { holderCommitment: '110105194912310021' },
            'RUNTIME_INPUT_INVALID',
            { path: '/input/holderCommitment' },
        ],
        [
            'beyond the end of the list',
            { statusIndex: 131_072 },
            'RUNTIME_INPUT_INVALID',
            { path: '/input/statusIndex' },
        ],
        ['with a field that is none', { holderName: 'Li' }, 'RUNTIME_INPUT_INVALID', {}],
        ['in a region outside the grant', { region: '120101' }, 'RUNTIME_ACCESS_DENIED', {}],
    ])('%s is refused', async (_what, different, code, details) => {
        const outcome = await bureau.submit('issuer', 'issueLicence', { ...issue, ...different });
        expectRefusal(outcome, code, details);
        expect(outcome.message).not.toContain('110105194912310021');
    });

    it('under the code of another agency is refused', async () => {
        const outcome = await bureau.submit('foreignIssuer', 'issueLicence', issue);
        expectRefusal(outcome, 'LICENCE_ISSUER_OF_OTHER_AGENCY', { issuerUscc, agencyId: 'MarketReg' });
    });

    it('by the officer who accredited is refused, even with the role', async () => {
        passed(await bureau.submit('double', 'accreditIssuer', { ...accreditation, agencyId: 'Root' }));
        const own = '1.2.156.3005.2.11100000000013338W001.11100000000013338W.A1.001.6';
        const outcome = await bureau.submit('double', 'issueLicence', { ...issue, identifier: own });
        expectRefusal(outcome, 'LICENCE_OFFICERS_NOT_SEPARATE', { issuerUscc: '11100000000013338W', typeCode });
    });

    it('of a document or an entry that is taken is refused, of another issuer’s list it is not', async () => {
        passed(await bureau.submit('issuer', 'issueLicence', issue));
        const identifier = '1.2.156.3005.2.11100000000013338W001.11110000000021135M.TAB2026000002.001.X';
        const sameDocument = { ...issue, identifier, statusIndex: 1 };
        expectRefusal(await bureau.submit('issuer', 'issueLicence', sameDocument), 'LICENCE_DOCUMENT_TAKEN', {
            documentSha256: hex('1'),
        });
        const sameEntry = { ...issue, identifier, documentSha256: hex('3') };
        expectRefusal(await bureau.submit('issuer', 'issueLicence', sameEntry), 'LICENCE_INDEX_TAKEN', {
            statusListId: 'L1',
            statusIndex: 94_567,
        });
        expectRefusal(await bureau.submit('issuer', 'issueLicence', issue), 'LICENCE_ALREADY_ISSUED', {
            identifier: first,
        });
        passed(await bureau.submit('chief', 'accreditIssuer', { ...accreditation, agencyId: 'Housing' }));
        const others = { ...issue, identifier: housing, documentSha256: hex('3') };
        passed(await bureau.submit('foreignIssuer', 'issueLicence', others));
    });
});

describe('a step on a licence', () => {
    let bureau: Bureau;
    beforeEach(async () => {
        bureau = await Bureau.issued();
    });
    const inputs: Readonly<Record<string, object>> = {
        renewLicence: renewal,
        suspendLicence: { identifier: first, reasonCode },
        resumeLicence: { identifier: first },
        revokeLicence: { identifier: first, reasonCode },
    };
    const steps = Object.entries(inputs);

    it.each(steps)('%s is refused to another agency’s issuer', async (transaction, input) => {
        const outcome = await bureau.submit('foreignIssuer', transaction, input);
        expectRefusal(outcome, 'LICENCE_OF_OTHER_AGENCY', { identifier: first, agencyId: 'MarketReg' });
    });

    it.each(steps)('%s is refused outside the officer’s region', async (transaction, input) => {
        const identifier = '1.2.156.3005.2.11100000000013338W001.11110000000021135M.TAB2026000002.001.X';
        const elsewhere = { region: '110106', documentSha256: hex('3'), statusIndex: 3 };
        passed(await bureau.submit('issuer', 'issueLicence', { ...issue, identifier, ...elsewhere }));
        const outcome = await bureau.submit('districtIssuer', transaction, { ...input, identifier });
        expectRefusal(outcome, 'LICENCE_JURISDICTION_EXCEEDED', { region: '110106' });
    });

    it.each(steps)('%s is refused for a licence that there is not', async (transaction, input) => {
        const outcome = await bureau.submit('issuer', transaction, { ...input, identifier: second });
        expectRefusal(outcome, 'LICENCE_NOT_FOUND', { identifier: second });
    });

    it.each(['licenceByIdentifier', 'licenceHistory'])('%s tells of none that there is not', async (question) => {
        expectRefusal(await bureau.evaluate('consumer', question, { identifier: second }), 'LICENCE_NOT_FOUND');
    });

    // Written from the domain's order of steps, not from the table under test.
    it.each<[string, readonly string[], readonly string[]]>([
        ['ISSUED', [], ['resumeLicence']],
        ['SUSPENDED', ['suspendLicence'], ['renewLicence', 'suspendLicence']],
        ['REVOKED', ['revokeLicence'], ['renewLicence', 'suspendLicence', 'resumeLicence', 'revokeLicence']],
        ['SUPERSEDED', ['renewLicence'], ['renewLicence', 'suspendLicence', 'resumeLicence', 'revokeLicence']],
    ])('is refused while the licence is %s, where it does not fit', async (status, before, refused) => {
        for (const transaction of before) passed(await bureau.submit('issuer', transaction, inputs[transaction]));
        for (const transaction of refused) {
            const outcome = await bureau.submit('issuer', transaction, inputs[transaction]);
            expectRefusal(outcome, 'LICENCE_STATE_FORBIDS', { operation: transaction, identifier: first, status });
        }
    });

    it('needs a reason of the catalogue', async () => {
        for (const transaction of ['suspendLicence', 'revokeLicence']) {
            const missing = await bureau.submit('issuer', transaction, { identifier: first });
            expectRefusal(missing, 'RUNTIME_INPUT_INVALID', { path: '/input/reasonCode' });
            const other = await bureau.submit('issuer', transaction, { identifier: first, reasonCode: 'WHIM' });
            expectRefusal(other, 'RUNTIME_INPUT_INVALID', { path: '/input/reasonCode' });
        }
    });

    it('of renewal is refused for a taken document and a taken entry', async () => {
        const sameDocument = await bureau.submit('issuer', 'renewLicence', { ...renewal, documentSha256: hex('1') });
        expectRefusal(sameDocument, 'LICENCE_DOCUMENT_TAKEN');
        const sameEntry = await bureau.submit('issuer', 'renewLicence', { ...renewal, statusIndex: 94_567 });
        expectRefusal(sameEntry, 'LICENCE_INDEX_TAKEN');
        const tooLong = await bureau.submit('issuer', 'renewLicence', {
            ...renewal,
            validTo: '2036-01-01T00:00:00.000Z',
        });
        expectRefusal(tooLong, 'LICENCE_PERIOD_TOO_LONG');
    });

    it('with a time before the licence was last written is refused', async () => {
        const outcome = await bureau.submit(
            'issuer',
            'suspendLicence',
            { identifier: first, reasonCode },
            { at: '2026-03-01T07:59:59.999Z' },
        );
        expectRefusal(outcome, 'RUNTIME_CLOCK_BEHIND');
    });

    it('is the issuer’s still when its accreditation is gone', async () => {
        passed(await bureau.submit('chief', 'deaccreditIssuer', { issuerUscc, typeCode, reason: 'inspection' }));
        passed(await bureau.submit('issuer', 'suspendLicence', { identifier: first, reasonCode }));
        passed(await bureau.submit('issuer', 'resumeLicence', { identifier: first }));
        const outcome = await bureau.submit('issuer', 'revokeLicence', { identifier: first, reasonCode });
        expect(outcome.result).toEqual({ identifier: first, status: 'REVOKED' });
    });
});

describe('verification of what there is not', () => {
    it.each([
        [{ identifier: second }, ['NOT_FOUND']],
        [{ identifier: first.replace(/C$/, 'D') }, ['IDENTIFIER_INVALID', 'NOT_FOUND']],
        [{ identifier: 'nothing' }, ['IDENTIFIER_INVALID', 'NOT_FOUND']],
        [{ documentSha256: hex('0') }, ['NOT_FOUND']],
    ])('of %j gives reasons and no licence', async (asked, reasons) => {
        const bureau = await Bureau.issued();
        const asOf = '2026-03-01T08:00:00.000Z';
        expect(await bureau.verified(asked)).toEqual({ valid: false, reasons, asOf });
    });

    it.each([{}, { identifier: first, documentSha256: hex('1') }, { documentSha256: 'x' }])(
        'of %j is no question',
        async (asked) => {
            const bureau = await Bureau.open();
            expectRefusal(await bureau.evaluate('stranger', 'verifyLicence', asked), 'RUNTIME_INPUT_INVALID');
        },
    );
});

describe('access', () => {
    let bureau: Bureau;
    beforeAll(async () => {
        bureau = await Bureau.issued();
    });
    const submits: Readonly<Record<string, object>> = {
        defineType: { ...typeInput, typeCode: unknownType },
        accreditIssuer: { ...accreditation, agencyId: 'Housing' },
        deaccreditIssuer: { issuerUscc, typeCode, reason: 'none' },
        issueLicence: issue,
        renewLicence: renewal,
        suspendLicence: { identifier: first, reasonCode },
        resumeLicence: { identifier: first },
        revokeLicence: { identifier: first, reasonCode },
    };
    const authority = ['defineType', 'accreditIssuer', 'deaccreditIssuer'];

    /** Refused before anything of this register was read. */
    function expectDenied(outcome: Outcome, code: string): void {
        expectRefusal(outcome, code);
        expect([...outcome.simulation.reads.keys()].filter((key) => key.startsWith('licence '))).toEqual([]);
    }

    it.each(Object.keys(submits))('denies %s to everybody but its role, before anything is read', async (name) => {
        const parts = ['auditor', 'consumer', 'governor', 'juniorIssuer', 'juniorChief'];
        const others = authority.includes(name) ? ['issuer', 'foreignIssuer'] : ['chief', 'otherChief'];
        for (const part of [...parts, ...others]) {
            expectDenied(await bureau.submit(part, name, submits[name]), 'RUNTIME_ACCESS_DENIED');
        }
        expectDenied(await bureau.submit('stranger', name, submits[name]), 'RUNTIME_CALLER_UNKNOWN');
    });

    it('adds no two grants together', async () => {
        expectDenied(await bureau.submit('dividedIssuer', 'issueLicence', issue), 'RUNTIME_ACCESS_DENIED');
        // Another transaction's row has no place to look at: the rule sees that no single grant suffices.
        const outcome = await bureau.submit('dividedIssuer', 'suspendLicence', submits['suspendLicence']);
        expectRefusal(outcome, 'LICENCE_JURISDICTION_EXCEEDED', { region: '110105' });
    });

    it.each([
        ['verifyLicence', { identifier: first }],
        ['statusList', { issuerUscc, statusListId: 'L1', purpose: 'revocation' }],
        ['accreditationsOf', { issuerUscc }],
        ['typeByCode', { typeCode }],
    ])('lets anybody ask %s', async (question, input) => {
        expect((await bureau.evaluate('stranger', question, input)).refusal).toBeUndefined();
    });

    it.each([
        ['licenceByIdentifier', { identifier: first }],
        ['licenceHistory', { identifier: first }],
    ])('lets any officer ask %s, and nobody else', async (question, input) => {
        passed(await bureau.evaluate('consumer', question, input));
        expectRefusal(await bureau.evaluate('stranger', question, input), 'RUNTIME_CALLER_UNKNOWN');
    });

    it('lists an issuer’s licences for authority, issuers and auditors only', async () => {
        for (const part of ['chief', 'foreignIssuer', 'auditor']) {
            passed(await bureau.evaluate(part, 'licencesByIssuer', { issuerUscc }));
        }
        const denied = await bureau.evaluate('consumer', 'licencesByIssuer', { issuerUscc });
        expectDenied(denied, 'RUNTIME_ACCESS_DENIED');
    });
});
