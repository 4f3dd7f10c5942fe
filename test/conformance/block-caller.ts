import { credentials } from '@grpc/grpc-js';
import { common, type ledger, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { PeerEndpoint } from '../../network/src/backend';
import type { SigningIdentity } from '../../network/src/msp/identity';
import { decodePrivateKvWrites } from '../../network/src/proto/rwset';
import { systemRandom } from '../../network/src/seams/random';

/** A block with what a peer delivers of its private data. */
export interface DeliveredBlock {
    readonly bytes: Uint8Array;
    /** `<transaction number> <namespace> <collection> <key>=<value>`, in order; a deletion has no `=`. */
    readonly writes: readonly string[];
    /** `<transaction number> <namespace> <collection>`, those without a write too. */
    readonly collections: readonly string[];
}

/** Asks one peer for one block with private data. */
export function blockWithPrivateData(
    { address, hostAlias, tlsRootCertPem }: PeerEndpoint,
    signer: SigningIdentity,
    number: number,
): Promise<DeliveredBlock> {
    const client = new peer.DeliverClient(address, credentials.createSsl(Buffer.from(tlsRootCertPem)), {
        'grpc.ssl_target_name_override': hostAlias,
    });
    const stream = client.deliverWithPrivateData();
    const content = new Promise<peer.BlockAndPrivateData>((resolve, reject) => {
        stream.on('data', (response: peer.DeliverResponse) => {
            const block = response.getBlockAndPrivateData();
            if (block === undefined) {
                reject(new Error(`status ${String(response.getStatus())}`));
            } else {
                resolve(block);
            }
        });
        stream.on('error', reject);
        stream.write(seek(signer, number));
    });
    return content.then(delivered).finally(() => {
        stream.on('error', () => undefined);
        stream.cancel();
        client.close();
    });
}

function delivered(content: peer.BlockAndPrivateData): DeliveredBlock {
    const transactions: (readonly [number, ledger.rwset.TxPvtReadWriteSet])[] = [];
    content.getPrivateDataMapMap().forEach((transaction, number) => {
        transactions.push([number, transaction]);
    });
    transactions.sort(([left], [right]) => left - right);
    const sets = transactions.flatMap(([number, transaction]) =>
        transaction.getNsPvtRwsetList().flatMap((namespace) =>
            namespace.getCollectionPvtRwsetList().map((collection) => ({
                name: `${String(number)} ${namespace.getNamespace()} ${collection.getCollectionName()}`,
                writes: decodePrivateKvWrites(collection.getRwset_asU8()),
            })),
        ),
    );
    return {
        bytes: content.getBlock()?.serializeBinary() ?? new Uint8Array(),
        collections: sets.map(({ name }) => name),
        writes: sets.flatMap(({ name, writes }) =>
            writes.map(({ key, value }) =>
                value === undefined ? `${name} ${key}` : `${name} ${key}=${Buffer.from(value).toString()}`,
            ),
        ),
    };
}

function seek(signer: SigningIdentity, number: number): common.Envelope {
    const position = new orderer.SeekPosition();
    const specified = new orderer.SeekSpecified();
    specified.setNumber(number);
    position.setSpecified(specified);
    const info = new orderer.SeekInfo();
    info.setStart(position);
    info.setStop(position);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.DELIVER_SEEK_INFO);
    channelHeader.setTimestamp(Timestamp.fromDate(new Date()));
    channelHeader.setChannelId('mychannel');
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(signer.serialized);
    signatureHeader.setNonce(systemRandom.bytes(24));
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(info.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
    return envelope;
}
