import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import { X509Certificate } from 'node:crypto';

export interface SignerView {
    readonly mspId: string;
    /** Common name of the certificate; empty where it cannot be read. */
    readonly name: string;
}

export interface ReadView {
    readonly namespace: string;
    readonly key: string;
    /** What was read: written by that transaction; absent: there was nothing. */
    readonly version?: { readonly block: number; readonly transaction: number };
}

export interface WriteView {
    readonly namespace: string;
    readonly key: string;
    /** Absent: the key was deleted. */
    readonly value?: Uint8Array;
}

/** Keys and values of a collection are hashes in a block: only their number tells something. */
export interface CollectionView {
    readonly namespace: string;
    readonly collection: string;
    readonly reads: number;
    readonly writes: number;
    readonly deletes: number;
    readonly purges: number;
}

export interface TransactionView {
    readonly index: number;
    readonly transactionId: string;
    readonly type: 'call' | 'configuration' | 'unreadable';
    /** Name of Fabric's TxValidationCode. */
    readonly code: string;
    /** Absent where the bytes cannot be read. */
    readonly creator?: SignerView;
    readonly time?: string;
    readonly chaincode: string;
    readonly function: string;
    readonly endorsers: readonly SignerView[];
    readonly reads: readonly ReadView[];
    readonly writes: readonly WriteView[];
    /** Keys whose endorsement policy was set. */
    readonly policies: readonly { readonly namespace: string; readonly key: string }[];
    /** Private collections that were read or written. */
    readonly collections: readonly CollectionView[];
    readonly event?: string;
}

const codeNames = new Map(Object.entries(peer.TxValidationCode).map(([name, code]) => [code as number, name]));
const unreadable = {
    type: 'unreadable',
    transactionId: '',
    chaincode: '',
    function: '',
    endorsers: [],
    reads: [],
    writes: [],
    policies: [],
    collections: [],
} as const;

/** Every transaction of a block, also the invalid ones: what they say is what they claim. */
export function blockContent(block: common.Block): readonly TransactionView[] {
    const slots = block.getMetadata()?.getMetadataList_asU8() ?? [];
    const codes = slots[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? new Uint8Array();
    return (block.getData()?.getDataList_asU8() ?? []).map((bytes, index) => {
        const code = codes[index] ?? peer.TxValidationCode.NOT_VALIDATED;
        return { index, code: codeNames.get(code) ?? String(code), ...envelopeContent(bytes) };
    });
}

type Content = Omit<TransactionView, 'index' | 'code'>;

function envelopeContent(bytes: Uint8Array): Content {
    try {
        const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
        const header = common.ChannelHeader.deserializeBinary(payload.getHeader()?.getChannelHeader_asU8() ?? bytes);
        const signature = common.SignatureHeader.deserializeBinary(
            payload.getHeader()?.getSignatureHeader_asU8() ?? bytes,
        );
        const creator = signer(signature.getCreator_asU8());
        const time = header.getTimestamp()?.toDate().toISOString();
        const head = { transactionId: header.getTxId(), creator, ...(time === undefined ? {} : { time }) };
        return header.getType() === common.HeaderType.ENDORSER_TRANSACTION
            ? { ...unreadable, ...head, type: 'call', ...callContent(payload.getData_asU8()) }
            : { ...unreadable, ...head, type: 'configuration' };
    } catch {
        // Anybody can get bytes into a block; peers mark them invalid.
        return unreadable;
    }
}

function callContent(bytes: Uint8Array): Partial<Content> {
    const [action] = peer.Transaction.deserializeBinary(bytes).getActionsList();
    const payload = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    const endorsed = payload.getAction();
    const response = peer.ProposalResponsePayload.deserializeBinary(
        endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
    );
    const chaincodeAction = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const event = peer.ChaincodeEvent.deserializeBinary(chaincodeAction.getEvents_asU8()).getEventName();
    return {
        chaincode: chaincodeAction.getChaincodeId()?.getName() ?? '',
        function: calledFunction(payload.getChaincodeProposalPayload_asU8()),
        endorsers: (endorsed?.getEndorsementsList() ?? []).map((one) => signer(one.getEndorser_asU8())),
        ...(event === '' ? {} : { event }),
        ...readWriteContent(chaincodeAction.getResults_asU8()),
    };
}

function calledFunction(bytes: Uint8Array): string {
    const input = peer.ChaincodeProposalPayload.deserializeBinary(bytes).getInput_asU8();
    const spec = peer.ChaincodeInvocationSpec.deserializeBinary(input).getChaincodeSpec();
    const [first] = spec?.getInput()?.getArgsList_asU8() ?? [];
    return Buffer.from(first ?? new Uint8Array()).toString('utf8');
}

function readWriteContent(bytes: Uint8Array): Pick<TransactionView, 'reads' | 'writes' | 'policies' | 'collections'> {
    const spaces = ledger.rwset.TxReadWriteSet.deserializeBinary(bytes)
        .getNsRwsetList()
        .map((space) => ({
            namespace: space.getNamespace(),
            set: ledger.rwset.kvrwset.KVRWSet.deserializeBinary(space.getRwset_asU8()),
            collections: space.getCollectionHashedRwsetList(),
        }));
    return {
        reads: spaces.flatMap(({ namespace, set }) =>
            set.getReadsList().map((read) => {
                const version = read.getVersion();
                return {
                    namespace,
                    key: read.getKey(),
                    ...(version === undefined
                        ? {}
                        : { version: { block: version.getBlockNum(), transaction: version.getTxNum() } }),
                };
            }),
        ),
        writes: spaces.flatMap(({ namespace, set }) =>
            set.getWritesList().map((write) => ({
                namespace,
                key: write.getKey(),
                ...(write.getIsDelete() ? {} : { value: write.getValue_asU8() }),
            })),
        ),
        policies: spaces.flatMap(({ namespace, set }) =>
            set.getMetadataWritesList().map((write) => ({ namespace, key: write.getKey() })),
        ),
        collections: spaces.flatMap(({ namespace, collections }) =>
            collections.map((collection) => collectionContent(namespace, collection)),
        ),
    };
}

function collectionContent(namespace: string, collection: ledger.rwset.CollectionHashedReadWriteSet): CollectionView {
    const set = ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
    const writes = set.getHashedWritesList();
    const purges = writes.filter((write) => write.getIsPurge()).length;
    const gone = writes.filter((write) => write.getIsDelete() || write.getIsPurge()).length;
    return {
        namespace,
        collection: collection.getCollectionName(),
        reads: set.getHashedReadsList().length,
        writes: writes.length - gone,
        deletes: gone - purges,
        purges,
    };
}

function signer(bytes: Uint8Array): SignerView {
    const identity = msp.SerializedIdentity.deserializeBinary(bytes);
    return { mspId: identity.getMspid(), name: commonName(identity.getIdBytes_asU8()) };
}

function commonName(pem: Uint8Array): string {
    try {
        const { subject } = new X509Certificate(Buffer.from(pem));
        return /^CN=(.*)$/m.exec(subject)?.[1] ?? '';
    } catch {
        return '';
    }
}
