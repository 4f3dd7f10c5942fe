import { fromGateway } from '../errors/from-gateway';
import { type ResumeOptions, UnknownOutcomeError } from '../errors/unknown-outcome-error';
import type { Deadlines } from '../transport/deadlines';
import type { CommitStatus, EndorsedTransaction } from '../transport/transport';
import { type CallSeams, pause, stopwatch } from './call-seams';
import type { CommitStream, ExpectedCommit } from './commit-stream';
import { verdictOn } from './retry-rules';
import { common } from '@hyperledger/fabric-protos';

export interface Delivery {
    readonly endorsed: EndorsedTransaction;
    readonly commandId: string;
    readonly deadlines: Deadlines;
    readonly seams: CallSeams;
    readonly commits: CommitStream;
    readonly signal: AbortSignal | undefined;
    /** What a resumed call resolves with. */
    readonly finish: (outcome: CommitStatus) => unknown;
}

/**
 * Sends an endorsed transaction and waits for its block. From the first byte sent on, a failure is a doubt, never a no:
 * the same bytes are sent again (one transaction id commits at most once) and the status is asked.
 * @throws UnknownOutcomeError when the budget is spent; TabulariumError where the ordering service refused
 */
export async function deliver(delivery: Delivery): Promise<CommitStatus> {
    const expected = delivery.commits.expect(delivery.endorsed.transactionId);
    try {
        return await delivered(delivery, expected);
    } finally {
        expected.end();
    }
}

async function delivered(delivery: Delivery, expected: ExpectedCommit): Promise<CommitStatus> {
    const { endorsed, deadlines, seams, signal } = delivery;
    try {
        await endorsed.submit({ timeoutMs: deadlines.submitMs, signal });
    } catch (error) {
        if (verdictOn('submit', error) === 'give up' || !isSigned(endorsed)) {
            throw fromGateway(error, contextOf(delivery, 'submit'));
        }
        return settle(delivery, 'submit', deadlines.outcomeMs, error);
    }
    const left = stopwatch(seams.clock, deadlines.commitStatusMs);
    try {
        return (
            (await expected.outcome({ timeoutMs: left(), signal })) ??
            (await endorsed.status({ timeoutMs: left(), signal }))
        );
    } catch (error) {
        if (verdictOn('commit', error) === 'give up') {
            throw unknownOutcome(delivery, 'commit', error);
        }
        return settle(delivery, 'commit', deadlines.outcomeMs, error);
    }
}

/** Sends the same bytes until an orderer takes them, and asks for the status until the peer knows it. */
async function settle(
    delivery: Delivery,
    step: 'submit' | 'commit',
    budgetMs: number,
    firstDoubt: unknown,
): Promise<CommitStatus> {
    const { endorsed, deadlines, seams, signal } = delivery;
    const left = stopwatch(seams.clock, budgetMs);
    let doubt = firstDoubt;
    let taken = false;
    for (let round = 0; left() > 0 && signal?.aborted !== true; round++) {
        if (!taken) {
            // A refusal of these bytes is no answer: an earlier sending may have been ordered.
            taken = await endorsed.submit({ timeoutMs: Math.min(deadlines.submitMs, left()), signal }).then(
                () => true,
                (error: unknown) => {
                    doubt = error;
                    return false;
                },
            );
        }
        try {
            const timeoutMs = taken ? left() : Math.min(deadlines.submitMs, left());
            return await endorsed.status({ timeoutMs, signal });
        } catch (error) {
            doubt = error;
        }
        await pause(seams, round, signal);
    }
    throw unknownOutcome(delivery, step, signal?.aborted === true ? signal.reason : doubt);
}

function unknownOutcome(delivery: Delivery, step: 'submit' | 'commit', cause: unknown): UnknownOutcomeError {
    const { endorsed, commandId, deadlines } = delivery;
    return new UnknownOutcomeError({
        step,
        transactionId: endorsed.transactionId,
        commandId,
        envelope: endorsed.envelope(),
        cause,
        resume: async ({ signal, budgetMs = deadlines.outcomeMs }: ResumeOptions = {}) => {
            const resumed = { ...delivery, signal };
            return delivery.finish(await settle(resumed, step, budgetMs, cause));
        },
    });
}

function contextOf(
    { endorsed, commandId }: Delivery,
    step: 'submit',
): {
    step: 'submit';
    transactionId: string;
    commandId: string;
} {
    return { step, transactionId: endorsed.transactionId, commandId };
}

/** A signer that failed has sent nothing. */
function isSigned(endorsed: EndorsedTransaction): boolean {
    return common.Envelope.deserializeBinary(endorsed.envelope()).getSignature_asU8().length > 0;
}
