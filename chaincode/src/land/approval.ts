/**
 * What an approval writes, as a pure function. It is the only place from which a title becomes CURRENT, and the only
 * writer of entries, mortgages and seals. The rules run again here, on the peers that endorse, so that no clerk and no
 * client can approve around them.
 */
import type { Caller } from '../runtime/caller';
import { landErrors as errors } from './errors';
import { officerOf, requireJurisdiction, requireSeparation } from './officers';
import type { CurrentEntry, HistoricEntry, LandCase, Mortgage, Seal, Title } from './records';
import { refusal } from '../runtime/errors';
import { dischargesOf, runRules } from './rule-table';
import { caseTraits, guardStep } from './states';
import type { Holding, Money } from './terms';

/** The state that an approval reads, every record by its key. */
export interface ApprovalState {
    readonly landCase: LandCase;
    readonly title: Title;
    /** The title's live mortgages, where the type of case rewrites them. */
    readonly mortgages: readonly Mortgage[];
    /** The seal that a release names. */
    readonly seal: Seal | undefined;
}

/** What changes; absent is what stays as it was. */
export interface Approval {
    readonly landCase: LandCase;
    readonly title: Title;
    readonly superseded?: HistoricEntry;
    readonly created?: Mortgage;
    readonly rewritten: readonly Mortgage[];
    readonly sealed?: Seal;
    readonly released?: Seal;
}

/** @throws LAND_OFFICERS_NOT_SEPARATE, LAND_CASE_STATE_FORBIDS, or the refusal of the first critical rule that fails */
export function approveCase(
    state: ApprovalState,
    input: { readonly reason?: string; readonly newId: () => string },
    now: string,
    caller: Caller,
): Approval {
    requireJurisdiction(caller, ['examiner', 'registrar'], state.landCase.unitCode);
    if (state.landCase.phase === 'CLOSED') guardStep('approveCase', state.landCase);
    requireSeparation(caller, state.landCase);
    const { results, failure } = runRules({ step: 'approve', ...state, now });
    if (failure !== undefined) throw failure;
    // After the rules: whoever approves too early learns what is missing, not merely that a step is.
    guardStep('approveCase', state.landCase);
    const decision = {
        officer: officerOf(caller),
        at: now,
        ...(input.reason !== undefined && { reason: input.reason }),
    };
    const landCase: LandCase = {
        ...state.landCase,
        status: 'COMPLETED',
        phase: 'CLOSED',
        ruleResults: results,
        decision,
    };
    const { pendingCaseId, ...head } = state.title;
    const occupies = caseTraits[landCase.type].occupiesTitle;
    const title: Title = { ...head, ...(!occupies && pendingCaseId !== undefined && { pendingCaseId }) };
    const written = effects({ ...state, landCase, title }, input.newId, now, caller);
    return { landCase, ...written, ...withDischarges(written.title, state.mortgages, landCase) };
}

function effects(
    { landCase, title, seal }: ApprovalState,
    newId: () => string,
    now: string,
    caller: Caller,
): Omit<Approval, 'landCase' | 'rewritten'> {
    const { terms, caseId, unitCode } = landCase;
    switch (terms.type) {
        case 'FIRST_REGISTRATION':
            return withEntry(title, terms.owners, undefined, caseId, now);
        case 'TRANSFER':
            return withEntry(title, terms.transferees, terms.price, caseId, now);
        case 'DISCHARGE':
            return { title };
        case 'MORTGAGE': {
            const mortgageId = newId();
            const { mortgagee, amount, rank } = terms;
            const created: Mortgage = {
                mortgageId,
                unitCode,
                status: 'LIVE',
                mortgagee,
                amount,
                rank,
                endorsers: [...new Set([caller.principal.mspId, lenderMspId(landCase, mortgagee)])],
                caseId,
                registeredAt: now,
                lastCaseId: caseId,
                entryNo: entryNoOf(title),
            };
            const live = [...title.mortgages, { mortgageId, rank, mortgagee }].sort((a, b) => a.rank - b.rank);
            return { title: { ...title, mortgages: live }, created };
        }
        case 'SEAL': {
            const sealId = newId();
            const { court, documentNumber, documentSha256 } = terms;
            const sealed: Seal = {
                sealId,
                unitCode,
                status: 'SEALED',
                court,
                documentNumber,
                documentSha256,
                caseId,
                sealedAt: now,
            };
            return { title: { ...title, seals: [...title.seals, { sealId, court }] }, sealed };
        }
        case 'RELEASE': {
            const { sealId, documentNumber, documentSha256 } = terms;
            if (seal?.status !== 'SEALED') throw refusal(errors.SEAL_NOT_LIVE, { sealId, unitCode });
            const seals = title.seals.filter((live) => live.sealId !== sealId);
            const release = { caseId, documentNumber, documentSha256, at: now };
            return { title: { ...title, seals }, released: { ...seal, status: 'RELEASED', release } };
        }
    }
}

/** A new entry in force; the one before becomes historic in the same act. */
function withEntry(
    title: Title,
    owners: Holding[],
    price: Money | undefined,
    caseId: string,
    now: string,
): { readonly title: Title; readonly superseded?: HistoricEntry } {
    const { entry: former } = title;
    const entry: CurrentEntry = {
        entryNo: (former?.entryNo ?? 0) + 1,
        owners,
        ...(price !== undefined && { price }),
        caseId,
        since: now,
    };
    const entered: Title = { ...title, status: 'CURRENT', entry };
    if (former === undefined) return { title: entered };
    const { entryNo, ...rest } = former;
    const superseded: HistoricEntry = {
        ...rest,
        unitCode: title.unitCode,
        entryNo: String(entryNo),
        status: 'HISTORIC',
        closedByCaseId: caseId,
        until: now,
    };
    return { title: entered, superseded };
}

/** Ends the mortgages that the case names and carries every other one: both are writes that its lender endorses. */
function withDischarges(
    title: Title,
    mortgages: readonly Mortgage[],
    { caseId, terms }: LandCase,
): { readonly title: Title; readonly rewritten: readonly Mortgage[] } {
    const ended = dischargesOf(terms);
    const rewritten = mortgages.map((mortgage): Mortgage => ({
        ...mortgage,
        status: ended.includes(mortgage.mortgageId) ? 'DISCHARGED' : mortgage.status,
        lastCaseId: caseId,
        entryNo: entryNoOf(title),
    }));
    const live = title.mortgages.filter(({ mortgageId }) => !ended.includes(mortgageId));
    return { title: { ...title, mortgages: live }, rewritten };
}

function entryNoOf(title: Title): number {
    return title.entry?.entryNo ?? 0;
}

/** The MSP under which the lender's officer consented; the rules have made sure that there is such a consent. */
function lenderMspId({ consents }: LandCase, mortgagee: string): string {
    const consent = consents.find(
        ({ party, act }) => act === 'LEND' && party.kind === 'agency' && party.agencyId === mortgagee,
    );
    if (consent?.by.means !== 'OFFICER') {
        throw refusal(errors.CONSENT_MISSING, { party: `agency:${mortgagee}`, act: 'LEND' });
    }
    return consent.by.mspId;
}
