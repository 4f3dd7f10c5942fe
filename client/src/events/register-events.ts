import type { ContractDefinition, EventName, EventOf } from '@tabularium/chaincode/api';
import { ConfigurationError } from '../errors/tabularium-error';
import type { Clock, Random } from '../seams';
import type { Transport } from '../transport/transport';
import { followBlocks } from './block-follower';
import { blockNumber, blockTransactions } from './block-reader';
import { type CountedEvent, countedEvents } from './counted-events';

interface EventPlace<Register extends string, Type extends string, Payload> extends CountedEvent {
    readonly register: Register;
    readonly type: Type;
    readonly payload: Payload;
}

/** The events of a register; `type` tells which payload it is. (block, transaction, index) orders them for good. */
export type RegisterEvent<Definition extends ContractDefinition> = Definition extends ContractDefinition
    ? {
          [Name in EventName<Definition>]: EventPlace<Definition['name'], Name, EventOf<Definition, Name>>;
      }[EventName<Definition>]
    : never;

export interface EventOptions {
    /**
     * First block to read. Keep the block number with what you make of the events, in the same database transaction,
     * and go on from the next one. Default: only events that are still to come.
     */
    readonly fromBlock?: number;
    /** Aborting ends the loop quietly. */
    readonly signal?: AbortSignal;
    /**
     * Called for an event that the definition does not know or cannot read, as a newer register may write. Default:
     * the loop throws `ConfigurationError`, since leaving an event out can falsify what is made of the others.
     */
    readonly onUnknown?: (event: CountedEvent) => void;
}

interface EventsParts {
    readonly transport: Pick<Transport, 'blocks'>;
    readonly clock: Clock;
    readonly random: Random;
    /** Aborted when the client is closed. */
    readonly closed: AbortSignal;
}

/**
 * Events of the given registers, each once and in the ledger's order, whatever happens to the connection. They are read
 * from whole blocks and only count under the rule of `countedEvents`.
 */
export async function* registerEvents<Definition extends ContractDefinition>(
    definitions: readonly Definition[],
    options: EventOptions,
    { transport, clock, random, closed }: EventsParts,
): AsyncGenerator<RegisterEvent<Definition>, void, undefined> {
    const byName = new Map<string, Definition>(definitions.map((definition) => [definition.name, definition]));
    const registers = new Set(byName.keys());
    const signal = options.signal === undefined ? closed : AbortSignal.any([closed, options.signal]);
    const blocks = followBlocks({ transport, clock, random, fromBlock: options.fromBlock, signal });
    for await (const block of blocks) {
        const number = blockNumber(block);
        for (const transaction of blockTransactions(block)) {
            for (const event of countedEvents(transaction, number, registers)) {
                const read = readEvent(event, byName.get(event.register), options);
                if (read !== undefined) {
                    yield read as RegisterEvent<Definition>;
                }
                if (signal.aborted) {
                    return;
                }
            }
        }
    }
}

function readEvent(
    event: CountedEvent,
    definition: ContractDefinition | undefined,
    { onUnknown }: EventOptions,
): CountedEvent | undefined {
    const schemas = definition?.events ?? {};
    const schema = Object.hasOwn(schemas, event.type) ? schemas[event.type] : undefined;
    const payload = schema?.safeParse(event.payload);
    if (payload?.success === true) {
        return { ...event, payload: payload.data };
    }
    if (onUnknown === undefined) {
        throw new ConfigurationError(
            `Event ${event.type} of register ${event.register} in block ${String(event.blockNumber)} cannot be read`,
            'Use a client of the same version as the register, or give onUnknown',
            { step: 'events', transactionId: event.transactionId, cause: payload?.error },
        );
    }
    onUnknown(event);
    return undefined;
}
