import { EVENT_NAME } from '@tabularium/chaincode/api';
import { z } from 'zod';
import type { BlockTransaction } from './block-reader';

/** An event as the register wrote it, before its definition has read it. */
export interface CountedEvent {
    readonly register: string;
    readonly type: string;
    readonly payload: unknown;
    readonly transactionId: string;
    readonly blockNumber: number;
    /** Position of the transaction in its block, from 0. */
    readonly transactionIndex: number;
    /** Position among the events of the transaction, from 0. */
    readonly index: number;
}

const Envelope = z.object({
    v: z.literal(1),
    txId: z.string(),
    items: z.array(z.object({ register: z.string(), type: z.string(), payload: z.unknown() })),
});

/** Object type of the marker that every command of a register leaves; see the registers' runtime. */
const commandMarker = '\u0000command\u0000';

/**
 * The events of a transaction that count.
 *
 * One organisation alone can bring a VALID transaction with any chaincode event into a block: it writes nothing that
 * needs the register's endorsement policy, for instance only to its own implicit collection, or only keys that its own
 * key-level policy covers. So an event counts only if its transaction is VALID, called a register that is known, and
 * writes publicly, in the namespace of the register that the event names, at least one key that the register's
 * endorsement policy covers. A block does not show which keys have policies of their own; but each command of a register
 * writes its command marker, which never has one: that write is what is looked for.
 */
export function countedEvents(
    transaction: BlockTransaction,
    blockNumber: number,
    registers: ReadonlySet<string>,
): readonly CountedEvent[] {
    const { chaincode, event, transactionId } = transaction;
    if (transaction.validationCode !== 0 || !registers.has(chaincode) || event?.name !== EVENT_NAME) {
        return [];
    }
    if (!writesMarker(transaction, chaincode)) {
        return [];
    }
    const envelope = Envelope.safeParse(jsonOrUndefined(event.payload));
    if (!envelope.success || envelope.data.txId !== transactionId) {
        return [];
    }
    return envelope.data.items.flatMap((item, index) =>
        registers.has(item.register) && writesMarker(transaction, item.register)
            ? [{ ...item, transactionId, blockNumber, transactionIndex: transaction.index, index }]
            : [],
    );
}

function writesMarker({ writes }: BlockTransaction, register: string): boolean {
    return writes.some(
        ({ namespace, key, isDelete }) => namespace === register && !isDelete && key.startsWith(commandMarker),
    );
}

function jsonOrUndefined(bytes: Uint8Array): unknown {
    try {
        return JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch {
        return undefined;
    }
}
