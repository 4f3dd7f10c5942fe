import { canonicalJson } from '@tabularium/chaincode/api';
import { DomainRefusal, type Submitted, type Tabularium } from '@tabularium/client';
import { createHash } from 'node:crypto';
import type { RecordOffice } from '../registers/record-office';
import type { Citizen } from './citizens';
import type { Narrator, Outcome } from './narrator';
import { parcelReference } from './parcels';
import { resolve } from './references';
import type { Act, AttestAct, CallAct, RaceAct, SignAct, StoryData } from './story-data';

/** Cuts blocks by hand, so that a race is one on purpose. */
export interface BlockCutter {
    /** Transactions that wait for a block. */
    readonly pending: number;
    setMode(mode: 'instant' | 'manual'): Promise<void>;
    cut(): Promise<void>;
}

export interface PlayerOptions {
    readonly story: StoryData;
    readonly office: RecordOffice;
    readonly citizens: ReadonlyMap<string, Citizen>;
    readonly cutter: BlockCutter;
    readonly narrator: Narrator;
    /** Part of every command id: a story told again under another name is another story. */
    readonly run: string;
    /** Results of acts that an earlier start has told. */
    readonly told: ReadonlyMap<string, unknown>;
    /** Called after each act, so that a later start goes on from there. */
    readonly onTold: (id: string, result: unknown) => Promise<void>;
}

type Transaction = (input: unknown, options: { readonly commandId: string }) => Promise<Submitted<unknown>>;

const DAY_MS = 24 * 3600 * 1000;

/** Plays the acts in order. Every act either comes out as told, or the story says where it did not. */
export class Player {
    readonly #options: PlayerOptions;
    readonly #scope = new Map<string, unknown>();
    #wrong = 0;

    constructor(options: PlayerOptions) {
        this.#options = options;
        const { citizens, story, told } = options;
        this.#scope.set('person', Object.fromEntries([...citizens].map(([id, { party }]) => [id, party])));
        this.#scope.set('document', new Proxy({}, { get: (_, name) => documentHash(String(name)) }));
        const parcels = story.parcels.map((parcel) => [parcel.properties.unitCode, parcelReference(parcel)] as const);
        this.#scope.set('parcel', Object.fromEntries(parcels));
        for (const [id, result] of told) {
            this.#scope.set(id, result);
        }
    }

    /** How many acts came out otherwise than told. */
    async play(): Promise<number> {
        for (const act of this.#options.story.cases.acts) {
            if (!this.#options.told.has(act.id)) {
                await this.#act(act);
            }
        }
        return this.#wrong;
    }

    /** Does the register say what the story ends with? */
    async outcomeHolds(officerId: string): Promise<boolean> {
        const { unitCode, owners, entryNo, mortgages, seals } = this.#options.story.cases.outcome;
        const title = await this.#options.office.client(officerId).land.titleByUnit({ unitCode });
        return (
            title.entry?.entryNo === entryNo &&
            canonicalJson(title.entry.owners) === canonicalJson(resolve(owners, this.#scope)) &&
            title.mortgages.length === mortgages &&
            title.seals.length === seals
        );
    }

    async #act(act: Act): Promise<void> {
        if ('race' in act) {
            await this.#race(act);
        } else if ('sign' in act) {
            await this.#sign(act);
        } else if ('attest' in act) {
            await this.#attest(act);
        } else {
            await this.#call(act);
        }
    }

    async #attest(act: AttestAct): Promise<void> {
        const citizen = this.#citizen(act.attest);
        const now = Date.now();
        const input = {
            personRef: citizen.party.ref,
            jwk: citizen.publicJwk,
            validFrom: new Date(now - DAY_MS).toISOString(),
            validTo: new Date(now + 365 * DAY_MS).toISOString(),
        };
        await this.#tellCall({ ...act, call: 'directory.attestKey', input });
    }

    /** The citizen's device signs what is due from this person; the officer only carries it in. */
    async #sign(act: SignAct): Promise<void> {
        const { caseId } = this.#scope.get(act.sign) as { readonly caseId: string };
        const citizen = this.#citizen(act.person);
        const due = await this.#options.office.client(act.by).land.caseDigest({ caseId });
        const consent = due.consents.find(({ party }) => canonicalJson(party) === canonicalJson(citizen.party));
        if (consent === undefined) {
            throw new Error(`case ${act.sign} asks nothing of ${act.person}`);
        }
        const payload = canonicalJson({
            register: 'land',
            caseId,
            caseDigest: due.caseDigest,
            act: consent.act,
            party: citizen.party,
        });
        const input = { caseId, jws: citizen.signConsent(payload) };
        await this.#tellCall({ ...act, call: 'land.lodgeConsent', input });
    }

    async #call(act: CallAct): Promise<void> {
        if (act.renewed !== true) {
            await this.#tellCall(act);
            return;
        }
        const client = this.#options.office.clientFor(await this.#options.office.renewed(act.by));
        await this.#tellCall(act, client);
    }

    /** All of them are endorsed before any is ordered, and one block takes them in the order in which they stand. */
    async #race(act: RaceAct): Promise<void> {
        const { cutter, narrator } = this.#options;
        narrator.say({ en: `   ${act.tell.en}:`, zh: `   ${act.tell.zh}：` });
        await cutter.setMode('manual');
        const running: Promise<Outcome>[] = [];
        for (const [index, call] of act.race.entries()) {
            running.push(this.#outcome(call, this.#options.office.client(call.by)));
            await until(() => cutter.pending > index);
        }
        await cutter.cut();
        await cutter.setMode('instant');
        const outcomes = await Promise.all(running);
        for (const [index, outcome] of outcomes.entries()) {
            const raced = act.race[index]?.conflict === true;
            narrator.tell(raced ? { ...outcome, note: conflictNote } : outcome);
            this.#count(outcome);
        }
        await this.#options.onTold(act.id, {});
    }

    async #tellCall(act: CallAct, client = this.#options.office.client(act.by)): Promise<void> {
        const outcome = await this.#outcome(act, client);
        this.#options.narrator.tell(outcome);
        this.#count(outcome);
        if (outcome.kind !== 'wrong') {
            await this.#options.onTold(act.id, this.#scope.get(act.id) ?? {});
        }
    }

    async #outcome(act: CallAct, client: Tabularium): Promise<Outcome> {
        const [register = '', transaction = ''] = act.call.split('.');
        const methods = client[register as 'land'] as unknown as Readonly<Record<string, Transaction | undefined>>;
        const submit = methods[transaction];
        if (submit === undefined) {
            throw new Error(`there is no transaction ${act.call}`);
        }
        const begun = performance.now();
        const head = { tell: act.tell, by: act.by };
        try {
            const input = resolve(act.input, this.#scope);
            const { result, ...receipt } = await submit(input, { commandId: `${this.#options.run}.${act.id}` });
            this.#scope.set(act.id, result);
            await this.#remember(act, result);
            const done = { ...head, ...receipt, milliseconds: performance.now() - begun };
            return act.expect === undefined
                ? { ...done, kind: 'written' }
                : { ...done, kind: 'wrong', reason: unexpected(`written, ${act.expect} was expected`) };
        } catch (error) {
            const milliseconds = performance.now() - begun;
            if (!(error instanceof DomainRefusal)) {
                return { ...head, milliseconds, kind: 'wrong', reason: unexpected(String(error)) };
            }
            const reason = { code: error.code, en: error.messages.en, zh: error.messages.zh };
            return { ...head, milliseconds, kind: error.code === act.expect ? 'refused' : 'wrong', reason };
        }
    }

    async #remember(act: CallAct, result: unknown): Promise<void> {
        // Acts of a race are remembered one by one; the others by whoever tells them.
        if (this.#options.story.cases.acts.every(({ id }) => id !== act.id)) {
            await this.#options.onTold(act.id, result);
        }
    }

    #count(outcome: Outcome): void {
        if (outcome.kind === 'wrong') {
            this.#wrong += 1;
        }
    }

    #citizen(personId: string): Citizen {
        const citizen = this.#options.citizens.get(personId);
        if (citizen === undefined) {
            throw new Error(`persons.json has no ${personId}`);
        }
        return citizen;
    }
}

const conflictNote = {
    en: 'its first try ended as MVCC_READ_CONFLICT in that block; the client asked again',
    zh: '首次尝试在该区块以 MVCC_READ_CONFLICT 告终，客户端随即重试',
};

function unexpected(text: string): Outcome['reason'] & object {
    return { code: 'UNEXPECTED', en: text, zh: text };
}

/** Stands for a document that the story does not contain. */
function documentHash(name: string): string {
    return createHash('sha256').update(`document ${name}`).digest('hex');
}

async function until(holds: () => boolean): Promise<void> {
    const end = Date.now() + 20_000;
    while (!holds()) {
        if (Date.now() > end) {
            throw new Error('the race did not start: a transaction never reached the orderer');
        }
        await new Promise((wake) => setTimeout(wake, 2));
    }
}
