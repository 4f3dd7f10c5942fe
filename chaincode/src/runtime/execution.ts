/**
 * What happens behind the door: did the command come before; the handler in its unit of work; the output is checked,
 * the marker put. The writes stay buffered.
 */
import type { Command } from './command';
import type { Entrance } from './entrance';
import type { Private } from './private';
import { reveal } from './sealed';
import type { TransactionScope } from './transaction-scope';

/** A transaction that may run. */
interface Admitted {
    readonly entrance: Entrance;
    readonly scope: TransactionScope;
    readonly input: unknown;
    readonly secret: Private<unknown> | undefined;
}

export interface Execution {
    readonly scope: TransactionScope;
    readonly output: unknown;
    /** Collections that the same command wrote when it came before; absent when it is new. */
    readonly replayed?: readonly string[];
}

export async function evaluateIn(admitted: Admitted): Promise<Execution> {
    return { scope: admitted.scope, output: await answerOf(admitted) };
}

export async function submitIn(admitted: Admitted & { readonly command: Command }): Promise<Execution> {
    const { entrance, scope, command } = admitted;
    if (entrance.locate !== undefined) {
        return confinedTo(await entrance.locate(scope.context(), admitted.input), admitted);
    }
    const before = await command.replayed(scope.unit);
    if (before !== undefined) {
        return { scope, output: before.result, replayed: before.collections };
    }
    const result = await answerOf(admitted);
    command.remember(scope.unit, { result, collections: scope.privateWork.writtenCollections }, scope.now);
    return { scope, output: result };
}

async function confinedTo(
    collection: string,
    { entrance, scope, input, secret, command }: Admitted & { readonly command: Command },
): Promise<Execution> {
    scope.confine(collection);
    if (!(await command.replayedIn(scope.privateWork, collection))) {
        await entrance.handle(scope.context(), input, ...given(secret));
    }
    // Also when it came before: a transaction that writes nothing needs the register's own policy, whose peers must
    // not see the private input.
    command.rememberIn(scope.privateWork, collection);
    return { scope, output: entrance.transaction.output.parse({}) };
}

async function answerOf({ entrance, scope, input, secret }: Admitted): Promise<unknown> {
    const { output, reveals } = entrance.transaction;
    const answer: unknown = await entrance.handle(scope.context(), input, ...given(secret));
    return reveals === true ? revealed(answer, entrance) : output.parse(answer);
}

function revealed(answer: unknown, { name, transaction }: Entrance): unknown {
    try {
        return transaction.output.parse(reveal(answer));
    } catch {
        // What a schema says about the answer may repeat it.
        throw new Error(`the answer of ${name} is not what its definition says`);
    }
}

function given(secret: Private<unknown> | undefined): readonly [] | readonly [Private<unknown>] {
    return secret === undefined ? [] : [secret];
}
