/** What the blocks of a network say, read through one officer's peer. */
import type { common } from '@hyperledger/fabric-protos';
import { type BlockTransaction, blockTransactions } from '../../../client/src/events/block-reader';
import type { Submitted } from '../../../client/src/contract/submitted';
import type { Tabularium } from '../../../client/src/tabularium';

/** So many blocks from a number on. */
export async function readBlocks(client: Tabularium, first: number, count: number): Promise<readonly common.Block[]> {
    const blocks: common.Block[] = [];
    if (count === 0) {
        return blocks;
    }
    const stream = await client.transport.blocks(first);
    try {
        for await (const block of stream) {
            if (blocks.push(block) === count) {
                break;
            }
        }
    } finally {
        stream.close();
    }
    return blocks;
}

/** The private writes that a client's peer gives it with the first blocks. */
export async function readPrivateData(client: Tabularium, count: number): Promise<Buffer> {
    const events = await client.gateway.network.getBlockAndPrivateDataEvents({ startBlock: 0n });
    const given: Uint8Array[] = [];
    try {
        for await (const event of events) {
            event.getPrivateDataMapMap().forEach((writes) => given.push(writes.serializeBinary()));
            if (event.getBlock()?.getHeader()?.getNumber() === count - 1) {
                break;
            }
        }
    } finally {
        events.close();
    }
    return Buffer.concat(given);
}

export interface Placed {
    readonly transactionId: string;
    readonly blockNumber: number;
}

export async function transactionOf(
    client: Tabularium,
    { transactionId, blockNumber }: Placed,
): Promise<BlockTransaction> {
    const [block] = await readBlocks(client, blockNumber, 1);
    const found = block && blockTransactions(block).find((each) => each.transactionId === transactionId);
    if (found === undefined) {
        throw new Error(`block ${String(blockNumber)} has no transaction ${transactionId}`);
    }
    return found;
}

/** The types of the domain events in the transaction's one Fabric event; empty where it has none. */
export function eventTypes({ event }: BlockTransaction): readonly string[] {
    if (event === undefined) {
        return [];
    }
    expect(event.name).toBe('tabularium.v1');
    const { items } = JSON.parse(Buffer.from(event.payload).toString()) as { items: readonly { type: string }[] };
    return items.map(({ type }) => type);
}

/** Transactions that a test submits, to be found again in their blocks. */
export class Steps {
    readonly #submitted: Placed[] = [];

    async take<Result>(call: Promise<Submitted<Result>>): Promise<Result> {
        const submitted = await call;
        this.add(submitted);
        return submitted.result;
    }

    add(submitted: Placed): void {
        this.#submitted.push(submitted);
    }

    /** The events of each, from its one envelope; all must be valid. */
    async written(client: Tabularium): Promise<readonly (readonly string[])[]> {
        const types: (readonly string[])[] = [];
        for (const submitted of this.#submitted) {
            const transaction = await transactionOf(client, submitted);
            expect(transaction.validationCode).toBe(0);
            types.push(eventTypes(transaction));
        }
        return types;
    }
}
