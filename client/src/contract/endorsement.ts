import type { EndorserPlanner, PlannedCommand } from '../endorsers/endorser-planner';
import type { Availability } from '../endorsers/availability';
import { unreachableOrganizations } from '../endorsers/unreachable';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { answersOf, fromGateway } from '../errors/from-gateway';
import type { Deadlines } from '../transport/deadlines';
import type { EndorsedTransaction, Transport } from '../transport/transport';
import { assertWanted, type CallSeams, pause } from './call-seams';
import { limits, verdictOn } from './retry-rules';

export interface EndorsementParts {
    readonly transport: Transport;
    readonly planner: EndorserPlanner;
    readonly availability: Availability;
    readonly seams: CallSeams;
}

export interface Endorsement {
    readonly endorsed: EndorsedTransaction;
    readonly organizations: readonly string[];
}

/** What one command has met with so far. */
interface Setbacks {
    unreached: number;
    disagreements: number;
    /** Organisations that did not answer; the command goes on without them. */
    readonly excluded: Set<string>;
}

/**
 * Gets a command endorsed: plans whom to ask, asks, and plans a detour around organisations that are down. Nothing is
 * ordered here, so everything may be repeated.
 */
export async function endorse(
    command: PlannedCommand,
    parts: EndorsementParts,
    deadlines: Deadlines,
    signal: AbortSignal | undefined,
): Promise<Endorsement> {
    const { commandId } = command;
    const setbacks: Setbacks = { unreached: 0, disagreements: 0, excluded: new Set() };
    let detours = 0;
    for (;;) {
        const planLimits = { timeoutMs: deadlines.evaluateMs, signal };
        const plan = await parts.planner.plan(command, setbacks.excluded, planLimits);
        const { organizations } = plan;
        assertWanted(signal, { step: 'endorse', commandId });
        let transactionId: string | undefined;
        try {
            const endorsed = await parts.transport.endorse(
                {
                    chaincode: command.chaincode,
                    transaction: command.transaction,
                    argument: Buffer.from(command.argument),
                    privateInput: command.privateInput,
                },
                organizations,
                {
                    timeoutMs: deadlines.endorseMs,
                    signal,
                    onProposed: (id) => {
                        transactionId = id;
                    },
                },
            );
            parts.availability.answered(organizations);
            if (parts.planner.confirm(command, plan, () => endorsed.writes())) {
                return { endorsed, organizations };
            }
        } catch (error) {
            const context = { step: 'endorse', commandId, transactionId } as const;
            assertWanted(signal, context);
            const down = [...unreachableOrganizations(error)].filter((mspId) => organizations.includes(mspId));
            parts.availability.failed(down);
            if (down.length > 0 && detours < limits.detours) {
                detours += 1;
                for (const mspId of down) {
                    setbacks.excluded.add(mspId);
                }
            } else if (!mayRepeat(error, organizations, setbacks)) {
                throw fromGateway(error, down.length > 0 ? { ...context, retryable: true } : context);
            } else {
                await pause(parts.seams, setbacks.unreached + setbacks.disagreements, signal);
            }
        }
    }
}

function mayRepeat(error: unknown, organizations: readonly string[], setbacks: Setbacks): boolean {
    if (disagree(error, organizations) && setbacks.disagreements < limits.disagreements) {
        setbacks.disagreements += 1;
        return true;
    }
    if (verdictOn('endorse', error) === 'again' && setbacks.unreached + 1 < limits.unreachedTries) {
        setbacks.unreached += 1;
        return true;
    }
    return false;
}

/** Whether peers saw different states: some refused while others did not, or their results differ. */
function disagree(error: unknown, organizations: readonly string[]): boolean {
    if (!(error instanceof GatewayError)) {
        return false;
    }
    const answers = answersOf(error);
    const refused = new Set(answers.filter(({ refusal }) => refusal !== undefined).map(({ mspId }) => mspId));
    const different = answers.some(({ message }) => message.includes('ProposalResponsePayloads do not match'));
    return different || (refused.size > 0 && refused.size < organizations.length && !refused.has(''));
}
