/** A register made for tests of the frame: notes with an index, a policy, events, and every way to go wrong. */
import { z } from 'zod';
import { defineAccess } from '../../../chaincode/src/runtime/access';
import type { Caller } from '../../../chaincode/src/runtime/caller';
import { chaincodeOf } from '../../../chaincode/src/runtime/chaincode';
import { defineContract, evaluate, submit } from '../../../chaincode/src/runtime/definition';
import { domainContract, type Register } from '../../../chaincode/src/runtime/door';
import { defineErrors, refusal } from '../../../chaincode/src/runtime/errors';
import { without } from '../../../chaincode/src/runtime/fields';
import { pageOf, PageRequest } from '../../../chaincode/src/runtime/primitives';
import { defineRecord } from '../../../chaincode/src/runtime/records';
import type { RegisterConfig } from '../../../chaincode/src/runtime/register-config';
import type { LedgerDesk } from '../../support/ledger/ledger-desk';

export const noteErrors = defineErrors('NOTES', {
    WORD_FORBIDDEN: {
        kind: 'FAILED_PRECONDITION',
        en: 'The word {word} is forbidden.',
        zh: '禁止使用“{word}”。',
        fix: ['Choose another word.', '请换一个词。'],
    },
});

const Note = z.strictObject({ noteId: z.string(), topic: z.string().exactOptional(), text: z.string() });
export const notes = defineRecord({
    docType: 'notes.note',
    schemaVersion: 1,
    schema: Note,
    key: ['noteId'],
    indexes: { byTopic: ['topic'] },
});

const text = z.string().min(1).max(200);
const ref = z.strictObject({ noteId: z.string(), version: z.int() });

export const notesApi = defineContract({
    name: 'notes',
    guarded: ['notes.note'],
    summary: 'Notes for tests.',
    transactions: {
        writeNote: submit({
            summary: 'Writes a note under a new id.',
            input: z.strictObject({ topic: z.string().max(20).exactOptional(), text, region: z.string().default('') }),
            output: ref,
            errors: [noteErrors.WORD_FORBIDDEN],
        }),
        nameNote: submit({
            summary: 'Writes a note under a chosen id.',
            input: z.strictObject({ noteId: z.string(), text }),
            output: ref,
            errors: [],
        }),
        rewriteNote: submit({
            summary: 'Rewrites a note twice, reading its own write.',
            input: z.strictObject({ noteId: z.string(), topic: z.string().exactOptional(), text }),
            output: ref,
            errors: [],
        }),
        guardNote: submit({
            summary: 'Sets the endorsers of a note.',
            input: z.strictObject({ noteId: z.string(), mspIds: z.array(z.string()) }),
            output: ref,
            errors: [],
        }),
        misbehave: submit({
            summary: 'Fails in a way that no catalogue knows.',
            input: z.strictObject({ how: z.string() }),
            output: ref,
            errors: [],
        }),
        noteById: evaluate({
            summary: 'One note.',
            input: z.strictObject({ noteId: z.string() }),
            output: Note.extend({ version: z.int() }),
            errors: [],
        }),
        notesByTopic: evaluate({
            summary: 'Notes of a topic.',
            input: z.strictObject({ topic: z.string(), ...PageRequest }),
            output: pageOf(z.string()),
            errors: [],
        }),
        noteHistory: evaluate({
            summary: 'Former texts, newest first.',
            input: z.strictObject({ noteId: z.string(), limit: z.int() }),
            output: z.array(z.string()),
            errors: [],
        }),
        shared: evaluate({
            summary: 'For one other register.',
            input: z.strictObject({}),
            output: z.string(),
            errors: [],
            via: ['friend'],
        }),
        askNotes: evaluate({
            summary: 'Calls a transaction of another register.',
            input: z.strictObject({ transaction: z.string() }),
            output: z.string(),
            errors: [],
        }),
        whoAmI: evaluate({
            summary: 'The caller as the handler sees it.',
            input: z.strictObject({}),
            output: z.json(),
            errors: [],
        }),
        writeByQuestion: evaluate({
            summary: 'Tries to write where only reading is asked.',
            input: z.strictObject({}),
            output: z.string(),
            errors: [],
        }),
    },
    events: { noteWritten: z.strictObject({ noteId: z.string() }) },
});

/** The same definition under another name, to call from. */
const friendApi = { ...notesApi, name: 'friend' } as const;
const foeApi = { ...notesApi, name: 'foe' } as const;

/** Handlers wait here when a test wants two transactions at the same time. */
export const gate: { wait: () => Promise<void> } = { wait: () => Promise.resolve() };

function access(): ReturnType<typeof defineAccess<typeof notesApi>> {
    return defineAccess(notesApi, {
        writeNote: { roles: ['registrar'], clearance: 2, within: 'region' },
        nameNote: { roles: ['registrar'] },
        rewriteNote: { roles: ['registrar'] },
        guardNote: { roles: ['registrar'] },
        misbehave: { roles: ['registrar'] },
        noteById: { public: true },
        notesByTopic: { public: true },
        noteHistory: { public: true },
        shared: { anyone: true },
        askNotes: { anyone: true },
        whoAmI: { public: true },
        writeByQuestion: { public: true },
    });
}

function register(definition: typeof notesApi): Register {
    return domainContract(definition, access(), {
        writeNote: async (ctx, input) => {
            await gate.wait();
            if (input.text === 'forbidden') {
                throw refusal(noteErrors.WORD_FORBIDDEN, { word: input.text });
            }
            const { noteId, version } = ctx.records(notes).insert({ noteId: ctx.newId(), ...without(input, 'region') });
            ctx.emit('noteWritten', { noteId });
            return { noteId, version };
        },
        nameNote: async (ctx, input) => {
            const { noteId, version } = await ctx.records(notes).create(input);
            return { noteId, version };
        },
        rewriteNote: async (ctx, { noteId, ...fields }) => {
            const store = ctx.records(notes);
            store.update({ ...(await store.get(noteId)), text: 'draft' });
            const { version } = store.update({
                noteId,
                ...fields,
                text: `${(await store.get(noteId)).text}/${fields.text}`,
            });
            return { noteId, version };
        },
        guardNote: async (ctx, { noteId, mspIds }) => {
            const note = await ctx.records(notes).get(noteId);
            const { version } = ctx.records(notes).update(note);
            await ctx.records(notes).requireEndorsers(note, mspIds);
            return { noteId, version };
        },
        misbehave: (ctx, { how }) => {
            ctx.records(notes).insert({ noteId: 'lost', text: 'secret' });
            switch (how) {
                case 'throw':
                    throw new Error('the secret of the failing handler');
                case 'unread':
                    ctx.records(notes).update({ noteId: 'never-read', text: 'x' });
                    break;
                case 'event':
                    ctx.emit('noteWritten', { noteId: 7 as unknown as string });
                    break;
                case 'page':
                    return ctx.records(notes).page('byTopic', ['t'], { limit: 1, cursor: '' }) as never;
            }
            return { noteId: 'lost', version: 'one' as unknown as number };
        },
        noteById: async (ctx, { noteId }) => without(await ctx.records(notes).get(noteId), 'updatedAt'),
        notesByTopic: async (ctx, { topic, ...page }) => {
            const { items, cursor } = await ctx.records(notes).page('byTopic', [topic], page);
            return { items: items.map((note) => note.text), cursor };
        },
        noteHistory: async (ctx, { noteId, limit }) => {
            const entries = await ctx.records(notes).history([noteId], limit);
            return entries.map(({ record }) => record?.text ?? '(deleted)');
        },
        shared: (ctx) => `via ${ctx.caller.via ?? 'nobody'}`,
        askNotes: (ctx, { transaction }) => ctx.call(notesApi, transaction as 'shared', {}),
        whoAmI: (ctx) => plain(ctx.caller),
        writeByQuestion: (ctx) => ctx.records(notes).insert({ noteId: 'x', text: 'x' }).text,
    });
}

function plain(caller: Caller): z.core.util.JSONType {
    return JSON.parse(JSON.stringify(caller)) as z.core.util.JSONType;
}

/** Installs `notes`, and two registers that call it: one that may and one that may not. */
export function installNotes(desk: LedgerDesk, config: Partial<RegisterConfig> = {}): void {
    for (const definition of [notesApi, friendApi, foeApi]) {
        const contract = register(definition as typeof notesApi).contractFor({
            register: definition.name,
            foundingDocumentSha256: '',
            clockGuardMs: 'off',
            ...config,
        });
        desk.install(definition.name, chaincodeOf(definition.name, contract));
    }
}
