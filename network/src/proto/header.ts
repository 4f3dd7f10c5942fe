import { common } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import { sha256 } from './hash';

/** Length that Fabric's own tools use; any other works too. */
const NONCE_LENGTH = 24;

export interface HeaderOptions {
    /** `common.HeaderType`. */
    readonly type: number;
    readonly channelId: string;
    /** Default 0. */
    readonly version?: number;
    readonly extension?: Uint8Array;
    /** `msp.SerializedIdentity` bytes; empty where nobody signs. */
    readonly creator: Uint8Array;
    readonly random: Random;
    readonly clock: Clock;
}

/** A header with a fresh nonce, and the transaction id that follows from it. */
export function createHeader(options: HeaderOptions): { readonly header: common.Header; readonly txId: string } {
    const nonce = options.random.bytes(NONCE_LENGTH);
    const txId = Buffer.from(sha256(nonce, options.creator)).toString('hex');
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(options.creator);
    signatureHeader.setNonce(nonce);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(options.type);
    channelHeader.setVersion(options.version ?? 0);
    channelHeader.setTimestamp(timestampOf(options.clock.now()));
    channelHeader.setChannelId(options.channelId);
    channelHeader.setTxId(txId);
    channelHeader.setExtension$(options.extension ?? new Uint8Array());
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    return { header, txId };
}

export function timestampOf(date: Date): Timestamp {
    const timestamp = new Timestamp();
    timestamp.fromDate(date);
    return timestamp;
}
