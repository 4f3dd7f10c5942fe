/**
 * The acts of a story as data. An act does one thing and says beforehand how it must come out; `$name.path` anywhere in
 * an input stands for a value, see ./scope. `{name.path}` in a note is filled with one.
 */
import { z } from 'zod';

export const BilingualText = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export const Name = z.string().regex(/^[a-z][a-z0-9-]*$/);

/** `register.transaction`. */
const Transaction = z.string().regex(/^(directory|exchange|land|licence)\.[a-zA-Z]+$/);
const Input = z.record(z.string(), z.unknown());

const common = { id: Name, tell: BilingualText };
const told = {
    ...common,
    /** The officer who acts. */
    by: Name,
    /** Told below the act, once it has come out as it must. */
    note: BilingualText.optional(),
};

/** Agencies whose peers endorsed; told below the act. */
const Endorsers = z.union([z.strictObject({ are: z.array(Name) }), z.strictObject({ include: z.array(Name) })]);

export const CallAct = z.strictObject({
    ...told,
    call: Transaction,
    input: Input,
    /** Goes to the endorsers alone: an input, or a reference to one. */
    private: z.union([Input, z.string().startsWith('$')]).optional(),
    /** First the officer seals this record for the use that the input names. */
    seal: Name.optional(),
    /** The refusal that must come; without it the act must succeed. */
    expect: z.string().optional(),
    endorsers: Endorsers.optional(),
    /** The officer acts under a certificate renewed for this act: another key, the same subject. */
    renewed: z.boolean().optional(),
    /** In a race: this one must first lose with a version conflict. */
    conflict: z.boolean().optional(),
});

export const AskAct = z.strictObject({
    ...told,
    ask: Transaction,
    input: Input,
    /** The answer is a record sealed under this name; opened, it is the answer's `record`. */
    open: Name.optional(),
    /** What the answer must hold, at least. */
    answer: Input.optional(),
    expect: z.string().optional(),
    /** The answer is a no, and told like a refusal. */
    declines: z.boolean().optional(),
});

/** Reads every block of the channel, as any member can, and looks for texts in their bytes. */
export const SearchAct = z.strictObject({
    ...told,
    search: z.strictObject({
        absent: z.array(z.string()).min(1),
        /** What is found shows that the search would have found the others. */
        present: z.array(z.string()).min(1),
    }),
});

/** A citizen's device signs what the case of this act asks of the person. */
export const SignAct = z.strictObject({ ...common, sign: Name, person: Name, by: Name });
export const AttestAct = z.strictObject({ ...common, attest: Name, by: Name });

/** Calls of one block, in this order. */
export const RaceAct = z.strictObject({ ...common, race: z.array(CallAct).min(2) });
/** Acts that are told in one line as long as all come out as they must. */
export const FoldAct = z.strictObject({
    ...common,
    fold: z.array(z.union([CallAct, AskAct, SignAct, AttestAct])).min(2),
});

export const Chapter = z.strictObject({
    title: BilingualText,
    acts: z.array(z.union([CallAct, AskAct, SearchAct, SignAct, AttestAct, RaceAct, FoldAct])).min(1),
});

export type CallAct = z.output<typeof CallAct>;
export type AskAct = z.output<typeof AskAct>;
export type SearchAct = z.output<typeof SearchAct>;
export type SignAct = z.output<typeof SignAct>;
export type AttestAct = z.output<typeof AttestAct>;
export type RaceAct = z.output<typeof RaceAct>;
export type FoldAct = z.output<typeof FoldAct>;
/** An act that comes out in one way. */
export type SingleAct = CallAct | AskAct | SearchAct | SignAct | AttestAct;
export type Chapter = z.output<typeof Chapter>;
