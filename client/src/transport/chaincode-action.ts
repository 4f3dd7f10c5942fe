import { common, ledger, peer } from '@hyperledger/fabric-protos';

/** A public write of a key's value. */
export interface KeyWrite {
    readonly namespace: string;
    readonly key: string;
    readonly isDelete: boolean;
    readonly value: Uint8Array;
}

/** What a transaction would write, as its endorsers signed it. */
export interface WriteSet {
    readonly keys: readonly KeyWrite[];
    /** Names of the private collections that are written; the set shows hashes of what is written there. */
    readonly collections: readonly string[];
}

/** The one action of a `protos.Transaction`: Fabric's validation lets none pass with more or fewer. */
export function chaincodeActionOf(transaction: Uint8Array): peer.ChaincodeAction {
    const [action] = peer.Transaction.deserializeBinary(transaction).getActionsList();
    const payload = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    const response = peer.ProposalResponsePayload.deserializeBinary(
        payload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
    );
    return peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
}

/** Public writes of values, in the order of the write set: without private data, and without changes of metadata. */
export function keyWrites(action: peer.ChaincodeAction): readonly KeyWrite[] {
    const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8()).getNsRwsetList();
    return sets.flatMap((set) => {
        const namespace = set.getNamespace();
        const { KVRWSet } = ledger.rwset.kvrwset;
        return KVRWSet.deserializeBinary(set.getRwset_asU8())
            .getWritesList()
            .map((write) => ({
                namespace,
                key: write.getKey(),
                isDelete: write.getIsDelete(),
                value: write.getValue_asU8(),
            }));
    });
}

/** Of an envelope that a gateway has assembled. */
export function writeSetOf(envelope: common.Envelope): WriteSet {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const action = chaincodeActionOf(payload.getData_asU8());
    const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8()).getNsRwsetList();
    const { HashedRWSet } = ledger.rwset.kvrwset;
    const collections = sets
        .flatMap((set) => set.getCollectionHashedRwsetList())
        .filter((set) => HashedRWSet.deserializeBinary(set.getHashedRwset_asU8()).getHashedWritesList().length > 0)
        .map((set) => set.getCollectionName());
    return { keys: keyWrites(action), collections };
}
