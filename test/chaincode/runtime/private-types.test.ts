/** What the compiler must refuse. `npm run check:types` runs these lines; here they only have to load. */
import type { TxContext } from '../../../chaincode/src/runtime/context';
import { confinedSubmit, revealingEvaluate, submit } from '../../../chaincode/src/runtime/definition';
import type { Handlers } from '../../../chaincode/src/runtime/handlers';
import type { Private } from '../../../chaincode/src/runtime/private';
import { z } from 'zod';
import { type Letter, vaultApi } from './vault-register';

type VaultHandlers = Handlers<typeof vaultApi>;

function emits(ctx: TxContext<typeof vaultApi>, letter: Private<Letter>): void {
    // @ts-expect-error an event cannot carry a closed value
    ctx.emit('announced', { letterId: letter });
}

const handlers: Partial<VaultHandlers> = {
    // @ts-expect-error an answer cannot hold a closed value
    announce: (_ctx, { from }, letter) => ({ letterId: from, commitment: letter }),
    // @ts-expect-error a confined submit names its collection
    deliver: () => undefined,
    // @ts-expect-error only what the definition says can be revealed
    letterById: (_ctx, { letterId }) => ({
        letterId,
        letter: {} as Private<{ text: number }>,
        first: {} as Private<string>,
    }),
    // @ts-expect-error a question without that definition reveals nothing
    hashOfLetter: () => ({ hash: {} as Private<string> }),
};

const definitions = [
    submit({
        summary: 'A private input without a salt.',
        input: z.strictObject({}),
        output: z.strictObject({}),
        // @ts-expect-error its commitment could be guessed
        private: z.strictObject({ text: z.string() }),
        errors: [],
    }),
    confinedSubmit({
        summary: 'A confined submit with an answer.',
        input: z.strictObject({}),
        confinedTo: 'inbox',
        // @ts-expect-error nobody could tell it again
        output: z.strictObject({ text: z.string() }),
        errors: [],
    }),
    revealingEvaluate({
        summary: 'A revealing question of other registers.',
        input: z.strictObject({}),
        output: z.strictObject({}),
        reveals: true,
        // @ts-expect-error the answer would be in other hands
        via: ['friend'],
        errors: [],
    }),
];

describe('the types of private values', () => {
    it('have been compiled', () => {
        expect([emits, ...Object.values(handlers), ...definitions]).toHaveLength(8);
    });
});
