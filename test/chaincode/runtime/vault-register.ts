/** A register made for tests of private data: sealed letters between two organisations, and every way to give one away. */
import { inspect } from 'node:util';
import { z } from 'zod';
import { deploymentPlan } from '../../../chaincode/src/deployments';
import { defineAccess } from '../../../chaincode/src/runtime/access';
import { chaincodeOf } from '../../../chaincode/src/runtime/chaincode';
import { type CollectionFamily, collectionOf } from '../../../chaincode/src/runtime/collections';
import { commitmentOf } from '../../../chaincode/src/runtime/commitment';
import {
    confinedSubmit,
    defineContract,
    evaluate,
    revealingEvaluate,
    submit,
} from '../../../chaincode/src/runtime/definition';
import { type ContractClass, domainContract, type Register } from '../../../chaincode/src/runtime/door';
import { defineErrors, refusal } from '../../../chaincode/src/runtime/errors';
import type { TxContext } from '../../../chaincode/src/runtime/context';
import type { Private } from '../../../chaincode/src/runtime/private';
import { definePrivateRecord } from '../../../chaincode/src/runtime/private-records';
import { MspId, Salt, Sha256 } from '../../../chaincode/src/runtime/primitives';
import { defineRecord } from '../../../chaincode/src/runtime/records';
import type { RegisterConfig } from '../../../chaincode/src/runtime/register-config';
import type { LedgerDesk } from '../../support/ledger/ledger-desk';

export const vaultErrors = defineErrors('VAULT', {
    COMMITMENT_MISMATCH: {
        kind: 'FAILED_PRECONDITION',
        en: 'This is not letter {letterId}.',
        zh: '这不是信件 {letterId}。',
        fix: ['Send the letter that was announced.', '请发送已登记的信件。'],
    },
    LETTER_TOUCHY: {
        kind: 'FAILED_PRECONDITION',
        en: 'A letter about {word}.',
        zh: '关于{word}的信件。',
        fix: ['Write another.', '请另写一封。'],
    },
});

export const inbox: CollectionFamily = { name: 'inbox', kind: 'inbox', holds: 'Letters that were delivered.' };
export const pair: CollectionFamily = { name: 'pair', kind: 'pair', holds: 'Letters before their delivery.' };

export const Letter = z.strictObject({
    salt: Salt,
    text: z.string().max(200),
    lines: z.array(z.strictObject({ amount: z.int().max(1000) })).exactOptional(),
    notes: z.record(z.string(), z.string().max(10)).exactOptional(),
    colour: z.enum(['red', 'blue']).default('blue'),
});
export type Letter = z.output<typeof Letter>;

export const announcements = defineRecord({
    docType: 'vault.announcement',
    schemaVersion: 1,
    schema: z.strictObject({ letterId: z.string(), commitment: Sha256, from: MspId, to: MspId }),
    key: ['letterId'],
    holds: 'Who writes to whom, and the commitment to the letter.',
});
export const drafts = definePrivateRecord({
    docType: 'vault.draft',
    schemaVersion: 1,
    family: 'pair',
    key: ['letterId'],
    schema: Letter,
    holds: 'The letter.',
});
export const letters = definePrivateRecord({
    docType: 'vault.letter',
    schemaVersion: 1,
    family: 'inbox',
    key: ['letterId'],
    schema: Letter,
});
/** Asks for any text where the salt should be. */
const lax = definePrivateRecord({ ...drafts, docType: 'vault.lax', schema: Letter.extend({ salt: z.string() }) });
/** Takes anything, so that only the frame stands between a closed value and the ledger. */
const anything = defineRecord({
    docType: 'vault.anything',
    schemaVersion: 1,
    schema: z.strictObject({ id: z.string(), what: z.unknown() }),
    key: ['id'],
});

const byLetter = z.strictObject({ letterId: z.string() });
const announcement = z.strictObject({ letterId: z.string(), commitment: Sha256 });

export const vaultApi = defineContract({
    name: 'vault',
    summary: 'Letters for tests.',
    collections: [inbox, pair],
    transactions: {
        announce: submit({
            summary: 'Commits to a letter in public and leaves it with the pair.',
            input: z.strictObject({ from: MspId, to: MspId }),
            private: Letter,
            output: announcement,
            errors: [],
        }),
        deliver: confinedSubmit({
            summary: 'Puts the announced letter into the inbox.',
            input: byLetter,
            private: Letter,
            confinedTo: 'inbox',
            errors: [vaultErrors.COMMITMENT_MISMATCH],
        }),
        forget: confinedSubmit({
            summary: 'Purges a delivered letter.',
            input: byLetter,
            confinedTo: 'inbox',
            errors: [],
        }),
        discard: submit({
            summary: 'Removes the draft and writes another one in its place, twice.',
            input: byLetter,
            private: Letter,
            output: z.strictObject({ before: z.boolean(), between: z.boolean(), after: z.boolean() }),
            errors: [],
        }),
        misbehave: submit({
            summary: 'Tries to give the letter away.',
            input: z.strictObject({ how: z.string() }),
            private: Letter,
            output: z.strictObject({ text: z.string(), what: z.unknown().optional() }),
            errors: [],
        }),
        escape: confinedSubmit({
            summary: 'Tries to leave its collection.',
            input: z.strictObject({ how: z.string() }),
            confinedTo: 'inbox',
            errors: [],
        }),
        letterById: revealingEvaluate({
            summary: 'A delivered letter.',
            input: byLetter,
            output: z.strictObject({ letterId: z.string(), letter: Letter, first: z.string() }),
            reveals: true,
            errors: [],
        }),
        draftById: revealingEvaluate({
            summary: 'A letter before its delivery.',
            input: byLetter,
            output: Letter,
            reveals: true,
            errors: [],
        }),
        misanswer: revealingEvaluate({
            summary: 'Answers what its definition does not say.',
            input: byLetter,
            output: z.strictObject({ text: z.literal('harmless') }),
            reveals: true,
            errors: [],
        }),
        hashOfLetter: evaluate({
            summary: 'The hash of a delivered letter.',
            input: byLetter,
            output: z.strictObject({ hash: z.string() }),
            errors: [],
        }),
        whisper: submit({
            summary: 'Asks for any text where the salt should be.',
            input: z.strictObject({}),
            private: z.strictObject({ salt: z.string() }),
            output: z.strictObject({}),
            errors: [],
        }),
        seen: evaluate({
            summary: 'Whether a letter is announced; for one other register.',
            input: byLetter,
            output: z.boolean(),
            errors: [],
            via: ['friend'],
        }),
        askVault: submit({
            summary: 'Asks another register with a letter in hand.',
            input: byLetter,
            private: Letter,
            output: z.strictObject({ seen: z.boolean() }),
            errors: [],
        }),
    },
    events: {
        announced: z.strictObject({ letterId: z.string() }),
        whispered: z.strictObject({ what: z.unknown() }),
    },
});

type Misdeed = (ctx: TxContext<typeof vaultApi>, letter: Private<Letter>) => unknown;

const PAIR = 'pair-Org1MSP-Org2MSP';

/** What a careless author might write; the letter must come out nowhere. */
export const misdeeds: Readonly<Record<string, Misdeed>> = {
    'returns it as a text': (_ctx, letter) => ({ text: letter }),
    'returns it where anything goes': (_ctx, letter) => ({ text: '', what: letter }),
    'returns it deep inside': (_ctx, letter) => ({ text: '', what: [{ letter }] }),
    'returns it in a template': (_ctx, letter) => ({ text: `a ${letter as unknown as string}` }),
    'returns its JSON': (_ctx, letter) => ({ text: JSON.stringify({ letter }) }),
    'returns its inspection': (_ctx, letter) => ({ text: inspect(letter, { showHidden: true, customInspect: false }) }),
    'returns a clone of it': (_ctx, letter) => ({ text: JSON.stringify(structuredClone(letter)) }),
    'emits it': (ctx, letter) => {
        ctx.emit('whispered', { what: letter });
    },
    'writes it into a public record': (ctx, letter) => {
        ctx.records(anything).insert({ id: 'a', what: letter });
    },
    'throws it in a refusal': (_ctx, letter) => {
        throw refusal(vaultErrors.LETTER_TOUCHY, { word: letter as unknown as string });
    },
    'throws it in the text of an error': (_ctx, letter) => {
        throw new Error(`cannot bear ${letter as unknown as string}`);
    },
    'throws it as a cause': (_ctx, letter) => {
        throw new Error('cannot bear it', { cause: letter });
    },
    'throws it': (_ctx, letter) => {
        throw letter as unknown as Error;
    },
    'throws it from a predicate': (_ctx, letter) =>
        letter.satisfies(({ text }) => {
            throw new Error(text);
        }),
    'throws it from a predicate as a refusal': (_ctx, letter) =>
        letter.satisfies(({ text }) => {
            throw refusal(vaultErrors.LETTER_TOUCHY, { word: text });
        }),
    'throws it from a mapping': (_ctx, letter) =>
        letter.map(({ text }) => {
            throw new Error(text);
        }),
    'takes it for a yes': (_ctx, letter) => ({ text: letter.satisfies(({ text }) => text as unknown as boolean) }),
    'takes it for a code': (_ctx, letter) => ({ text: letter.classify(['ok'], ({ text }) => text as 'ok') }),
    'parses it': (_ctx, letter) => letter.map(({ text }) => z.literal('harmless').parse(text)),
    'stores it in another shape': (ctx, letter) => {
        const other = letter.map((value) => ({ ...value, [value.text]: 'x' }));
        ctx.privateRecords(drafts, PAIR).put(['a'], other);
    },
    'stores it without a salt': (ctx, letter) => {
        const other = letter.map((value) => ({ ...value, salt: '' }));
        ctx.privateRecords(drafts, PAIR).put(['a'], other);
    },
    'stores it with a weak salt under a lax schema': (ctx, letter) => {
        const other = letter.map((value) => ({ ...value, salt: 'weak' }));
        ctx.privateRecords(lax, PAIR).put(['a'], other);
    },
    'stores what only looks closed': (ctx, letter) => {
        ctx.privateRecords(drafts, PAIR).put(['a'], { ...letter });
    },
    'stores it in a collection of another family': (ctx, letter) => {
        ctx.privateRecords(drafts, 'inbox-Org1MSP').put(['a'], letter);
    },
    'stores it in an implicit collection': (ctx, letter) => {
        ctx.privateRecords({ ...drafts, family: '_implicit_org' }, '_implicit_org_Org1MSP').put(['a'], letter);
    },
};

const escapes: Readonly<Record<string, (ctx: TxContext<typeof vaultApi>) => void>> = {
    publicly: (ctx) => {
        ctx.records(anything).insert({ id: 'a', what: 'x' });
    },
    sideways: (ctx) => {
        ctx.privateRecords(letters, 'inbox-Org2MSP').purge('a');
    },
    loudly: (ctx) => {
        ctx.emit('announced', { letterId: 'a' });
    },
};

const access = defineAccess(vaultApi, {
    announce: { public: true },
    deliver: { public: true },
    forget: { public: true },
    discard: { public: true },
    misbehave: { public: true },
    escape: { public: true },
    letterById: { public: true },
    draftById: { public: true },
    misanswer: { public: true },
    hashOfLetter: { public: true },
    whisper: { public: true },
    seen: { anyone: true },
    askVault: { public: true },
});

function register(definition: typeof vaultApi): Register {
    return domainContract(definition, access, {
        announce: (ctx, { from, to }, letter) => {
            const { letterId, commitment } = ctx
                .records(announcements)
                .insert({ letterId: ctx.newId(), commitment: commitmentOf(letter), from, to });
            ctx.privateRecords(drafts, collectionOf(pair, from, to)).put([letterId], letter);
            ctx.emit('announced', { letterId });
            return { letterId, commitment };
        },
        deliver: {
            collection: (ctx, { letterId }) => inboxOf(ctx, letterId),
            write: async (ctx, { letterId }, letter) => {
                const { commitment } = await ctx.records(announcements).get(letterId);
                if (commitmentOf(letter) !== commitment) {
                    throw refusal(vaultErrors.COMMITMENT_MISMATCH, { letterId });
                }
                ctx.privateRecords(letters, await inboxOf(ctx, letterId)).put([letterId], letter);
            },
        },
        forget: {
            collection: (ctx, { letterId }) => inboxOf(ctx, letterId),
            write: async (ctx, { letterId }) => {
                ctx.privateRecords(letters, await inboxOf(ctx, letterId)).purge(letterId);
            },
        },
        discard: async (ctx, { letterId }, letter) => {
            const store = ctx.privateRecords(drafts, PAIR);
            const before = (await store.find(letterId))?.equals(letter) ?? false;
            store.remove(letterId);
            const between = (await store.find(letterId)) !== undefined || (await store.hash(letterId)) !== undefined;
            store.put([letterId], letter);
            const after = (await store.get(letterId)).equals(letter);
            store.put(['z'], letter);
            store.remove('0');
            ctx.privateRecords(letters, 'inbox-Org3MSP').put([letterId], letter);
            ctx.records(anything).insert({ id: 'z', what: 'public' });
            return { before, between, after };
        },
        misbehave: (ctx, { how }, letter) =>
            (misdeeds[how]?.(ctx, letter) ?? { text: 'nothing came of it' }) as { text: string },
        escape: {
            collection: (_ctx, { how }) => (how === 'elsewhere' ? PAIR : 'inbox-Org1MSP'),
            write: (ctx, { how }) => {
                escapes[how]?.(ctx);
            },
        },
        letterById: async (ctx, { letterId }) => {
            const letter = await ctx.privateRecords(letters, await inboxOf(ctx, letterId)).get(letterId);
            return { letterId, letter, first: letter.map(({ text }) => text.slice(0, 1)) };
        },
        draftById: async (ctx, { letterId }) => {
            const { from, to } = await ctx.records(announcements).get(letterId);
            return ctx.privateRecords(drafts, collectionOf(pair, from, to)).get(letterId);
        },
        misanswer: async (ctx, { letterId }) => {
            const letter = await ctx.privateRecords(letters, await inboxOf(ctx, letterId)).get(letterId);
            return { text: letter.map(({ text }) => text as 'harmless') };
        },
        hashOfLetter: async (ctx, { letterId }) => ({
            hash: (await ctx.privateRecords(letters, await inboxOf(ctx, letterId)).hash(letterId)) ?? '',
        }),
        whisper: () => ({}),
        seen: async (ctx, { letterId }) => (await ctx.records(announcements).find(letterId)) !== undefined,
        askVault: async (ctx, input) => ({ seen: await ctx.call(vaultApi, 'seen', input) }),
    });
}

async function inboxOf(ctx: TxContext<typeof vaultApi>, letterId: string): Promise<string> {
    return collectionOf(inbox, (await ctx.records(announcements).get(letterId)).to);
}

/** As deployed among three organisations; Org2MSP owns the register. */
export const collections = deploymentPlan(
    {
        agencies: { land: 'Org1MSP', data: 'Org2MSP', bank: 'Org3MSP' },
        registers: { vault: { kind: 'witnessed', owner: 'data', witnesses: ['land', 'bank'] } },
    },
    { vault: [inbox, pair] },
).flatMap((deployment) => deployment.collections);

/** Installs `vault` and a register that may ask it. Everything thrown through the door is shown to `thrown`. */
export function installVault(
    desk: LedgerDesk,
    config: Partial<RegisterConfig> = {},
    thrown: (error: unknown) => void = () => undefined,
): void {
    for (const name of ['vault', 'friend']) {
        const definition = { ...vaultApi, name } as typeof vaultApi;
        const contract = register(definition).contractFor({
            register: name,
            foundingDocumentSha256: '',
            clockGuardMs: 'off',
            ...config,
        });
        desk.install(name, chaincodeOf(name, watched(contract, thrown)), collections);
    }
}

interface Watched {
    aroundTransaction(...args: unknown[]): Promise<unknown>;
}

function watched(contract: ContractClass, thrown: (error: unknown) => void): ContractClass {
    const Base = contract as unknown as new () => Watched;
    class WatchedContract extends Base {
        override async aroundTransaction(...args: unknown[]): Promise<unknown> {
            try {
                return await super.aroundTransaction(...args);
            } catch (error) {
                thrown(error);
                throw error;
            }
        }
    }
    return WatchedContract as unknown as ContractClass;
}
