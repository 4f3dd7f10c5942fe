/** The land register's transactions: load by key, decide by a pure rule, store, tell. */
import { directoryApi } from '../directory/api';
import { directoryErrors } from '../directory/errors';
import type { TxContext } from '../runtime/context';
import { DomainError, refusal } from '../runtime/errors';
import type { Handlers } from '../runtime/handlers';
import type { Stored } from '../runtime/records';
import { domainContract } from '../runtime/door';
import { landAccess } from './access';
import { type LandApi, landApi } from './api';
import { type Approval, approveCase } from './approval';
import { caseDigest, consentsDue, consentsMissing, parseConsent, type SignedConsent } from './consent';
import { landErrors as errors } from './errors';
import { extractOf, historyPage, summaryOf } from './extracts';
import { isSamePartyAct, partyKey } from './parties';
import {
    caseRecord,
    consentRecord,
    entryRecord,
    type LandCase,
    type Mortgage,
    mortgageRecord,
    type Seal,
    sealRecord,
    type Title,
    titleRecord,
} from './records';
import { rules } from './rule-table';
import * as steps from './rules';
import { caseTraits } from './states';

type Context = TxContext<LandApi>;

const handlers: Handlers<LandApi> = {
    async openCase(ctx, input) {
        const found = await ctx.records(titleRecord).find(input.unitCode);
        const opened = steps.openCase(found, { ...input, caseId: ctx.newId() }, ctx.now, ctx.caller);
        const { caseId, type, unitCode, status } = ctx.records(caseRecord).insert(opened.landCase);
        if (opened.title !== undefined) await writeTitle(ctx, found, opened.title);
        ctx.emit('caseOpened', { caseId, type, unitCode });
        return { caseId, status, caseDigest: caseDigest(opened.landCase) };
    },

    async lodgeSource(ctx, { caseId, source }) {
        const landCase = steps.lodgeSource(await loadCase(ctx, caseId), source, ctx.caller);
        const { status, sources } = ctx.records(caseRecord).update(landCase);
        ctx.emit('sourceLodged', { caseId, sha256: source.sha256 });
        return { caseId, status, sources: sources.length };
    },

    async lodgeConsent(ctx, { caseId, jws }) {
        const { landCase, title } = await loadBoth(ctx, caseId);
        const consent = parseConsent(jws);
        steps.receiveConsent(landCase, title, consent, ctx.now, ctx.caller);
        const key = await attestedKey(ctx, consent);
        const accepted = steps.acceptConsent(landCase, consent, key, ctx.now);
        await ctx.records(consentRecord).create({ caseId, partyKey: partyKey(consent.payload.party), jws });
        const { status } = ctx.records(caseRecord).update(accepted);
        ctx.emit('consentGiven', { caseId, act: consent.payload.act });
        return { caseId, status, consentsMissing: consentsMissing(accepted, title).length };
    },

    async consentToCase(ctx, input) {
        const { landCase, title } = await loadBoth(ctx, input.caseId);
        const accepted = steps.consentAsAgency(landCase, title, input.caseDigest, ctx.now, ctx.caller);
        const { caseId, status } = ctx.records(caseRecord).update(accepted);
        for (const { act } of accepted.consents.slice(landCase.consents.length)) {
            ctx.emit('consentGiven', { caseId, act });
        }
        return { caseId, status, consentsMissing: consentsMissing(accepted, title).length };
    },

    async validateCase(ctx, { caseId }) {
        const { landCase, title } = await loadBoth(ctx, caseId);
        const validated = steps.validateCase(landCase, title, ctx.now, ctx.caller);
        const { status, ruleResults } = ctx.records(caseRecord).update(validated);
        ctx.emit('caseValidated', { caseId, status });
        const failed = ruleResults.filter(({ passed }) => !passed);
        const codes = (severity: string): string[] =>
            failed.filter((result) => result.severity === severity).map((result) => result.refusal ?? result.rule);
        return { caseId, status, failures: codes('critical'), warnings: codes('warning') };
    },

    async approveCase(ctx, { caseId, reason }) {
        const { landCase, title } = await loadBoth(ctx, caseId);
        const approval = approveCase(
            {
                landCase,
                title,
                mortgages: caseTraits[landCase.type].rewritesMortgages ? await loadMortgages(ctx, title) : [],
                seal: await loadSeal(ctx, landCase),
            },
            { newId: () => ctx.newId(), ...(reason !== undefined && { reason }) },
            ctx.now,
            ctx.caller,
        );
        await writeApproval(ctx, approval);
        announce(ctx, approval);
        const { created, sealed } = approval;
        return {
            caseId,
            status: approval.landCase.status,
            unitCode: title.unitCode,
            entryNo: approval.title.entry?.entryNo ?? 0,
            ...(created && { mortgageId: created.mortgageId }),
            ...(sealed && { sealId: sealed.sealId }),
        };
    },

    async rejectCase(ctx, { caseId, reason }) {
        const { landCase, title } = await loadBoth(ctx, caseId);
        const closed = steps.rejectCase(landCase, reason, ctx.now, ctx.caller);
        return closeCase(ctx, closed, title, 'caseRejected');
    },

    async withdrawCase(ctx, { caseId, reason }) {
        const { landCase, title } = await loadBoth(ctx, caseId);
        const closed = steps.withdrawCase(landCase, reason, ctx.now, ctx.caller);
        return closeCase(ctx, closed, title, 'caseWithdrawn');
    },

    titleByUnit: (ctx, { unitCode }) => loadTitle(ctx, unitCode),

    caseById: (ctx, { caseId }) => loadCase(ctx, caseId),

    async casesByUnit(ctx, { unitCode, limit, cursor }) {
        const page = await ctx.records(caseRecord).page('byUnit', [unitCode], { limit, cursor });
        return { items: page.items.map(summaryOf), cursor: page.cursor };
    },

    async openCases(ctx, { county, limit, cursor }) {
        const page = await ctx.records(caseRecord).page('byPhase', ['OPEN', county], { limit, cursor });
        return { items: page.items.map(summaryOf), cursor: page.cursor };
    },

    async mortgageById(ctx, { mortgageId }) {
        const mortgage = await ctx.records(mortgageRecord).find(mortgageId);
        if (mortgage === undefined) throw refusal(errors.MORTGAGE_NOT_FOUND, { mortgageId });
        return mortgage;
    },

    async encumbrances(ctx, { unitCode }) {
        const title = await loadTitle(ctx, unitCode);
        const seals: Seal[] = [];
        for (const { sealId } of title.seals) seals.push(await ctx.records(sealRecord).get(sealId));
        const mortgages = await loadMortgages(ctx, title);
        return {
            unitCode,
            items: [
                ...seals.map(({ sealId, court, documentNumber, sealedAt: since }) => {
                    return { kind: 'SEAL' as const, sealId, court, documentNumber, since };
                }),
                ...mortgages.map(({ mortgageId, mortgagee, rank, amount, registeredAt: since }) => {
                    return { kind: 'MORTGAGE' as const, mortgageId, mortgagee, rank, amount, since };
                }),
            ],
        };
    },

    async titleHistory(ctx, { unitCode, limit, cursor }) {
        const title = await loadTitle(ctx, unitCode);
        return historyPage(title, { limit, cursor }, (entryNo) => ctx.records(entryRecord).get(unitCode, entryNo));
    },

    async publicExtract(ctx, { unitCode }) {
        return extractOf(await loadTitle(ctx, unitCode), ctx.now);
    },

    async caseDigest(ctx, { caseId }) {
        const { landCase, title } = await loadBoth(ctx, caseId);
        const consents = consentsDue(landCase, title).map((due) => {
            return { ...due, given: landCase.consents.some((given) => isSamePartyAct(given, due)) };
        });
        return { caseId, caseDigest: caseDigest(landCase), consents };
    },

    ruleTable: () => ({
        rules: rules.map(({ rule, severity, appliesTo, runsAt, text }) => {
            return { rule, severity, appliesTo: [...appliesTo], runsAt: [...runsAt], text };
        }),
    }),
};

export const landRegister = domainContract(landApi, landAccess, handlers);

async function loadCase(ctx: Context, caseId: string): Promise<Stored<typeof caseRecord>> {
    const landCase = await ctx.records(caseRecord).find(caseId);
    if (landCase === undefined) throw refusal(errors.CASE_NOT_FOUND, { caseId });
    return landCase;
}

async function loadTitle(ctx: Context, unitCode: string): Promise<Stored<typeof titleRecord>> {
    const title = await ctx.records(titleRecord).find(unitCode);
    if (title === undefined) throw refusal(errors.TITLE_NOT_FOUND, { unitCode });
    return title;
}

async function loadBoth(ctx: Context, caseId: string): Promise<{ landCase: LandCase; title: Title }> {
    const landCase = await loadCase(ctx, caseId);
    return { landCase, title: await loadTitle(ctx, landCase.unitCode) };
}

async function loadMortgages(ctx: Context, title: Title): Promise<Mortgage[]> {
    const mortgages: Mortgage[] = [];
    for (const { mortgageId } of title.mortgages) mortgages.push(await ctx.records(mortgageRecord).get(mortgageId));
    return mortgages;
}

async function loadSeal(ctx: Context, { terms }: LandCase): Promise<Seal | undefined> {
    return terms.type === 'RELEASE' ? ctx.records(sealRecord).find(terms.sealId) : undefined;
}

async function attestedKey(ctx: Context, { kid }: SignedConsent): Promise<Parameters<typeof steps.acceptConsent>[2]> {
    try {
        return await ctx.call(directoryApi, 'keyByKid', { kid });
    } catch (error) {
        if (error instanceof DomainError && error.code === directoryErrors.KEY_NOT_FOUND.code) {
            throw refusal(errors.CONSENT_KEY_UNKNOWN, { kid });
        }
        throw error;
    }
}

async function writeTitle(ctx: Context, before: Title | undefined, title: Title): Promise<void> {
    if (before === undefined) await ctx.records(titleRecord).create(title);
    else ctx.records(titleRecord).update(title);
}

async function writeApproval(ctx: Context, approval: Approval): Promise<void> {
    ctx.records(caseRecord).update(approval.landCase);
    ctx.records(titleRecord).update(approval.title);
    if (approval.superseded !== undefined) await ctx.records(entryRecord).create(approval.superseded);
    for (const mortgage of approval.rewritten) ctx.records(mortgageRecord).update(mortgage);
    if (approval.created !== undefined) {
        const mortgage = ctx.records(mortgageRecord).insert(approval.created);
        await ctx.records(mortgageRecord).requireEndorsers(mortgage, mortgage.endorsers);
    }
    if (approval.sealed !== undefined) ctx.records(sealRecord).insert(approval.sealed);
    if (approval.released !== undefined) ctx.records(sealRecord).update(approval.released);
}

function announce(ctx: Context, { landCase, title, created, rewritten, sealed, released }: Approval): void {
    const { caseId, type, unitCode } = landCase;
    const entryNo = title.entry?.entryNo ?? 0;
    ctx.emit('caseApproved', { caseId, type, unitCode });
    if (type === 'FIRST_REGISTRATION') ctx.emit('titleRegistered', { unitCode, entryNo, caseId });
    if (type === 'TRANSFER') ctx.emit('titleTransferred', { unitCode, entryNo, caseId });
    if (created !== undefined) {
        const { mortgageId, mortgagee, rank } = created;
        ctx.emit('mortgageRegistered', { mortgageId, unitCode, mortgagee, rank });
    }
    for (const { mortgageId, mortgagee, status } of rewritten) {
        if (status === 'DISCHARGED') ctx.emit('mortgageDischarged', { mortgageId, unitCode, mortgagee });
    }
    if (sealed !== undefined) ctx.emit('titleSealed', { sealId: sealed.sealId, unitCode, court: sealed.court });
    if (released !== undefined) ctx.emit('sealReleased', { sealId: released.sealId, unitCode, court: released.court });
}

function closeCase(
    ctx: Context,
    closed: LandCase,
    title: Title,
    event: 'caseRejected' | 'caseWithdrawn',
): Pick<LandCase, 'caseId' | 'status'> {
    const { caseId, unitCode, status } = ctx.records(caseRecord).update(closed);
    const freed = steps.withoutPendingCase(title, caseId);
    if (freed !== undefined) ctx.records(titleRecord).update(freed);
    ctx.emit(event, { caseId, unitCode });
    return { caseId, status };
}
