/**
 * The steps of a case before the register is written, as pure functions: (state, input, now, caller) → new state or a
 * refusal. What an approval writes is in ./approval, the checks themselves are in ./rule-table.
 */
import type { Caller } from '../runtime/caller';
import { refusal } from '../runtime/errors';
import type { AttestedKey } from '../runtime/who-is';
import type { z } from 'zod';
import { caseDigest, checkConsent, consentsDue, sha256, type SignedConsent, verifyConsent } from './consent';
import { landErrors as errors } from './errors';
import { officerOf, requireJurisdiction, requireOpener } from './officers';
import { isSamePartyAct } from './parties';
import type { GivenConsent, LandCase, Title } from './records';
import { runRules } from './rule-table';
import { reduceFraction } from './shares';
import { caseTraits, guardStep } from './states';
import type { Holding, Source, Terms } from './terms';

export const MAX_SOURCES = 20;
const registryRoles = ['registrar', 'examiner'] as const;

export interface Opening {
    readonly caseId: string;
    readonly unitCode: string;
    readonly terms: Terms;
    readonly sources: readonly Source[];
}

/** Opens a case, and takes the title's pending place where the type of case needs it. */
export function openCase(
    title: Title | undefined,
    opening: Opening,
    now: string,
    caller: Caller,
): { readonly landCase: LandCase; readonly title: Title | undefined } {
    const { caseId, unitCode } = opening;
    requireOpener(caller, unitCode, opening.terms);
    const terms = inLowestTerms(opening.terms);
    const lodged: LandCase = {
        caseId,
        type: terms.type,
        unitCode,
        county: unitCode.slice(0, 6),
        phase: 'OPEN',
        status: 'LODGED',
        openedBy: officerOf(caller),
        openedAt: now,
        basisEntryNo: title?.entry?.entryNo ?? 0,
        terms,
        sources: [],
        consents: [],
        ruleResults: [],
    };
    const { failure } = runRules({ step: 'open', landCase: lodged, title, now });
    if (failure !== undefined) throw failure;
    const landCase = opening.sources.reduce(withSource, lodged);
    return { landCase, title: withPendingCase(title, landCase) };
}

export function lodgeSource(landCase: LandCase, source: Source, caller: Caller): LandCase {
    requireJurisdiction(caller, registryRoles, landCase.unitCode);
    guardStep('lodgeSource', landCase);
    return withSource(landCase, source);
}

/** First half of a signed consent: everything that needs no key. */
export function receiveConsent(
    landCase: LandCase,
    title: Title,
    consent: SignedConsent,
    now: string,
    caller: Caller,
): void {
    requireJurisdiction(caller, ['registrar', 'notary'], landCase.unitCode);
    guardStep('lodgeConsent', landCase);
    checkConsent(consent, landCase, title, now);
}

/** Second half: with the key that the directory attests. */
export function acceptConsent(
    landCase: LandCase,
    consent: SignedConsent,
    key: z.output<typeof AttestedKey>,
    now: string,
): LandCase {
    verifyConsent(consent, key, now);
    const { party, act, exp } = consent.payload;
    return withConsents(landCase, [
        {
            party,
            act,
            caseDigest: consent.payload.caseDigest,
            at: now,
            by: {
                means: 'SIGNATURE',
                kid: consent.kid,
                jwsSha256: sha256(consent.jws),
                ...(exp !== undefined && { exp }),
            },
        },
    ]);
}

/** Every consent that the case still needs from the caller's own agency, given at once. */
export function consentAsAgency(
    landCase: LandCase,
    title: Title,
    digest: string,
    now: string,
    caller: Caller,
): LandCase {
    requireJurisdiction(caller, ['mortgagee'], landCase.unitCode);
    guardStep('consentToCase', landCase);
    const { caseId } = landCase;
    const party = { kind: 'agency', agencyId: caller.agencyId } as const;
    const own = consentsDue(landCase, title).filter((item) => isSamePartyAct(item, { party, act: item.act }));
    const [first] = own;
    if (first === undefined) {
        throw refusal(errors.CONSENT_NOT_DUE, { caseId, party: `agency:${caller.agencyId}`, act: landCase.type });
    }
    if (digest !== caseDigest(landCase)) throw refusal(errors.CONSENT_DIGEST_MISMATCH, { caseId });
    const open = own.filter((item) => !landCase.consents.some((given) => isSamePartyAct(given, item)));
    if (open.length === 0) {
        throw refusal(errors.CONSENT_ALREADY_GIVEN, { party: `agency:${caller.agencyId}`, act: first.act });
    }
    const by = { means: 'OFFICER', officer: officerOf(caller), mspId: caller.principal.mspId } as const;
    return withConsents(
        landCase,
        open.map(({ act }) => ({ party, act, caseDigest: digest, at: now, by })),
    );
}

/** Stores what every rule found; a critical failure leaves the case LODGED, so that it can be completed. */
export function validateCase(landCase: LandCase, title: Title, now: string, caller: Caller): LandCase {
    requireJurisdiction(caller, registryRoles, landCase.unitCode);
    guardStep('validateCase', landCase);
    const { results, failure } = runRules({ step: 'validate', landCase, title, now });
    return {
        ...landCase,
        status: failure === undefined ? 'VALIDATED' : 'LODGED',
        validatedBy: officerOf(caller),
        ruleResults: results,
    };
}

/** Ends a case without effect; the title's pending place becomes free. */
export function rejectCase(landCase: LandCase, reason: string, now: string, caller: Caller): LandCase {
    requireJurisdiction(caller, registryRoles, landCase.unitCode);
    guardStep('rejectCase', landCase);
    return close(landCase, 'REJECTED', reason, now, caller);
}

export function withdrawCase(landCase: LandCase, reason: string, now: string, caller: Caller): LandCase {
    const { caseId, openedBy } = landCase;
    if (openedBy.agencyId !== caller.agencyId) {
        throw refusal(errors.CASE_OF_OTHER_AGENCY, { caseId, agencyId: openedBy.agencyId });
    }
    requireJurisdiction(caller, ['registrar', 'judge'], landCase.unitCode);
    guardStep('withdrawCase', landCase);
    return close(landCase, 'WITHDRAWN', reason, now, caller);
}

/** The title without the case that ended; undefined when the case never held its pending place. */
export function withoutPendingCase(title: Title, caseId: string): Title | undefined {
    const { pendingCaseId, ...rest } = title;
    if (pendingCaseId !== caseId) return undefined;
    return { ...rest, status: title.status === 'PENDING' ? 'VOID' : title.status };
}

function withPendingCase(title: Title | undefined, { caseId, unitCode, terms }: LandCase): Title | undefined {
    if (terms.type === 'FIRST_REGISTRATION') {
        const { parcel } = terms;
        return { unitCode, status: 'PENDING', parcel, mortgages: [], seals: [], pendingCaseId: caseId };
    }
    return title === undefined || !caseTraits[terms.type].occupiesTitle
        ? undefined
        : { ...title, pendingCaseId: caseId };
}

function withSource(landCase: LandCase, source: Source): LandCase {
    const { sha256: hash } = source;
    if (landCase.sources.some((lodged) => lodged.sha256 === hash)) {
        throw refusal(errors.SOURCE_REPEATED, { sha256: hash });
    }
    if (landCase.sources.length >= MAX_SOURCES) throw refusal(errors.SOURCES_FULL, { limit: MAX_SOURCES });
    return { ...landCase, sources: [...landCase.sources, source] };
}

function withConsents(landCase: LandCase, consents: readonly GivenConsent[]): LandCase {
    return { ...landCase, consents: [...landCase.consents, ...consents] };
}

function close(
    landCase: LandCase,
    status: 'REJECTED' | 'WITHDRAWN',
    reason: string,
    now: string,
    caller: Caller,
): LandCase {
    return { ...landCase, status, phase: 'CLOSED', decision: { officer: officerOf(caller), at: now, reason } };
}

function inLowestTerms(terms: Terms): Terms {
    const reduce = (holdings: readonly Holding[]): Holding[] =>
        holdings.map(({ party, share }) => ({ party, share: reduceFraction(share) }));
    switch (terms.type) {
        case 'FIRST_REGISTRATION':
            return { ...terms, owners: reduce(terms.owners) };
        case 'TRANSFER':
            return { ...terms, transferees: reduce(terms.transferees) };
        default:
            return terms;
    }
}
