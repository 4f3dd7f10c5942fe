/**
 * The rules that decide cases, each with a code and a severity, after the business rules of SOLA (FAO) and the
 * registration law: a critical rule that fails refuses the approval, a warning is stored with it. Pure checks over the
 * case and the head of its title; the first failed critical rule, in the order of this table, names the refusal.
 */
import { type DomainError, refusal } from '../runtime/errors';
import { isPropertyUnitCode, propertyUnitProblem } from '../identifiers/property-unit';
import { consentsDue, consentsMissing } from './consent';
import { landErrors as errors } from './errors';
import { isSamePartyAct, partyKey } from './parties';
import type { LandCase, RuleResult, SEVERITIES, Title } from './records';
import { formatRational, isWhole, totalOfShares } from './shares';
import { caseTraits } from './states';
import { CASE_TYPES, type CaseType, type Holding, MAX_LIVE_MORTGAGES, MAX_LIVE_SEALS, type Terms } from './terms';

export type RuleStep = 'open' | 'validate' | 'approve';

/** What the rules look at. `title` is absent only before a first registration is opened. */
export interface Facts {
    readonly step: RuleStep;
    readonly landCase: LandCase;
    readonly title: Title | undefined;
    readonly now: string;
}

export interface Rule {
    readonly rule: string;
    readonly severity: (typeof SEVERITIES)[number];
    readonly appliesTo: readonly CaseType[];
    readonly runsAt: readonly RuleStep[];
    readonly text: { readonly en: string; readonly zh: string };
    /** The refusal that the rule answers with, or nothing when it holds. */
    readonly check: (facts: Facts) => DomainError | undefined;
}

const always: readonly RuleStep[] = ['open', 'validate', 'approve'];
const whenComplete: readonly RuleStep[] = ['validate', 'approve'];
const typesWhere = (holds: (type: CaseType) => boolean): readonly CaseType[] => CASE_TYPES.filter(holds);
const onTitles = typesWhere((type) => type !== 'FIRST_REGISTRATION');

export const rules: readonly Rule[] = [
    {
        rule: 'UNIT_CODE_VALID',
        severity: 'critical',
        appliesTo: CASE_TYPES,
        runsAt: always,
        text: { en: 'The unit code follows GB/T 37346.', zh: '不动产单元代码符合 GB/T 37346。' },
        check: ({ landCase: { unitCode } }) =>
            isPropertyUnitCode(unitCode)
                ? undefined
                : refusal(errors.UNIT_CODE_INVALID, { unitCode, problem: propertyUnitProblem(unitCode) ?? '' }),
    },
    {
        rule: 'ONE_PRIMARY_RIGHT',
        severity: 'critical',
        appliesTo: ['FIRST_REGISTRATION'],
        runsAt: always,
        text: { en: 'A unit has one title.', zh: '一个不动产单元只有一个登记簿。' },
        check: ({ landCase: { unitCode }, title }) =>
            title?.status === 'CURRENT' ? refusal(errors.TITLE_ALREADY_REGISTERED, { unitCode }) : undefined,
    },
    {
        rule: 'TITLE_CURRENT',
        severity: 'critical',
        appliesTo: onTitles,
        runsAt: always,
        text: { en: 'The title exists and is current.', zh: '登记簿存在且为现势。' },
        check: ({ landCase: { unitCode }, title }) => {
            if (title === undefined) return refusal(errors.TITLE_NOT_FOUND, { unitCode });
            const { status } = title;
            return status === 'CURRENT' ? undefined : refusal(errors.TITLE_NOT_CURRENT, { unitCode, status });
        },
    },
    {
        rule: 'NO_OTHER_PENDING_ACTION',
        severity: 'critical',
        appliesTo: typesWhere((type) => caseTraits[type].occupiesTitle),
        runsAt: always,
        text: { en: 'No other case is pending on the title.', zh: '登记簿上没有其他未办结案件。' },
        check: ({ landCase: { unitCode, caseId }, title }) => {
            const pendingCaseId = title?.pendingCaseId ?? caseId;
            return pendingCaseId === caseId ? undefined : refusal(errors.TITLE_BUSY, { unitCode, pendingCaseId });
        },
    },
    {
        rule: 'ENTRY_NOT_SUPERSEDED',
        severity: 'critical',
        // A release follows its seal, whatever entry the seal was made on.
        appliesTo: onTitles.filter((type) => type !== 'RELEASE'),
        runsAt: always,
        text: { en: 'The case builds on the current entry.', zh: '案件依据现势登记。' },
        check: ({ landCase: { unitCode, basisEntryNo: basis }, title }) => {
            const current = title?.entry?.entryNo ?? 0;
            return current === basis ? undefined : refusal(errors.ENTRY_SUPERSEDED, { unitCode, basis, current });
        },
    },
    {
        rule: 'NO_SEAL',
        severity: 'critical',
        appliesTo: ['TRANSFER', 'MORTGAGE'],
        runsAt: always,
        text: { en: 'A sealed title is not disposed of.', zh: '被查封的不动产不得处分。' },
        check: ({ landCase: { unitCode }, title }) => {
            const seal = title?.seals[0];
            return seal === undefined ? undefined : refusal(errors.TITLE_SEALED, { unitCode, court: seal.court });
        },
    },
    {
        rule: 'OWNERS_DISTINCT',
        severity: 'critical',
        appliesTo: ['FIRST_REGISTRATION', 'TRANSFER'],
        runsAt: always,
        text: { en: 'Ownership has parties, each listed once.', zh: '所有权有权利人，且各列一次。' },
        check: ({ landCase: { terms } }) => {
            const keys = holdingsOf(terms).map(({ party }) => partyKey(party));
            const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
            return repeated === undefined ? undefined : refusal(errors.OWNER_REPEATED, { party: repeated });
        },
    },
    {
        rule: 'SHARES_TOTAL_ONE',
        severity: 'critical',
        appliesTo: ['FIRST_REGISTRATION', 'TRANSFER'],
        runsAt: always,
        text: { en: 'Shares in ownership total exactly 1.', zh: '所有权份额合计恰为 1。' },
        check: ({ landCase: { terms } }) => {
            const total = totalOfShares(holdingsOf(terms).map(({ share }) => share));
            return isWhole(total) ? undefined : refusal(errors.SHARES_TOTAL, { got: formatRational(total) });
        },
    },
    {
        rule: 'AREA_POSITIVE',
        severity: 'critical',
        appliesTo: ['FIRST_REGISTRATION'],
        runsAt: always,
        text: { en: 'The area of the parcel is above zero.', zh: '宗地面积大于零。' },
        check: ({ landCase: { terms } }) =>
            terms.type === 'FIRST_REGISTRATION' && BigInt(terms.parcel.areaMm2) <= 0n
                ? refusal(errors.AREA_NOT_POSITIVE)
                : undefined,
    },
    {
        rule: 'MORTGAGE_RANK_UNIQUE',
        severity: 'critical',
        appliesTo: ['MORTGAGE'],
        runsAt: always,
        text: { en: 'No two live mortgages share a rank.', zh: '有效抵押权的顺位不重复。' },
        check: ({ landCase: { terms }, title }) =>
            terms.type === 'MORTGAGE' && title?.mortgages.some(({ rank }) => rank === terms.rank) === true
                ? refusal(errors.MORTGAGE_RANK_TAKEN, { rank: terms.rank })
                : undefined,
    },
    {
        rule: 'MORTGAGE_RANK_FOLLOWS',
        severity: 'critical',
        appliesTo: ['MORTGAGE'],
        runsAt: always,
        text: {
            en: 'A new mortgage ranks behind the live ones, whose lenders are not asked.',
            zh: '新抵押权的顺位排在现有抵押权之后。',
        },
        check: ({ landCase: { terms }, title }) => {
            if (terms.type !== 'MORTGAGE') return undefined;
            const { rank } = terms;
            const behind = title?.mortgages.find((live) => live.rank > rank)?.rank;
            return behind === undefined ? undefined : refusal(errors.MORTGAGE_RANK_OVERTAKES, { rank, behind });
        },
    },
    {
        rule: 'MORTGAGES_BOUNDED',
        severity: 'critical',
        appliesTo: ['MORTGAGE'],
        runsAt: always,
        text: { en: 'The head of a title stays small.', zh: '登记簿首页的抵押权数量有上限。' },
        check: ({ title }) =>
            (title?.mortgages.length ?? 0) < MAX_LIVE_MORTGAGES
                ? undefined
                : refusal(errors.MORTGAGES_FULL, { limit: MAX_LIVE_MORTGAGES }),
    },
    {
        rule: 'NAMED_MORTGAGES_LIVE',
        severity: 'critical',
        appliesTo: ['TRANSFER', 'DISCHARGE'],
        runsAt: always,
        text: { en: 'Mortgages to be discharged are live on this title.', zh: '拟注销的抵押权在本登记簿上有效。' },
        check: ({ landCase: { terms, unitCode }, title }) => {
            const live = title?.mortgages.map(({ mortgageId }) => mortgageId) ?? [];
            const mortgageId = dischargesOf(terms).find((id) => !live.includes(id));
            return mortgageId === undefined ? undefined : refusal(errors.MORTGAGE_NOT_LIVE, { mortgageId, unitCode });
        },
    },
    {
        rule: 'SEALS_BOUNDED',
        severity: 'critical',
        appliesTo: ['SEAL'],
        runsAt: always,
        text: { en: 'The head of a title stays small.', zh: '登记簿首页的查封数量有上限。' },
        check: ({ title }) =>
            (title?.seals.length ?? 0) < MAX_LIVE_SEALS
                ? undefined
                : refusal(errors.SEALS_FULL, { limit: MAX_LIVE_SEALS }),
    },
    {
        rule: 'SEAL_LIVE',
        severity: 'critical',
        appliesTo: ['RELEASE'],
        runsAt: always,
        text: {
            en: 'The seal to be released is in force, and the same court made it.',
            zh: '拟解除的查封有效且由同一法院作出。',
        },
        check: ({ landCase: { terms, unitCode }, title }) => {
            if (terms.type !== 'RELEASE') return undefined;
            const { sealId } = terms;
            const live = title?.seals.find((seal) => seal.sealId === sealId);
            if (live === undefined) return refusal(errors.SEAL_NOT_LIVE, { sealId, unitCode });
            return live.court === terms.court
                ? undefined
                : refusal(errors.SEAL_OF_OTHER_COURT, { sealId, court: live.court });
        },
    },
    {
        rule: 'SOURCES_PRESENT',
        severity: 'critical',
        appliesTo: typesWhere((type) => caseTraits[type].needsSource),
        runsAt: whenComplete,
        text: { en: 'Supporting documents are present.', zh: '登记原因证明材料齐备。' },
        check: ({ landCase: { sources } }) => (sources.length > 0 ? undefined : refusal(errors.SOURCES_MISSING)),
    },
    {
        rule: 'CONSENTS_COMPLETE',
        severity: 'critical',
        appliesTo: ['FIRST_REGISTRATION', 'TRANSFER', 'MORTGAGE', 'DISCHARGE'],
        runsAt: whenComplete,
        text: {
            en: 'Everybody whose right is changed or burdened has consented to these terms.',
            zh: '权利受变更或负担影响的各方均已同意。',
        },
        check: ({ landCase, title }) => {
            const missing = title === undefined ? undefined : consentsMissing(landCase, title)[0];
            return missing === undefined
                ? undefined
                : refusal(errors.CONSENT_MISSING, { party: partyKey(missing.party), act: missing.act });
        },
    },
    {
        rule: 'CONSENTS_UNEXPIRED',
        severity: 'critical',
        appliesTo: ['FIRST_REGISTRATION', 'TRANSFER', 'MORTGAGE', 'DISCHARGE'],
        runsAt: whenComplete,
        text: { en: 'No consent has expired.', zh: '各方同意均在有效期内。' },
        check: ({ landCase, title, now }) => {
            const wanted = title === undefined ? [] : consentsDue(landCase, title);
            const lapsed = landCase.consents.find(
                (given) =>
                    given.by.means === 'SIGNATURE' &&
                    given.by.exp !== undefined &&
                    given.by.exp * 1000 <= Date.parse(now) &&
                    wanted.some((item) => isSamePartyAct(item, given)),
            );
            return lapsed === undefined
                ? undefined
                : refusal(errors.CONSENT_LAPSED, { party: partyKey(lapsed.party), act: lapsed.act });
        },
    },
    {
        rule: 'MORTGAGE_WITHIN_PRICE',
        severity: 'warning',
        appliesTo: ['MORTGAGE'],
        runsAt: whenComplete,
        text: { en: 'The mortgage is not above the last price.', zh: '抵押金额不超过最近成交价。' },
        check: ({ landCase: { terms }, title }) => {
            const price = title?.entry?.price;
            return terms.type === 'MORTGAGE' &&
                price?.currency === terms.amount.currency &&
                BigInt(terms.amount.amountMinor) > BigInt(price.amountMinor)
                ? refusal(errors.MORTGAGE_ABOVE_PRICE)
                : undefined;
        },
    },
    {
        rule: 'TAX_RECEIPT_LODGED',
        severity: 'warning',
        appliesTo: ['TRANSFER'],
        runsAt: whenComplete,
        text: { en: 'A tax receipt is among the documents.', zh: '材料中有完税凭证。' },
        check: ({ landCase: { sources } }) =>
            sources.some(({ kind }) => kind === 'TAX_RECEIPT') ? undefined : refusal(errors.TAX_RECEIPT_MISSING),
    },
];

/** What every rule of this type of case and this step found, with the refusal of the first critical failure. */
export function runRules(facts: Facts): { readonly results: RuleResult[]; readonly failure: DomainError | undefined } {
    const results: RuleResult[] = [];
    let failure: DomainError | undefined;
    for (const { rule, severity, appliesTo, runsAt, check } of rules) {
        if (!appliesTo.includes(facts.landCase.type) || !runsAt.includes(facts.step)) continue;
        const found = check(facts);
        results.push({ rule, severity, passed: found === undefined, ...(found && { refusal: found.code }) });
        if (severity === 'critical') failure ??= found;
    }
    return { results, failure };
}

function holdingsOf(terms: Terms): readonly Holding[] {
    if (terms.type === 'FIRST_REGISTRATION') return terms.owners;
    return terms.type === 'TRANSFER' ? terms.transferees : [];
}

/** The mortgages that a case ends. */
export function dischargesOf(terms: Terms): readonly string[] {
    if (terms.type === 'DISCHARGE') return [terms.mortgageId];
    return terms.type === 'TRANSFER' ? terms.discharges : [];
}
