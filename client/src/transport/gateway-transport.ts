import type { Client } from '@grpc/grpc-js';
import { connect, type Gateway, type Network, type Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway as gatewayProtos, type peer } from '@hyperledger/fabric-protos';
import type { Clock, Random } from '../seams';
import { callOptions } from './call-options';
import { writeSetOf } from './chaincode-action';
import { type ClientIdentity, signingIdentity } from './identity';
import { commitStatusRequest, proposalFor, seekRequest, serializedIdentity } from './proposal';
import type {
    BlockStart,
    BlockStream,
    CallLimits,
    ChaincodeCall,
    CommitStatus,
    BlockOutcomes,
    EndorsedTransaction,
    OutcomeStream,
    Transport,
} from './transport';

export interface GatewayTransportOptions {
    readonly client: Client;
    readonly identity: ClientIdentity;
    readonly channelName: string;
    readonly clock: Clock;
    readonly random: Random;
}

/** Length of Fabric's own clients' nonces, in bytes. */
const nonceBytes = 24;

/** A transport over fabric-gateway. `gateway` and `network` are the library's own objects, free to be used. */
export class GatewayTransport implements Transport {
    readonly mspId: string;
    readonly channelName: string;
    readonly gateway: Gateway;
    readonly network: Network;
    readonly #creator: Uint8Array;
    readonly #clock: Clock;
    readonly #random: Random;

    constructor(options: GatewayTransportOptions) {
        const { identity, signer, hash } = signingIdentity(options.identity);
        this.mspId = identity.mspId;
        this.channelName = options.channelName;
        this.gateway = connect({ client: options.client, identity, signer, hash });
        this.network = this.gateway.getNetwork(options.channelName);
        this.#creator = serializedIdentity(identity);
        this.#clock = options.clock;
        this.#random = options.random;
    }

    async evaluate(call: ChaincodeCall, limits: CallLimits): Promise<Uint8Array> {
        const { bytes } = this.#proposal(call, []);
        return this.gateway.newProposal(bytes).evaluate(callOptions(limits));
    }

    async endorse(
        call: ChaincodeCall,
        organizations: readonly string[],
        limits: CallLimits & { readonly onProposed?: (transactionId: string) => void },
    ): Promise<EndorsedTransaction> {
        const { transactionId, bytes } = this.#proposal(call, organizations);
        limits.onProposed?.(transactionId);
        const transaction = await this.gateway.newProposal(bytes).endorse(callOptions(limits));
        return {
            transactionId,
            result: transaction.getResult(),
            writes: () => writeSetOf(envelopeOf(transaction)),
            submit: async (submitLimits) => {
                // fabric-gateway signs once and then keeps the envelope: every further call sends the same bytes.
                await transaction.submit(callOptions(submitLimits));
            },
            status: (statusLimits) => this.#status(transactionId, statusLimits),
            envelope: () => envelopeOf(transaction).serializeBinary(),
        };
    }

    async blocks(start: BlockStart): Promise<BlockStream> {
        return this.gateway.newBlockEventsRequest(this.#seek(start)).getEvents();
    }

    async outcomes(start: BlockStart): Promise<OutcomeStream> {
        const blocks = await this.gateway.newFilteredBlockEventsRequest(this.#seek(start)).getEvents();
        return {
            close: () => {
                blocks.close();
            },
            [Symbol.asyncIterator]: () => outcomesOf(blocks),
        };
    }

    #seek(start: BlockStart): Uint8Array {
        const { channelName } = this;
        return seekRequest(start, { channelName, creator: this.#creator, timestamp: this.#clock.now() });
    }

    async #status(transactionId: string, limits: CallLimits): Promise<CommitStatus> {
        const request = commitStatusRequest(transactionId, this.channelName, this.#creator);
        const { code, blockNumber } = await this.gateway.newCommit(request).getStatus(callOptions(limits));
        return { code, blockNumber: Number(blockNumber) };
    }

    #proposal(call: ChaincodeCall, organizations: readonly string[]): ReturnType<typeof proposalFor> {
        return proposalFor(call, {
            channelName: this.channelName,
            creator: this.#creator,
            nonce: this.#random.bytes(nonceBytes),
            timestamp: this.#clock.now(),
            organizations,
        });
    }
}

async function* outcomesOf(blocks: AsyncIterable<peer.FilteredBlock>): AsyncGenerator<BlockOutcomes, undefined> {
    for await (const block of blocks) {
        const transactions = block.getFilteredTransactionsList();
        yield {
            blockNumber: block.getNumber(),
            codes: transactions.map((transaction) => [transaction.getTxid(), transaction.getTxValidationCode()]),
        };
    }
    return undefined;
}

function envelopeOf(transaction: Transaction): common.Envelope {
    const prepared = gatewayProtos.PreparedTransaction.deserializeBinary(transaction.getBytes());
    return prepared.getEnvelope() ?? new common.Envelope();
}
