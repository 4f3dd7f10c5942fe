import type { ServiceError } from '@grpc/grpc-js';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { SigningIdentity } from '../msp/identity';
import type { Clock } from '../seams/clock';
import type { Random } from '../seams/random';
import { DeployError } from './deploy-error';
import type { PeerConnection } from './peer-connection';
import { peerFailure } from './refusal';

export interface CommitWatchOptions {
    readonly connection: PeerConnection;
    readonly channelId: string;
    readonly txId: string;
    readonly signer: SigningIdentity;
    readonly clock: Clock;
    readonly random: Random;
    readonly timeoutMs: number;
}

/** A filtered block stream that looks out for one transaction. */
export interface CommitWatch {
    /** The transaction's validation code (`protos.TxValidationCode`) on this peer. */
    readonly validationCode: Promise<number>;
    cancel(): void;
}

/**
 * Opens the stream at the newest block and resolves with its arrival. Only then may the transaction be broadcast: what is
 * ordered later cannot be missed.
 * @throws DeployError PEER_UNREACHABLE, CHANNEL_NOT_FOUND, NOT_AN_ADMIN, TIMEOUT, here or from `validationCode`.
 */
export async function watchCommit(options: CommitWatchOptions): Promise<CommitWatch> {
    const { connection, channelId, txId, clock, timeoutMs } = options;
    const action = `Waiting for transaction ${txId} on ${connection.address}`;
    const stream = connection.deliver.deliverFiltered();
    let opened: () => void;
    let failed: (error: DeployError) => void;
    const ready = new Promise<void>((resolve, reject) => {
        opened = resolve;
        failed = reject;
    });
    const validationCode = new Promise<number>((resolve, reject) => {
        const fail = (error: DeployError): void => {
            stop();
            stream.cancel();
            failed(error);
            reject(error);
        };
        const stop = clock.after(timeoutMs, () => {
            fail(
                new DeployError(
                    'TIMEOUT',
                    `${action}: not committed in ${String(timeoutMs)} ms`,
                    'It may still be committed: query the definition before trying again.',
                ),
            );
        });
        stream.on('data', (response: peer.DeliverResponse) => {
            const block = response.getFilteredBlock();
            if (block === undefined) {
                fail(endOfStream(action, channelId, response.getStatus()));
                return;
            }
            opened();
            const found = block.getFilteredTransactionsList().find((transaction) => transaction.getTxid() === txId);
            if (found !== undefined) {
                stop();
                stream.cancel();
                resolve(found.getTxValidationCode());
            }
        });
        // Without effect once settled, as after our own cancel.
        stream.on('error', (error: ServiceError) => {
            fail(peerFailure(action, error));
        });
    });
    // Whoever fails in between (broadcast) does not wait for it any more.
    validationCode.catch(() => undefined);
    stream.write(seekFromNewest(options));
    await ready;
    return {
        validationCode,
        cancel: () => {
            stream.cancel();
        },
    };
}

function endOfStream(action: string, channelId: string, status: number): DeployError {
    const message = `${action}: the peer ended the block stream with status ${String(status)}`;
    switch (status) {
        case common.Status.NOT_FOUND:
            return new DeployError('CHANNEL_NOT_FOUND', message, `Join the peer to channel ${channelId}.`);
        case common.Status.FORBIDDEN:
            return new DeployError('NOT_AN_ADMIN', message, 'Sign with an identity that may read the channel.');
        default:
            return new DeployError('PROPOSAL_REFUSED', message, "Compare this machine's clock with the peer's.");
    }
}

function seekFromNewest({ channelId, signer, clock, random }: CommitWatchOptions): common.Envelope {
    const start = new orderer.SeekPosition();
    start.setNewest(new orderer.SeekNewest());
    const last = new orderer.SeekSpecified();
    last.setNumber(Number.MAX_SAFE_INTEGER);
    const stop = new orderer.SeekPosition();
    stop.setSpecified(last);
    const seek = new orderer.SeekInfo();
    seek.setStart(start);
    seek.setStop(stop);
    seek.setBehavior(orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY);

    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.DELIVER_SEEK_INFO);
    channelHeader.setTimestamp(Timestamp.fromDate(clock.now()));
    channelHeader.setChannelId(channelId);
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(signer.serialized);
    signatureHeader.setNonce(random.bytes(24));
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(seek.serializeBinary());
    const bytes = payload.serializeBinary();
    const envelope = new common.Envelope();
    envelope.setPayload(bytes);
    envelope.setSignature(signer.sign(bytes));
    return envelope;
}
