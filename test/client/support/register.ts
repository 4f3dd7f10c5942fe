import { defineContract, defineErrors, evaluate, refusal, submit } from '../../../chaincode/src/api';
import { z } from 'zod';

export const noteErrors = defineErrors('NOTE', {
    NOT_FOUND: {
        kind: 'NOT_FOUND',
        en: 'There is no note {noteId}.',
        zh: '没有笔记 {noteId}。',
        fix: ['Check the id.', '请核对标识。'],
    },
    LOCKED: {
        kind: 'ABORTED',
        en: 'The note is locked.',
        zh: '笔记已锁定。',
        fix: ['Wait.', '请等待。'],
        retryable: true,
    },
});

export const noteMissing = refusal(noteErrors.NOT_FOUND, { noteId: 'n1' });
export const noteLocked = refusal(noteErrors.LOCKED);

/** A register as small as they come. */
export const noteApi = defineContract({
    name: 'note',
    summary: 'Notes.',
    transactions: {
        writeNote: submit({
            summary: 'Writes a note.',
            input: z.strictObject({ text: z.string() }),
            output: z.object({ noteId: z.string() }),
            errors: [noteErrors.LOCKED],
        }),
        sealNote: submit({
            summary: 'Writes a note that only some may read.',
            input: z.strictObject({ title: z.string() }),
            private: z.strictObject({ salt: z.string().regex(/^[0-9a-f]{32,64}$/), text: z.string() }),
            output: z.object({ noteId: z.string() }),
            errors: [],
        }),
        noteById: evaluate({
            summary: 'A note.',
            input: z.strictObject({ noteId: z.string() }),
            output: z.object({ text: z.string() }),
            errors: [noteErrors.NOT_FOUND],
        }),
        allNotes: evaluate({
            summary: 'How many there are.',
            input: z.strictObject({}),
            output: z.object({ count: z.int() }),
            errors: [],
        }),
    },
    events: { noteWritten: z.object({ noteId: z.string() }) },
});
