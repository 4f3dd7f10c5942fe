import { common, ledger as messages, peer } from '@hyperledger/fabric-protos';
import type { ChannelConfig } from '../channel/channel-config';
import type { PrivateDataOf } from '../deliver/deliver-service';
import type { PrivateWritesSource } from '../ledger/ledger';
import type { PrivateWrites } from '../ledger/read-write-set';
import { implicitCollection } from '../lifecycle/collections';
import { mspIdOfImplicitCollection } from '../lifecycle/state-keys';
import { blockData, blockNumber, transactionCodes } from '../proto/block';
import { encodePrivateWrites } from '../proto/rwset';
import { parseEnvelope, parseTransaction } from '../proto/transaction';
import type { CollectionMembers } from './collection-members';

/** Transactions whose private writes can be delivered again. */
const MAX_KEPT = 10_000;

/**
 * Remembers the plain private writes of committed transactions for block events with private data. In memory: what was
 * committed before the network's last start, or too long ago, cannot be delivered with its private data any more.
 */
export class PrivateHistory {
    readonly #members: CollectionMembers;
    readonly #config: ChannelConfig;
    readonly #kept = new Map<string, readonly PrivateWrites[]>();

    constructor(members: CollectionMembers, config: ChannelConfig) {
        this.#members = members;
        this.#config = config;
    }

    /** The same source, with what is taken from it kept. */
    recording(source: PrivateWritesSource): PrivateWritesSource {
        return {
            members: (namespace, collection) => source.members(namespace, collection),
            take: (txId) => {
                const writes = source.take(txId);
                if (writes.length > 0) {
                    this.#kept.set(txId, writes);
                    const [oldest] = this.#kept.keys();
                    if (this.#kept.size > MAX_KEPT && oldest !== undefined) {
                        this.#kept.delete(oldest);
                    }
                }
                return writes;
            },
        };
    }

    /** For a peer of this organisation. @throws Error when values that the peer should have are not known any more. */
    forPeer(mspId: string): PrivateDataOf {
        return (block, { envelope }) => {
            const found = new Map<number, messages.rwset.TxPvtReadWriteSet>();
            for (const [number, { txId, collections }] of privateTransactions(block)) {
                const visible = collections.filter(
                    ({ namespace, collection }) =>
                        this.#members.members(namespace, collection).includes(mspId) &&
                        this.#mayRead(namespace, collection, envelope.creator),
                );
                if (visible.length > 0) {
                    const writes = this.#writesOf(txId, block).filter((one) =>
                        visible.some((each) => each.namespace === one.namespace && each.collection === one.collection),
                    );
                    const bytes = encodePrivateWrites(writes);
                    found.set(number, messages.rwset.TxPvtReadWriteSet.deserializeBinary(bytes));
                }
            }
            return Promise.resolve(found);
        };
    }

    #writesOf(txId: string, block: common.Block): readonly PrivateWrites[] {
        const writes = this.#kept.get(txId);
        if (writes === undefined) {
            throw new Error(
                `private data of block ${String(blockNumber(block))} is not available: this network keeps it for events only in memory`,
            );
        }
        return writes;
    }

    #mayRead(namespace: string, collection: string, creator: Uint8Array): boolean {
        const owner = mspIdOfImplicitCollection(collection);
        const config =
            owner === undefined ? this.#members.find(namespace, collection) : implicitCollection(owner, this.#config);
        const policy = config?.getMemberOrgsPolicy()?.getSignaturePolicy();
        if (policy === undefined) {
            return false;
        }
        const identity = this.#config.msps.deserialize(creator);
        return (
            this.#config.policies.signaturePolicy(policy.serializeBinary()).evaluateIdentities([identity]) === undefined
        );
    }
}

interface PrivateTransaction {
    readonly txId: string;
    readonly collections: readonly { readonly namespace: string; readonly collection: string }[];
}

/** Valid transactions that wrote into collections, by number. */
function privateTransactions(block: common.Block): ReadonlyMap<number, PrivateTransaction> {
    const codes = transactionCodes(block);
    const found = new Map<number, PrivateTransaction>();
    for (const [number, bytes] of blockData(block).entries()) {
        if (
            codes[number] !== peer.TxValidationCode.VALID ||
            parseEnvelope(bytes).type !== common.HeaderType.ENDORSER_TRANSACTION
        ) {
            continue;
        }
        const { envelope, rwSet } = parseTransaction(bytes);
        const collections = rwSet.flatMap(({ namespace, collections: sets }) =>
            sets
                .filter(({ privateRwSetHash }) => privateRwSetHash.length > 0)
                .map(({ collection }) => ({ namespace, collection })),
        );
        if (collections.length > 0) {
            found.set(number, { txId: envelope.txId, collections });
        }
    }
    return found;
}
