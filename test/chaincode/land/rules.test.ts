import { DomainError } from '../../../chaincode/src/runtime/errors';
import * as rules from '../../../chaincode/src/land/rules';
import type { RuleResult } from '../../../chaincode/src/land/records';
import type { Terms } from '../../../chaincode/src/land/terms';
import { Desk, deskWithTitle, required } from './desk';
import {
    codeOf,
    contractSource,
    examiner,
    firstTerms,
    hex,
    holding,
    judge,
    lender,
    li,
    mortgageTerms,
    now,
    officer,
    otherJudge,
    otherLender,
    otherRegistrar,
    proof,
    receipt,
    registrar,
    releaseTerms,
    saleTerms,
    sealTerms,
    unitCode,
    wang,
    zhao,
} from './people';

/** Opens, completes and validates a case: what an examiner finds on the desk. */
function prepared(desk: Desk, terms: Terms, caller = registrar): string {
    const caseId = desk.open(terms, caller, caller === registrar ? [contractSource] : []);
    desk.consentAll(caseId);
    desk.validate(caseId);
    return caseId;
}
const refusals = (results: readonly RuleResult[]): (string | undefined)[] =>
    results.filter(({ passed }) => !passed).map(({ refusal }) => refusal);

describe('first registration', () => {
    it('reserves the unit, and writes entry 1 with the approval', () => {
        // given
        const desk = new Desk();
        const caseId = desk.open(firstTerms, registrar, [proof]);
        expect(desk.title()).toEqual({
            unitCode,
            status: 'PENDING',
            parcel: { areaMm2: '98500000', locationLabel: 'Example Road 1', geometrySha256: hex('b') },
            mortgages: [],
            seals: [],
            pendingCaseId: caseId,
        });
        // when
        desk.consentAll(caseId);
        desk.validate(caseId);
        desk.approve(caseId);
        // then
        expect(desk.title()).toEqual({
            unitCode,
            status: 'CURRENT',
            parcel: { areaMm2: '98500000', locationLabel: 'Example Road 1', geometrySha256: hex('b') },
            entry: { entryNo: 1, owners: [holding(li, 1, 3), holding(wang, 2, 3)], caseId, since: now },
            mortgages: [],
            seals: [],
        });
        expect(desk.case(caseId)).toMatchObject({
            status: 'COMPLETED',
            phase: 'CLOSED',
            decision: { officer: { officerId: 'examiner-1', agencyId: 'LandBureau' }, at: now },
        });
    });

    it('stores shares in lowest terms', () => {
        const desk = new Desk();
        const caseId = desk.open({ ...firstTerms, owners: [holding(li, 2, 6), holding(wang, 4, 6)] } as Terms);
        expect(desk.case(caseId).terms).toMatchObject({ owners: [holding(li, 1, 3), holding(wang, 2, 3)] });
    });

    it.each([
        ['a used unit code', unitCode, firstTerms, 'LAND_TITLE_ALREADY_REGISTERED'],
        ['a malformed unit code', '110105001001GB00001W00000001', firstTerms, 'LAND_UNIT_CODE_INVALID'],
        [
            'shares of 2/3 in all',
            '110105001001GB00001F00010009',
            { ...firstTerms, owners: [holding(li, 1, 3), holding(wang, 1, 3)] },
            'LAND_SHARES_TOTAL',
        ],
        [
            'one owner listed twice',
            '110105001001GB00001F00010009',
            { ...firstTerms, owners: [holding(li, 1, 3), holding(li, 2, 3)] },
            'LAND_OWNER_REPEATED',
        ],
        [
            'no area',
            '110105001001GB00001F00010009',
            { ...firstTerms, parcel: { areaMm2: '0', locationLabel: 'x', geometrySha256: hex('b') } },
            'LAND_AREA_NOT_POSITIVE',
        ],
    ])('is refused for %s', (_name, code, terms, refusal) => {
        const desk = deskWithTitle();
        expect(codeOf(() => desk.open(terms, registrar, [], code))).toBe(refusal);
    });

    it('names the wrong total in the refusal', () => {
        const terms = { ...firstTerms, owners: [holding(li, 1, 3), holding(wang, 1, 3)] } as Terms;
        expect(() => new Desk().open(terms)).toThrow('The shares total 2/3 instead of 1.');
    });

    it('waits for its documents and for the owners', () => {
        const desk = new Desk();
        const caseId = desk.open(firstTerms);
        expect(refusals(desk.validate(caseId).ruleResults)).toEqual(['LAND_SOURCES_MISSING', 'LAND_CONSENT_MISSING']);
        desk.consentAll(caseId);
        expect(desk.validate(caseId).status).toBe('LODGED');
        expect(refusals(desk.case(caseId).ruleResults)).toEqual(['LAND_SOURCES_MISSING']);
    });

    it.each(['reject', 'withdraw'] as const)('leaves a void unit after %s, open for a new one', (how) => {
        const desk = new Desk();
        desk.end(desk.open(firstTerms), how, registrar);
        expect(desk.title()).toMatchObject({ status: 'VOID' });
        expect(desk.title().pendingCaseId).toBeUndefined();
        expect(codeOf(() => desk.open(saleTerms))).toBe('LAND_TITLE_NOT_CURRENT');
        desk.complete(firstTerms);
        expect(desk.title()).toMatchObject({ status: 'CURRENT', entry: { entryNo: 1 } });
    });
});

describe('transfer', () => {
    it('supersedes the entry and enters the new owners in the same act', () => {
        // given
        const desk = deskWithTitle();
        const first = required(desk.title().entry);
        // when
        const approval = desk.complete(saleTerms);
        // then
        const { caseId } = approval.landCase;
        expect(desk.title().entry).toEqual({
            entryNo: 2,
            owners: [holding(zhao)],
            price: { amountMinor: '350000000', currency: 'CNY' },
            caseId,
            since: now,
        });
        expect(approval.superseded).toEqual({
            unitCode,
            entryNo: '1',
            status: 'HISTORIC',
            owners: [holding(li, 1, 3), holding(wang, 2, 3)],
            caseId: first.caseId,
            since: now,
            closedByCaseId: caseId,
            until: now,
        });
    });

    it('fails validation until everybody has consented, lenders included', () => {
        const desk = deskWithTitle();
        desk.complete(mortgageTerms());
        const caseId = desk.open(saleTerms, registrar, [contractSource, receipt]);
        for (const party of [li, wang, zhao]) {
            expect(desk.validate(caseId).status).toBe('LODGED');
            desk.sign(caseId, party);
        }
        expect(refusals(desk.validate(caseId).ruleResults)).toEqual(['LAND_CONSENT_MISSING']);
        desk.consent(caseId, lender);
        expect(desk.validate(caseId).status).toBe('VALIDATED');
        expect(refusals(desk.case(caseId).ruleResults)).toEqual([]);
    });

    it('carries mortgages to the new owners unless it names them for discharge', () => {
        const desk = deskWithTitle();
        desk.complete(mortgageTerms(1, 'BankA'));
        desk.complete(mortgageTerms(2, 'BankB'));
        const [first, second] = desk.title().mortgages.map(({ mortgageId }) => mortgageId);
        const approval = desk.complete({ ...saleTerms, discharges: [required(first)] } as Terms);
        const { caseId } = approval.landCase;
        expect(
            approval.rewritten.map(({ mortgageId, status, entryNo, lastCaseId }) => [
                mortgageId,
                status,
                entryNo,
                lastCaseId,
            ]),
        ).toEqual([
            [first, 'DISCHARGED', 2, caseId],
            [second, 'LIVE', 2, caseId],
        ]);
        expect(desk.title().mortgages).toEqual([{ mortgageId: second, rank: 2, mortgagee: 'BankB' }]);
    });

    it('refuses a mortgage for discharge that is not on this title', () => {
        const desk = deskWithTitle();
        const terms = { ...saleTerms, discharges: [hex('7', 32)] } as Terms;
        expect(codeOf(() => desk.open(terms))).toBe('LAND_MORTGAGE_NOT_LIVE');
    });

    it('warns when no tax receipt is lodged, and goes on', () => {
        const desk = deskWithTitle();
        const caseId = prepared(desk, saleTerms);
        expect(desk.case(caseId).status).toBe('VALIDATED');
        expect(desk.case(caseId).ruleResults.at(-1)).toEqual({
            rule: 'TAX_RECEIPT_LODGED',
            severity: 'warning',
            passed: false,
            refusal: 'LAND_TAX_RECEIPT_MISSING',
        });
    });

    it('is refused while another case is pending, and for units without a title', () => {
        const desk = deskWithTitle();
        desk.open(saleTerms);
        expect(codeOf(() => desk.open(saleTerms))).toBe('LAND_TITLE_BUSY');
        expect(codeOf(() => desk.open(saleTerms, registrar, [], '110105001001GB00001F00010009'))).toBe(
            'LAND_TITLE_NOT_FOUND',
        );
    });

    it('is refused at approval when the entry that it builds on was superseded', () => {
        const desk = deskWithTitle();
        const caseId = prepared(desk, saleTerms);
        desk.cases.set(caseId, { ...desk.case(caseId), basisEntryNo: 7 });
        expect(codeOf(() => desk.approve(caseId))).toBe('LAND_ENTRY_SUPERSEDED');
    });

    it('is refused at approval when a consent has expired since it was validated', () => {
        const desk = deskWithTitle();
        const caseId = desk.open(saleTerms, registrar, [contractSource]);
        desk.sign(caseId, li, Date.parse(now) / 1000 + 60);
        desk.sign(caseId, wang);
        desk.sign(caseId, zhao);
        expect(desk.validate(caseId).status).toBe('VALIDATED');
        expect(codeOf(() => desk.approve(caseId, examiner, '2026-03-02T08:01:00.000Z'))).toBe('LAND_CONSENT_LAPSED');
        expect(desk.approve(caseId, examiner, '2026-03-02T08:00:59.999Z').landCase.status).toBe('COMPLETED');
    });

    it('tells who approves too early what is missing, and then that validation is', () => {
        const desk = deskWithTitle();
        const caseId = desk.open(saleTerms, registrar, [contractSource]);
        expect(codeOf(() => desk.approve(caseId))).toBe('LAND_CONSENT_MISSING');
        desk.consentAll(caseId);
        expect(codeOf(() => desk.approve(caseId))).toBe('LAND_CASE_STATE_FORBIDS');
        desk.validate(caseId);
        desk.approve(caseId);
        expect(codeOf(() => desk.approve(caseId))).toBe('LAND_CASE_STATE_FORBIDS');
    });

    it('runs every rule again at approval, whatever the validation found', () => {
        const desk = deskWithTitle();
        const caseId = desk.open(saleTerms, registrar, [contractSource]);
        desk.cases.set(caseId, { ...desk.case(caseId), status: 'VALIDATED' });
        expect(codeOf(() => desk.approve(caseId))).toBe('LAND_CONSENT_MISSING');
        desk.consentAll(caseId);
        desk.cases.set(caseId, { ...desk.case(caseId), sources: [] });
        expect(codeOf(() => desk.approve(caseId))).toBe('LAND_SOURCES_MISSING');
    });
});

describe('mortgage', () => {
    it('is registered live, with the MSPs of registry and lender as endorsers of every later write', () => {
        const approval = deskWithTitle().complete(mortgageTerms());
        const { caseId } = approval.landCase;
        const { mortgageId } = required(approval.created);
        expect(approval.created).toEqual({
            mortgageId,
            unitCode,
            status: 'LIVE',
            mortgagee: 'BankA',
            amount: { amountMinor: '200000000', currency: 'CNY' },
            rank: 1,
            endorsers: ['LandBureauMSP', 'BankAMSP'],
            caseId,
            registeredAt: now,
            lastCaseId: caseId,
            entryNo: 1,
        });
        expect(approval.title.mortgages).toEqual([{ mortgageId, rank: 1, mortgagee: 'BankA' }]);
        expect(approval.title.entry?.entryNo).toBe(1);
    });

    it('names one endorser where registry and lender share an MSP', () => {
        const desk = deskWithTitle();
        const caseId = desk.open(mortgageTerms(), registrar, [contractSource]);
        desk.sign(caseId, li);
        desk.sign(caseId, wang);
        desk.consent(caseId, { ...lender, principal: examiner.principal });
        desk.validate(caseId);
        expect(desk.approve(caseId).created?.endorsers).toEqual(['LandBureauMSP']);
    });

    it('rewrites the live mortgages of other lenders, so that their peers run the rules', () => {
        const desk = deskWithTitle();
        desk.complete(mortgageTerms(1));
        const approval = desk.complete(mortgageTerms(2, 'BankB'));
        expect(approval.rewritten).toHaveLength(1);
        expect(approval.rewritten[0]).toMatchObject({ mortgagee: 'BankA', lastCaseId: approval.landCase.caseId });
    });

    it.each([
        [1, 'LAND_MORTGAGE_RANK_OVERTAKES'],
        [2, 'LAND_MORTGAGE_RANK_TAKEN'],
        [3, 'no refusal'],
    ])('at rank %i on a title with a live rank 2 answers %s', (rank, code) => {
        const desk = deskWithTitle();
        desk.complete(mortgageTerms(2));
        expect(codeOf(() => desk.open(mortgageTerms(rank, 'BankB')))).toBe(code);
    });

    it('keeps the head of a title small', () => {
        const desk = deskWithTitle();
        for (let rank = 1; rank <= 6; rank += 1) desk.complete(mortgageTerms(rank));
        expect(codeOf(() => desk.open(mortgageTerms(7)))).toBe('LAND_MORTGAGES_FULL');
    });

    it.each([
        ['350000000', 'CNY', []],
        ['350000001', 'CNY', ['LAND_MORTGAGE_ABOVE_PRICE']],
        ['350000001', 'USD', []],
    ])('of %s %s on a title bought for 350000000 CNY warns with %j', (amountMinor, currency, warnings) => {
        const desk = deskWithTitle();
        desk.complete(saleTerms);
        const terms = { ...mortgageTerms(), amount: { amountMinor, currency } } as Terms;
        const caseId = prepared(desk, terms);
        expect(desk.case(caseId).status).toBe('VALIDATED');
        expect(refusals(desk.case(caseId).ruleResults)).toEqual(warnings);
    });
});

describe('discharge', () => {
    it('ends the mortgage with the consent of its own lender', () => {
        const desk = deskWithTitle();
        const { mortgageId } = required(desk.complete(mortgageTerms()).created);
        const caseId = desk.open({ type: 'DISCHARGE', mortgageId });
        expect(
            codeOf(() => {
                desk.consent(caseId, otherLender);
            }),
        ).toBe('LAND_CONSENT_NOT_DUE');
        expect(refusals(desk.validate(caseId).ruleResults)).toEqual(['LAND_CONSENT_MISSING']);
        desk.consent(caseId, lender);
        desk.validate(caseId);
        expect(desk.approve(caseId).rewritten).toMatchObject([{ mortgageId, status: 'DISCHARGED' }]);
        expect(desk.title().mortgages).toEqual([]);
        expect(codeOf(() => desk.open({ type: 'DISCHARGE', mortgageId }))).toBe('LAND_MORTGAGE_NOT_LIVE');
    });

    it('stays possible on a sealed title', () => {
        const desk = deskWithTitle();
        const { mortgageId } = required(desk.complete(mortgageTerms()).created);
        desk.complete(sealTerms());
        expect(desk.complete({ type: 'DISCHARGE', mortgageId }).landCase.status).toBe('COMPLETED');
    });
});

describe('seal and release', () => {
    it('stops sales and mortgages, opened before or after, until every court has released', () => {
        // given a validated sale
        const desk = deskWithTitle();
        const sale = prepared(desk, saleTerms);
        // when two courts seal
        const first = required(desk.complete(sealTerms()).sealed);
        const second = prepared(desk, sealTerms('HighCourt'), otherJudge);
        const other = required(desk.approve(second).sealed);
        // then
        expect(desk.title().seals).toEqual([
            { sealId: first.sealId, court: 'Court' },
            { sealId: other.sealId, court: 'HighCourt' },
        ]);
        expect(codeOf(() => desk.approve(sale))).toBe('LAND_TITLE_SEALED');
        expect(codeOf(() => desk.open(saleTerms))).toBe('LAND_TITLE_BUSY');
        // when one court releases, then the other
        desk.complete(releaseTerms(first.sealId));
        expect(codeOf(() => desk.approve(sale))).toBe('LAND_TITLE_SEALED');
        const release = prepared(desk, releaseTerms(other.sealId, 'HighCourt'), otherJudge);
        expect(desk.approve(release).released).toMatchObject({
            status: 'RELEASED',
            documentNumber: '(2026) 01 Enforcement 12',
            release: { caseId: release, documentNumber: '(2026) 01 Enforcement 90', documentSha256: hex('9'), at: now },
        });
        // then the paused sale goes on
        expect(desk.approve(sale).landCase.status).toBe('COMPLETED');
    });

    it('is refused at the opening of a sale or a mortgage', () => {
        const desk = deskWithTitle();
        desk.complete(sealTerms());
        expect(codeOf(() => desk.open(saleTerms))).toBe('LAND_TITLE_SEALED');
        expect(codeOf(() => desk.open(mortgageTerms()))).toBe('LAND_TITLE_SEALED');
    });

    it('keeps the pending place of a sale', () => {
        const desk = deskWithTitle();
        const sale = desk.open(saleTerms);
        desk.complete(sealTerms());
        expect(desk.title().pendingCaseId).toBe(sale);
    });

    it('does not need the peers of lenders', () => {
        const desk = deskWithTitle();
        desk.complete(mortgageTerms());
        expect(desk.complete(sealTerms()).rewritten).toEqual([]);
    });

    it('does not seal what was sold after the judge opened the case', () => {
        const desk = deskWithTitle();
        const seal = desk.open(sealTerms(), judge);
        desk.complete(saleTerms);
        expect(refusals(desk.validate(seal).ruleResults)).toEqual(['LAND_ENTRY_SUPERSEDED']);
    });

    it('is released by the same court only, and once', () => {
        const desk = deskWithTitle();
        const { sealId } = required(desk.complete(sealTerms()).sealed);
        expect(codeOf(() => desk.open(releaseTerms(sealId, 'HighCourt'), otherJudge))).toBe('LAND_SEAL_OF_OTHER_COURT');
        desk.complete(releaseTerms(sealId));
        expect(codeOf(() => desk.open(releaseTerms(sealId), judge))).toBe('LAND_SEAL_NOT_LIVE');
    });

    it('has a bound', () => {
        const desk = deskWithTitle();
        for (let count = 0; count < 6; count += 1) desk.complete(sealTerms());
        expect(codeOf(() => desk.open(sealTerms(), judge))).toBe('LAND_SEALS_FULL');
    });

    it('is opened by a judge, for the own court', () => {
        const desk = deskWithTitle();
        expect(codeOf(() => desk.open(sealTerms(), registrar))).toBe('LAND_OPENER_NOT_ENTITLED');
        expect(codeOf(() => desk.open(saleTerms, judge))).toBe('LAND_OPENER_NOT_ENTITLED');
        expect(codeOf(() => desk.open(sealTerms('HighCourt'), judge))).toBe('LAND_COURT_NOT_OWN');
    });
});

describe('separation of duties and jurisdiction', () => {
    it.each([
        ['the officer who opened', registrar, otherRegistrar, registrar],
        ['the officer who validated', registrar, otherRegistrar, otherRegistrar],
        ['the officer who did both', registrar, registrar, registrar],
        [
            'the same officer with a new certificate',
            registrar,
            registrar,
            { ...registrar, principal: { mspId: 'LandBureauMSP', subjectHash: hex('0') } },
        ],
    ])('refuses the approval by %s', (_name, opener, validator, approver) => {
        const desk = deskWithTitle();
        const caseId = desk.open(saleTerms, opener, [contractSource]);
        desk.consentAll(caseId);
        desk.validate(caseId, validator);
        expect(codeOf(() => desk.approve(caseId, approver))).toBe('LAND_OFFICERS_NOT_SEPARATE');
    });

    it('lets a third officer approve', () => {
        const desk = deskWithTitle();
        expect(desk.approve(prepared(desk, saleTerms), otherRegistrar).landCase.status).toBe('COMPLETED');
    });

    it('keeps officers to the districts of their grants', () => {
        const desk = deskWithTitle();
        const elsewhere = (role: string): ReturnType<typeof officer> => officer('x', 'LandBureau', role, '3101');
        const caseId = prepared(desk, saleTerms);
        const landCase = desk.case(caseId);
        const title = desk.title();
        const code = 'LAND_JURISDICTION_EXCEEDED';
        const consent = {
            kid: '',
            jws: '',
            payload: { register: 'land', caseId, caseDigest: '', act: 'TRANSFER', party: li },
        } as const;
        expect(codeOf(() => desk.open(mortgageTerms(), elsewhere('registrar')))).toBe(code);
        expect(codeOf(() => rules.lodgeSource(landCase, proof, elsewhere('registrar')))).toBe(code);
        expect(
            codeOf(() => {
                rules.receiveConsent(landCase, title, consent, now, elsewhere('registrar'));
            }),
        ).toBe(code);
        expect(codeOf(() => rules.consentAsAgency(landCase, title, '', now, elsewhere('mortgagee')))).toBe(code);
        expect(codeOf(() => desk.validate(caseId, elsewhere('registrar')))).toBe(code);
        expect(codeOf(() => desk.approve(caseId, elsewhere('examiner')))).toBe(code);
        expect(codeOf(() => desk.end(caseId, 'reject', elsewhere('examiner')))).toBe(code);
        expect(codeOf(() => desk.end(caseId, 'withdraw', elsewhere('registrar')))).toBe(code);
    });

    it('does not add a grant of one role to the district of another', () => {
        const mixed = {
            ...officer('x', 'LandBureau', 'registrar', '3101'),
            grants: [
                { role: 'registrar', jurisdiction: '3101', clearance: 2 },
                { role: 'judge', jurisdiction: '1101', clearance: 2 },
            ],
        };
        expect(codeOf(() => deskWithTitle().open(saleTerms, mixed))).toBe('LAND_JURISDICTION_EXCEEDED');
    });

    it('lets only the agency that opened a case withdraw it', () => {
        const desk = deskWithTitle();
        const caseId = desk.open(saleTerms);
        const foreign = officer('x', 'OtherBureau', 'registrar');
        expect(codeOf(() => desk.end(caseId, 'withdraw', foreign))).toBe('LAND_CASE_OF_OTHER_AGENCY');
        expect(desk.end(caseId, 'withdraw', otherRegistrar).status).toBe('WITHDRAWN');
    });
});

describe('sources and consents of a case', () => {
    it('takes each document once, and twenty at most', () => {
        const desk = deskWithTitle();
        let landCase = desk.case(desk.open(saleTerms, registrar, [contractSource]));
        expect(codeOf(() => rules.lodgeSource(landCase, contractSource, registrar))).toBe('LAND_SOURCE_REPEATED');
        for (let count = 1; count < 20; count += 1) {
            const sha256 = count.toString(16).padStart(64, '0');
            landCase = rules.lodgeSource(landCase, { kind: 'OTHER', sha256, title: 'x' }, registrar);
        }
        expect(landCase.sources).toHaveLength(20);
        expect(codeOf(() => rules.lodgeSource(landCase, proof, registrar))).toBe('LAND_SOURCES_FULL');
    });

    it('refuses to open with one document twice', () => {
        expect(codeOf(() => deskWithTitle().open(saleTerms, registrar, [proof, proof]))).toBe('LAND_SOURCE_REPEATED');
    });

    it('takes the consent of an agency over the present digest, once, for all its acts', () => {
        const desk = deskWithTitle();
        desk.complete(mortgageTerms(1));
        desk.complete(mortgageTerms(2));
        const [first] = desk.title().mortgages;
        const terms = { ...saleTerms, discharges: [required(first).mortgageId] } as Terms;
        const landCase = desk.case(desk.open(terms));
        expect(codeOf(() => rules.consentAsAgency(landCase, desk.title(), hex('0'), now, lender))).toBe(
            'LAND_CONSENT_DIGEST_MISMATCH',
        );
        desk.consent(landCase.caseId, lender);
        expect(desk.case(landCase.caseId).consents).toMatchObject([
            {
                act: 'DISCHARGE',
                by: { means: 'OFFICER', officer: { officerId: 'lender-1', agencyId: 'BankA' }, mspId: 'BankAMSP' },
            },
            { act: 'CARRY' },
        ]);
        expect(
            codeOf(() => {
                desk.consent(landCase.caseId, lender);
            }),
        ).toBe('LAND_CONSENT_ALREADY_GIVEN');
    });

    it('answers in both languages with the details of the refusal', () => {
        const desk = deskWithTitle();
        desk.complete(sealTerms());
        try {
            desk.open(saleTerms);
            throw new Error('not refused');
        } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
            expect((error as DomainError).wire).toMatchObject({
                code: 'LAND_TITLE_SEALED',
                kind: 'FAILED_PRECONDITION',
                message: { en: `${unitCode} is sealed by Court.`, zh: `${unitCode} 已被 Court 查封。` },
                details: { unitCode, court: 'Court' },
            });
        }
    });
});
