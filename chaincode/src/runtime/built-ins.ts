/**
 * Transactions that every register answers beside its own. `endorsers` runs a submit to its end without writing, and
 * tells whose endorsement its write set needs; a refusal of the submit comes out as it would from the submit itself.
 * Private input of the submit comes with the question as it would with the submit.
 */
import { z } from 'zod';
import { type ContractDefinition, evaluate, type TransactionDefinitions } from './definition';
import { CommandId } from './primitives';

export const EndorsersInput = z.strictObject({
    /** Name of a submit transaction of the same register. */
    transaction: z.string().min(1).max(64),
    /** The argument that the submit would carry. */
    argument: z.strictObject({ commandId: CommandId, input: z.unknown() }),
});

export const EndorsersOutput = z.strictObject({
    /** Chaincodes whose endorsement policy validation will check; empty when the command ran before. */
    namespaces: z.array(z.string()),
    /** Distinct committed key-level policies of written keys: base64 of SignaturePolicyEnvelope. */
    keyPolicies: z.array(z.string()),
    /** Some written key has no committed policy of its own, so that the namespace's policy applies too. */
    plainKeys: z.boolean(),
    /** Object types of the register whose keys may carry a policy of their own. */
    guarded: z.array(z.string()),
    /**
     * Private collections of this register that the command writes, by their Fabric names: validation asks each one's
     * endorsement policy, and only members should see the command's private input. Also when the command ran before.
     * Registers that know none do not answer it.
     */
    collections: z.array(z.string()).default([]),
    /** Input field whose value, up to `~`, decides which collections are written; see `partiesOf` of a definition. */
    partiesOf: z.string().exactOptional(),
});
export type Endorsers = z.output<typeof EndorsersOutput>;

export const builtIns = {
    endorsers: evaluate({
        summary: 'Whose endorsement a submit would need, found by running it without writing.',
        input: EndorsersInput,
        output: EndorsersOutput,
        errors: [],
    }),
} as const satisfies TransactionDefinitions;
export type BuiltIns = typeof builtIns;

/** A definition as clients see it: with the built-in transactions. */
export type WithBuiltIns<Definition extends ContractDefinition> = Omit<Definition, 'transactions'> & {
    readonly transactions: Definition['transactions'] & BuiltIns;
};

export function withBuiltIns<Definition extends ContractDefinition>(definition: Definition): WithBuiltIns<Definition> {
    return { ...definition, transactions: { ...definition.transactions, ...builtIns } };
}
