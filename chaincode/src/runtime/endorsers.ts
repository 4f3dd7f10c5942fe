/** Whose endorsement a command needs, read from the writes that it left in its buffers. */
import type { Endorsers } from './built-ins';
import type { TransactionDefinition } from './definition';
import type { Execution } from './execution';

export async function endorsersOf(
    { scope, replayed = [] }: Execution,
    { partiesOf }: Pick<TransactionDefinition, 'partiesOf'>,
): Promise<Endorsers> {
    const { name: register, guarded: mayHavePolicies = [] } = scope.definition;
    const always = { guarded: [...mayHavePolicies], ...(partiesOf !== undefined && { partiesOf }) };
    if (replayed.length > 0) {
        // It writes nothing now, so that the register's own policy is asked; its private input is for the same members.
        return { namespaces: [register], keyPolicies: [], plainKeys: true, collections: [...replayed], ...always };
    }
    const keys = scope.unit.writtenKeys;
    const policies = new Set<string>();
    let plainKeys = false;
    for (const key of keys) {
        const policy = await scope.unit.committedPolicy(key);
        if (policy === undefined) {
            plainKeys = true;
        } else {
            policies.add(Buffer.from(policy).toString('base64'));
        }
    }
    return {
        namespaces: keys.length === 0 ? [] : [register],
        keyPolicies: [...policies].sort(),
        plainKeys,
        collections: [...scope.privateWork.writtenCollections],
        ...always,
    };
}
