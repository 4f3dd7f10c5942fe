import type { Terms } from '../../../chaincode/src/land/terms';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { createSigner, type Signer } from '../../support/ledger/signers';
import {
    compactJws,
    firstTerms,
    hex,
    holding,
    li,
    mortgageTerms,
    otherUnitCode,
    proof,
    saleTerms,
    sealTerms,
    unitCode,
    wang,
    zhao,
} from './people';
import { passed, Registry } from './registry';

let registry: Registry;

/** A refusal leaves neither write nor policy nor event. */
function expectRefusal(outcome: Outcome, code: string, details: object = {}): void {
    expect(outcome.refusal?.code).toBe(code);
    expect(outcome.refusal?.details).toMatchObject(details);
    expect(outcome.writes).toEqual([]);
    expect(outcome.policies).toEqual({});
    expect(outcome.event).toBeUndefined();
}
const open = (terms: Terms, code = unitCode): Promise<Outcome> =>
    registry.submit('registrar', 'openCase', { unitCode: code, terms, sources: [proof] });

describe('the approval of a sale', () => {
    let mortgageId: string;
    beforeEach(async () => {
        registry = await Registry.open();
        await registry.completeFirst();
        mortgageId = ((await registry.complete(mortgageTerms())).result as { mortgageId: string }).mortgageId;
    });
    const sale = (): Terms => ({ ...saleTerms, discharges: [mortgageId] }) as Terms;

    it('is refused while the bank’s consent is missing, even to those who would approve early', async () => {
        const caseId = await registry.open(sale());
        for (const party of [li, wang, zhao]) passed(await registry.sign(caseId, party));
        expectRefusal(await registry.submit('examiner', 'approveCase', { caseId }), 'LAND_CONSENT_MISSING', {
            party: 'agency:BankA',
            act: 'DISCHARGE',
        });
    });

    it('is refused before validation when nothing is missing', async () => {
        const caseId = await registry.open(sale());
        await registry.consentAll(caseId);
        expectRefusal(await registry.submit('examiner', 'approveCase', { caseId }), 'LAND_CASE_STATE_FORBIDS');
    });

    it('is refused to who opened, to who validated, and to both under a renewed certificate', async () => {
        // given
        const caseId = await registry.open(sale());
        await registry.consentAll(caseId);
        passed(await registry.submit('otherRegistrar', 'validateCase', { caseId }));
        // when, then
        for (const commonName of ['registrar', 'otherRegistrar'] as const) {
            const renewed = await createSigner({ mspId: 'LandMSP', commonName, serialNumber: '0b' });
            expect(renewed.certificatePem).not.toBe(registry.people[commonName].certificatePem);
            for (const signer of [registry.people[commonName], renewed]) {
                const outcome = await registry.desk.submit(signer, 'land', 'approveCase', { caseId });
                expectRefusal(outcome, 'LAND_OFFICERS_NOT_SEPARATE');
            }
        }
        passed(await registry.submit('examiner', 'approveCase', { caseId }));
    });
});

describe('outside the officer’s district', () => {
    let caseId: string;
    let narrowed: Signer;
    // Refusals change nothing: these share one register.
    beforeAll(async () => {
        registry = await Registry.open();
        await registry.completeFirst();
        caseId = await registry.prepare(saleTerms);
        // The same officer; this certificate narrows the grants to the neighbouring county.
        const attributes = { 'tab.jurisdiction': '110106' };
        narrowed = await createSigner({ mspId: 'LandMSP', commonName: 'registrar', attributes });
    });

    it.each([
        ['approveCase', {}],
        ['validateCase', {}],
        ['lodgeSource', { source: proof }],
        ['rejectCase', { reason: 'none' }],
        ['withdrawCase', { reason: 'none' }],
    ])('%s is refused', async (transaction, input) => {
        const outcome = await registry.desk.submit(narrowed, 'land', transaction, { caseId, ...input });
        expectRefusal(outcome, 'LAND_JURISDICTION_EXCEEDED', { unitCode });
    });

    it('openCase is refused at the door', async () => {
        const input = { unitCode, terms: firstTerms };
        expectRefusal(await registry.desk.submit(narrowed, 'land', 'openCase', input), 'RUNTIME_ACCESS_DENIED');
    });
});

describe('a bank', () => {
    beforeEach(async () => {
        registry = await Registry.open();
        await registry.completeFirst();
    });

    it('does not consent to the mortgage of another bank', async () => {
        const caseId = await registry.open(mortgageTerms());
        expectRefusal(await registry.consent(caseId, 'otherLender'), 'LAND_CONSENT_NOT_DUE', {
            party: 'agency:BankB',
        });
    });

    it('does not discharge the mortgage of another bank', async () => {
        const { mortgageId } = (await registry.complete(mortgageTerms())).result as { mortgageId: string };
        const caseId = await registry.open({ type: 'DISCHARGE', mortgageId });
        expectRefusal(await registry.consent(caseId, 'otherLender'), 'LAND_CONSENT_NOT_DUE');
        const failed = await registry.submit('registrar', 'validateCase', { caseId });
        expect(failed.result).toMatchObject({ status: 'LODGED', failures: ['LAND_CONSENT_MISSING'] });
        expectRefusal(await registry.submit('examiner', 'approveCase', { caseId }), 'LAND_CONSENT_MISSING');
    });

    it('does not consent to terms that it did not see, nor twice', async () => {
        const caseId = await registry.open(mortgageTerms());
        const blind = await registry.submit('lender', 'consentToCase', { caseId, caseDigest: hex('0') });
        expectRefusal(blind, 'LAND_CONSENT_DIGEST_MISMATCH');
        passed(await registry.consent(caseId, 'lender'));
        expectRefusal(await registry.consent(caseId, 'lender'), 'LAND_CONSENT_ALREADY_GIVEN');
    });

    it('is not consented for by an officer of the registry', async () => {
        const caseId = await registry.open(mortgageTerms());
        expectRefusal(await registry.consent(caseId, 'registrar'), 'RUNTIME_ACCESS_DENIED');
    });
});

describe('a citizen’s signature', () => {
    let caseId: string;
    beforeAll(async () => {
        registry = await Registry.open();
        caseId = await registry.open(firstTerms);
    });

    it.each(['none', 'HS256', 'ES384'])('by the algorithm %s is refused', async (alg) => {
        const key = registry.keys.get(hex('1'));
        if (key === undefined) throw new Error('Li has no key');
        const header = { alg, kid: key.kid, typ: 'tabularium-consent+jws' };
        const payload = JSON.stringify(await registry.payload(caseId, li));
        const jws = compactJws(header, payload, key.privateKey);
        expectRefusal(
            await registry.submit('registrar', 'lodgeConsent', { caseId, jws }),
            'LAND_CONSENT_ALGORITHM_REFUSED',
        );
    });
});

describe('opening a first registration', () => {
    beforeAll(async () => {
        registry = await Registry.open();
    });

    it.each([
        ['shares of 1/3 and 1/3', { ...firstTerms, owners: [holding(li, 1, 3), holding(wang, 1, 3)] }, '2/3'],
        ['shares above one', { ...firstTerms, owners: [holding(li, 2, 3), holding(wang, 2, 3)] }, '4/3'],
    ])('with %s is refused', async (_name, terms, got) => {
        expectRefusal(await open(terms), 'LAND_SHARES_TOTAL', { got });
    });

    it.each([
        ['27 characters', '110105001001GB00001F0001000'],
        ['29 characters', '110105001001GB00001F000100010'],
        ['an unknown parcel feature', '110105001001GK00001F00010001'],
        ['an unknown kind of land', '110105001001QB00001F00010001'],
        ['an unknown fixture', '110105001001GB00001X00010001'],
        ['no fixture and yet a number of one', '110105001001GB00001W00010001'],
    ])('for a unit code with %s is refused', async (_name, code) => {
        expectRefusal(await open(firstTerms, code), 'LAND_UNIT_CODE_INVALID');
    });

    it('for a unit code in small letters is refused before the rules', async () => {
        expectRefusal(await open(firstTerms, unitCode.toLowerCase()), 'RUNTIME_INPUT_INVALID', {
            path: '/input/unitCode',
        });
    });

    it.each(['examiner', 'lender', 'notary', 'auditor', 'stranger'] as const)('is refused to the %s', async (part) => {
        const outcome = await registry.submit(part, 'openCase', { unitCode, terms: firstTerms });
        expectRefusal(outcome, part === 'stranger' ? 'RUNTIME_CALLER_UNKNOWN' : 'RUNTIME_ACCESS_DENIED');
    });
});

describe('opening a case', () => {
    beforeEach(async () => {
        registry = await Registry.open();
    });

    it('on a unit without a title, or a second first registration, is refused', async () => {
        expectRefusal(await open(saleTerms, otherUnitCode), 'LAND_TITLE_NOT_FOUND');
        await registry.completeFirst();
        expectRefusal(await open(firstTerms), 'LAND_TITLE_ALREADY_REGISTERED');
    });

    it('for a mortgage whose rank is taken is refused', async () => {
        await registry.completeFirst();
        await registry.complete(mortgageTerms());
        expectRefusal(await open(mortgageTerms(1, 'BankB')), 'LAND_MORTGAGE_RANK_TAKEN', { rank: 1 });
    });

    it('on a title with a pending case is refused', async () => {
        await registry.completeFirst();
        const pendingCaseId = await registry.open(saleTerms);
        expectRefusal(await open(mortgageTerms()), 'LAND_TITLE_BUSY', { pendingCaseId });
        expectRefusal(await open(firstTerms), 'LAND_TITLE_ALREADY_REGISTERED');
    });

    it.each([
        ['sale', saleTerms],
        ['mortgage', mortgageTerms()],
    ])('for the %s of a sealed title is refused at once', async (_name, terms) => {
        await registry.completeFirst();
        await registry.complete(sealTerms(), 'judge', []);
        expectRefusal(await open(terms), 'LAND_TITLE_SEALED', { court: 'Court' });
    });

    it.each([
        ['a registrar', 'registrar', sealTerms(), 'LAND_OPENER_NOT_ENTITLED'],
        ['a judge of another court', 'judge', sealTerms('HighCourt'), 'LAND_COURT_NOT_OWN'],
    ] as const)('for a seal is refused to %s', async (_name, part, terms, code) => {
        await registry.completeFirst();
        expectRefusal(await registry.submit(part, 'openCase', { unitCode, terms }), code);
    });

    it('under a command id that served another command is refused', async () => {
        const commandId = 'counter-7';
        passed(await registry.submit('registrar', 'openCase', { unitCode, terms: firstTerms }, { commandId }));
        const other = { unitCode: otherUnitCode, terms: firstTerms };
        expectRefusal(await registry.submit('registrar', 'openCase', other, { commandId }), 'RUNTIME_COMMAND_REUSED');
    });
});

describe('a case that does not exist', () => {
    beforeAll(async () => {
        registry = await Registry.open();
    });

    it.each([
        ['registrar', 'validateCase', {}],
        ['examiner', 'approveCase', {}],
        ['registrar', 'rejectCase', { reason: 'none' }],
        ['registrar', 'lodgeSource', { source: proof }],
        ['lender', 'consentToCase', { caseDigest: hex('0') }],
    ] as const)('is refused to the %s’s %s', async (part, transaction, input) => {
        const outcome = await registry.submit(part, transaction, { caseId: hex('7', 32), ...input });
        expectRefusal(outcome, 'LAND_CASE_NOT_FOUND');
    });
});
