import { canonicalJson } from '@tabularium/chaincode/api';
import { registerDefinition } from '../registers/definitions';
import type { AskAct } from './acts';
import { methodOf, noteOf } from './calls';
import { otherwise, type Outcome, outcomeOf } from './outcome';
import { resolve } from './references';
import type { Stage } from './stage';

type Ask = (input: unknown) => Promise<unknown>;

/** A question to one peer; it leaves no trace on the ledger. */
export function performAsk(stage: Stage, act: AskAct): Promise<Outcome> {
    const { scope } = stage;
    return outcomeOf(act, async () => {
        const ask = methodOf(stage.office.client(act.by), act.ask) as Ask;
        const answered = await ask(resolve(act.input, scope));
        const answer = act.open === undefined ? answered : await opened(stage, act.open, answered);
        scope.set(act.id, answer);
        const expected = resolve(act.answer ?? {}, scope) as Readonly<Record<string, unknown>>;
        const other = Object.entries(expected).find(([field, value]) => !isSame(fieldOf(answer, field), value));
        if (other !== undefined) {
            return otherwise(`the answer has another ${other[0]}`);
        }
        return { kind: act.declines === true ? 'refused' : 'answered', notes: noteOf(stage, act) };
    });
}

async function opened({ deliveries }: Stage, name: string, answer: unknown): Promise<object> {
    const read = answer as { readonly usageId: string; readonly sealed: string };
    return { ...read, record: await deliveries.open(name, read) };
}

/** Whether private values are in the answer: those are not kept for a later start. */
export function isRevealing({ ask }: AskAct): boolean {
    const [register = '', transaction = ''] = ask.split('.');
    return registerDefinition(register)?.transactions[transaction]?.reveals === true;
}

function fieldOf(answer: unknown, field: string): unknown {
    return (answer as Readonly<Record<string, unknown>>)[field];
}

function isSame(left: unknown, right: unknown): boolean {
    return left !== undefined && canonicalJson(left) === canonicalJson(right);
}
