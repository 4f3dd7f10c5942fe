import type { Tabularium } from '@tabularium/client';
import { common } from '@hyperledger/fabric-protos';
import { UsageError } from '../text/usage-error';

export interface ChainInfo {
    /** Number of blocks; the last one's number is one less. */
    readonly height: number;
    /** Lower-case hex. */
    readonly lastHash: string;
}

const answerWithinMs = 10_000;

/** The ledger of the client's peer, asked with Fabric's own system chaincode and block stream. */
export class Chain {
    readonly #client: Tabularium;

    constructor(client: Tabularium) {
        this.#client = client;
    }

    async info(): Promise<ChainInfo> {
        const info = common.BlockchainInfo.deserializeBinary(await this.#ask('GetChainInfo'));
        return { height: info.getHeight(), lastHash: hex(info.getCurrentblockhash_asU8()) };
    }

    /** The block that holds the transaction. @throws UsageError when none does */
    async blockOf(transactionId: string): Promise<common.Block> {
        try {
            return common.Block.deserializeBinary(await this.#ask('GetBlockByTxID', transactionId));
        } catch (error) {
            if (/no such transaction ID|entry not found in index/i.test(texts(error))) {
                throw new UsageError(
                    { en: `No block holds transaction ${transactionId}.`, zh: `没有区块包含交易 ${transactionId}。` },
                    {
                        en: 'Give the whole id: npm run tabularium -- blocks lists them.',
                        zh: '请给出完整的交易号：npm run tabularium -- blocks 可列出。',
                    },
                );
            }
            throw error;
        }
    }

    /** Blocks `from` to `last`, both included; they must exist, or it waits for them. */
    async *blocks(from: number, last: number): AsyncGenerator<common.Block, void, undefined> {
        if (from > last) {
            return;
        }
        const stream = await this.#client.transport.blocks(from);
        try {
            for await (const block of stream) {
                yield block;
                if ((block.getHeader()?.getNumber() ?? last) >= last) {
                    return;
                }
            }
        } finally {
            stream.close();
        }
    }

    #ask(name: string, ...more: readonly string[]): Promise<Uint8Array> {
        const { gateway } = this.#client;
        const args = [gateway.network.getName(), ...more];
        const proposal = gateway.contract('qscc').newProposal(name, { arguments: args });
        return proposal.evaluate({ deadline: Date.now() + answerWithinMs });
    }
}

export function hex(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('hex');
}

/** A gateway's error names what peers said in its details. */
function texts(error: unknown): string {
    const details = typeof error === 'object' && error !== null && 'details' in error ? error.details : [];
    return `${String(error)} ${JSON.stringify(details)}`;
}
