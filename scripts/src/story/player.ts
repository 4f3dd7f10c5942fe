import { canonicalJson } from '@tabularium/chaincode/api';
import type { AskAct, Chapter, FoldAct, RaceAct, SingleAct } from './acts';
import { performCall } from './calls';
import type { Narrator } from './narrator';
import type { Outcome } from './outcome';
import { isRevealing, performAsk } from './questions';
import { performRace } from './race';
import { resolve } from './references';
import { performSearch } from './search';
import { attestCall, signCall } from './signatures';
import type { Stage } from './stage';
import type { StoryData } from './story-data';

export interface PlayerOptions {
    readonly cases: StoryData['cases'];
    readonly stage: Stage;
    readonly narrator: Narrator;
    /** Acts that an earlier start has told. */
    readonly told: ReadonlyMap<string, unknown>;
    /** Called after each act, so that a later start goes on from there. */
    readonly onTold: (id: string, result: unknown) => Promise<void>;
}

/** Plays the acts in order. Every act either comes out as told, or the story says where it did not. */
export class Player {
    readonly #options: PlayerOptions;
    #wrong = 0;

    constructor(options: PlayerOptions) {
        this.#options = options;
    }

    /** How many acts came out otherwise than told. */
    async play(): Promise<number> {
        for (const chapter of this.#options.cases.chapters) {
            await this.#chapter(chapter);
        }
        return this.#wrong;
    }

    /** Does the register say what the story ends with? */
    async outcomeHolds(officerId: string): Promise<boolean> {
        const { stage, cases } = this.#options;
        const { unitCode, owners, entryNo, mortgages, seals } = cases.outcome;
        const title = await stage.office.client(officerId).land.titleByUnit({ unitCode });
        return (
            title.entry?.entryNo === entryNo &&
            canonicalJson(title.entry.owners) === canonicalJson(resolve(owners, stage.scope)) &&
            title.mortgages.length === mortgages &&
            title.seals.length === seals
        );
    }

    async #chapter({ title, acts }: Chapter): Promise<void> {
        const { narrator, told } = this.#options;
        const untold = acts.filter(({ id }) => !told.has(id));
        if (untold.length > 0) {
            narrator.heading(title);
        }
        for (const act of untold) {
            if ('race' in act) {
                await this.#race(act);
            } else if ('fold' in act) {
                await this.#fold(act);
            } else {
                narrator.tell(await this.#single(act));
            }
        }
    }

    async #race(act: RaceAct): Promise<void> {
        const { narrator, stage } = this.#options;
        narrator.say({ en: `   ${act.tell.en}:`, zh: `   ${act.tell.zh}：` });
        for (const [index, outcome] of (await performRace(stage, act)).entries()) {
            narrator.tell(outcome);
            await this.#keep(act.race[index]?.id ?? '', outcome);
        }
        await this.#options.onTold(act.id, {});
    }

    async #fold({ id, tell, fold }: FoldAct): Promise<void> {
        const { told, narrator, onTold } = this.#options;
        const outcomes: Outcome[] = [];
        for (const act of fold.filter((each) => !told.has(each.id))) {
            outcomes.push(await this.#single(act));
        }
        narrator.tellFolded(tell, outcomes);
        if (outcomes.every(({ kind }) => kind !== 'wrong')) {
            await onTold(id, {});
        }
    }

    async #single(act: SingleAct): Promise<Outcome> {
        const outcome = await perform(this.#options.stage, act);
        await this.#keep(act.id, outcome, 'ask' in act ? act : undefined);
        return outcome;
    }

    async #keep(id: string, { kind }: Outcome, question?: AskAct): Promise<void> {
        if (kind === 'wrong') {
            this.#wrong += 1;
            return;
        }
        const result = question !== undefined && isRevealing(question) ? {} : this.#options.stage.scope.get(id);
        await this.#options.onTold(id, result ?? {});
    }
}

async function perform(stage: Stage, act: SingleAct): Promise<Outcome> {
    if ('ask' in act) {
        return performAsk(stage, act);
    }
    if ('search' in act) {
        return performSearch(stage, act);
    }
    if ('sign' in act) {
        return performCall(stage, await signCall(stage, act));
    }
    return performCall(stage, 'attest' in act ? attestCall(stage, act) : act);
}
