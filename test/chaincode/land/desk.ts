/** A land register in memory that runs the pure rules only: no ledger, no door, no signatures. */
import type { Caller } from '../../../chaincode/src/runtime/caller';
import { type Approval, approveCase } from '../../../chaincode/src/land/approval';
import { caseDigest, consentsDue } from '../../../chaincode/src/land/consent';
import type { HistoricEntry, LandCase, Mortgage, Seal, Title } from '../../../chaincode/src/land/records';
import { caseTraits } from '../../../chaincode/src/land/states';
import * as rules from '../../../chaincode/src/land/rules';
import type { Party, Source, Terms } from '../../../chaincode/src/land/terms';
import {
    contractSource,
    examiner,
    firstTerms,
    judge,
    now,
    officer,
    proof,
    receipt,
    registrar,
    unitCode,
} from './people';

export class Desk {
    readonly titles = new Map<string, Title>();
    readonly cases = new Map<string, LandCase>();
    readonly mortgages = new Map<string, Mortgage>();
    readonly seals = new Map<string, Seal>();
    readonly history: HistoricEntry[] = [];
    /** The latest approval, with what it wrote. */
    approval: Approval | undefined;
    #ids = 0;

    newId(): string {
        this.#ids += 1;
        return this.#ids.toString(16).padStart(32, '0');
    }

    title(code = unitCode): Title {
        return required(this.titles.get(code));
    }

    case(caseId: string): LandCase {
        return required(this.cases.get(caseId));
    }

    open(terms: Terms, caller: Caller = registrar, sources: Source[] = [], code = unitCode): string {
        const opening = { caseId: this.newId(), unitCode: code, terms, sources };
        const opened = rules.openCase(this.titles.get(code), opening, now, caller);
        if (opened.title !== undefined) this.titles.set(code, opened.title);
        return this.#store(opened.landCase).caseId;
    }

    /** Records a person's consent as if its signature had been verified. */
    sign(caseId: string, party: Party, exp?: number): void {
        const landCase = this.case(caseId);
        const due = required(
            consentsDue(landCase, this.title(landCase.unitCode)).find((item) => same(item.party, party)),
        );
        const by = { means: 'SIGNATURE', kid: 'k', jwsSha256: '0'.repeat(64), ...(exp && { exp }) } as const;
        const consent = { party, act: due.act, caseDigest: caseDigest(landCase), at: now, by };
        this.#store({ ...landCase, consents: [...landCase.consents, consent] });
    }

    consent(caseId: string, caller: Caller): void {
        const landCase = this.case(caseId);
        const title = this.title(landCase.unitCode);
        this.#store(rules.consentAsAgency(landCase, title, caseDigest(landCase), now, caller));
    }

    /** Everybody who is asked consents. */
    consentAll(caseId: string): void {
        const landCase = this.case(caseId);
        for (const { party } of consentsDue(landCase, this.title(landCase.unitCode))) {
            if (party.kind === 'agency') this.consent(caseId, officer('lender-x', party.agencyId, 'mortgagee', ''));
            else this.sign(caseId, party);
        }
    }

    validate(caseId: string, caller: Caller = registrar): LandCase {
        const landCase = this.case(caseId);
        return this.#store(rules.validateCase(landCase, this.title(landCase.unitCode), now, caller));
    }

    approve(caseId: string, caller: Caller = examiner, at = now): Approval {
        const landCase = this.case(caseId);
        const title = this.title(landCase.unitCode);
        const { terms } = landCase;
        const state = {
            landCase,
            title,
            mortgages: (caseTraits[landCase.type].rewritesMortgages ? title.mortgages : []).map(({ mortgageId }) =>
                required(this.mortgages.get(mortgageId)),
            ),
            seal: terms.type === 'RELEASE' ? this.seals.get(terms.sealId) : undefined,
        };
        const approval = approveCase(state, { newId: () => this.newId() }, at, caller);
        this.#store(approval.landCase);
        this.titles.set(title.unitCode, approval.title);
        if (approval.superseded) this.history.push(approval.superseded);
        for (const mortgage of [...approval.rewritten, ...(approval.created ? [approval.created] : [])]) {
            this.mortgages.set(mortgage.mortgageId, mortgage);
        }
        const seal = approval.sealed ?? approval.released;
        if (seal) this.seals.set(seal.sealId, seal);
        this.approval = approval;
        return approval;
    }

    end(caseId: string, how: 'reject' | 'withdraw', caller: Caller): LandCase {
        const landCase = this.case(caseId);
        const step = how === 'reject' ? rules.rejectCase : rules.withdrawCase;
        const closed = step(landCase, 'for a reason', now, caller);
        const freed = rules.withoutPendingCase(this.title(landCase.unitCode), caseId);
        if (freed !== undefined) this.titles.set(freed.unitCode, freed);
        return this.#store(closed);
    }

    /** Runs a case from opening to approval. */
    complete(terms: Terms): Approval {
        const court = terms.type === 'SEAL' || terms.type === 'RELEASE';
        const sources = terms.type === 'FIRST_REGISTRATION' ? [proof] : [contractSource, receipt];
        const caseId = this.open(terms, court ? judge : registrar, court ? [] : sources);
        this.consentAll(caseId);
        this.validate(caseId);
        return this.approve(caseId);
    }

    #store(landCase: LandCase): LandCase {
        this.cases.set(landCase.caseId, landCase);
        return landCase;
    }
}

/** A register with one title: Li 1/3, Wang 2/3. */
export function deskWithTitle(): Desk {
    const desk = new Desk();
    desk.complete(firstTerms);
    return desk;
}

export function required<Value>(value: Value | undefined): Value {
    if (value === undefined) throw new Error('a value is missing');
    return value;
}

function same(a: Party, b: Party): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}
