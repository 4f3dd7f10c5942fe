import type { Submitted, Tabularium } from '@tabularium/client';
import { registerDefinition } from '../registers/definitions';
import type { Bilingual } from '../text/language';
import type { CallAct } from './acts';
import { type Done, otherwise, type Outcome, outcomeOf } from './outcome';
import { fill, resolve } from './references';
import type { Stage } from './stage';

type Submit = (
    input: unknown,
    options: { readonly commandId: string; readonly private?: unknown },
) => Promise<Submitted<unknown>>;

/** A transaction that writes, or that must be refused. */
export async function performCall(stage: Stage, act: CallAct): Promise<Outcome> {
    const client = await clientOf(stage, act);
    return outcomeOf(act, async () => {
        await sealFor(stage, client, act);
        const input = resolve(act.input, stage.scope);
        const submit = methodOf(client, act.call) as Submit;
        const { result, transactionId, blockNumber, endorsers } = await submit(input, {
            commandId: `${stage.run}.${act.id}`,
            ...privateInput(stage, act),
        });
        stage.scope.set(act.id, result);
        const wrong = wrongEndorsers(stage, act, endorsers);
        const done = { kind: 'written', place: { transactionId, blockNumber }, notes: notes(stage, act, endorsers) };
        return wrong ?? (done as Done);
    });
}

/** Of a client, by `register.transaction`. @throws Error when there is none */
export function methodOf(client: Tabularium, call: string): unknown {
    const [register = '', transaction = ''] = call.split('.');
    const definition = registerDefinition(register);
    const methods: Readonly<Record<string, unknown>> = definition === undefined ? {} : client.register(definition);
    if (!Object.hasOwn(methods, transaction)) {
        throw new Error(`there is no transaction ${call}`);
    }
    return methods[transaction];
}

/** The note of an act, filled. */
export function noteOf({ scope }: Stage, { note }: { readonly note?: Bilingual | undefined }): readonly Bilingual[] {
    return note === undefined ? [] : [{ en: fill(note.en, scope), zh: fill(note.zh, scope) }];
}

function privateInput({ scope, saltOf }: Stage, { id, private: secret }: CallAct): { readonly private?: object } {
    return secret === undefined
        ? {}
        : { private: { salt: saltOf(`act ${id}`), ...(resolve(secret, scope) as object) } };
}

/** The provider seals to the key that the use on the ledger names. */
async function sealFor({ scope, deliveries }: Stage, { exchange }: Tabularium, act: CallAct): Promise<void> {
    if (act.seal === undefined) {
        return;
    }
    const { usageId } = resolve({ usageId: act.input['usageId'] }, scope) as { readonly usageId: string };
    const use = await exchange.usageById({ usageId });
    const record = resolve(`$record.${act.seal}.record`, scope) as Readonly<Record<string, string>>;
    const sealed = await deliveries.seal(act.seal, use, record);
    scope.set('sealed', { ...(scope.get('sealed') as object), [act.seal]: sealed });
}

async function clientOf({ office }: Stage, { by, renewed }: CallAct): Promise<Tabularium> {
    return renewed === true ? office.clientFor(await office.renewed(by)) : office.client(by);
}

function notes(stage: Stage, act: CallAct, endorsers: readonly string[]): readonly Bilingual[] {
    const names = endorsers.join(', ');
    const told =
        endorsers.length === 1
            ? { en: `endorsed by ${names} alone`, zh: `仅由 ${names} 背书` }
            : { en: `endorsed by ${names}`, zh: `背书机构：${names}` };
    return [...(act.endorsers === undefined ? [] : [told]), ...noteOf(stage, act)];
}

function wrongEndorsers({ agencies }: Stage, act: CallAct, endorsers: readonly string[]): Done | undefined {
    if (act.endorsers === undefined) {
        return undefined;
    }
    const wanted = 'are' in act.endorsers ? act.endorsers.are : act.endorsers.include;
    const mspIds = wanted.map((id) => agencies.agencies.find(({ agencyId }) => agencyId === id)?.mspId ?? id);
    const good =
        mspIds.every((mspId) => endorsers.includes(mspId)) &&
        ('include' in act.endorsers || mspIds.length === endorsers.length);
    return good ? undefined : otherwise(`endorsed by ${endorsers.join(', ')}, not by ${mspIds.join(', ')}`);
}
