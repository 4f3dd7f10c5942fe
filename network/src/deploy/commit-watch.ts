import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
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
    readonly signer: SigningIdentity;
    readonly clock: Clock;
    readonly random: Random;
    /** Limit of opening the stream. */
    readonly timeoutMs: number;
}

/** A transaction that is looked out for. */
export interface ExpectedCommit {
    /** The transaction's validation code (`protos.TxValidationCode`) on this peer. */
    readonly validationCode: Promise<number>;
    cancel(): void;
}

interface Waiting {
    readonly txId: string;
    readonly resolve: (code: number) => void;
    readonly reject: (error: DeployError) => void;
}

/** One peer's stream of filtered blocks, in which any number of transactions is looked out for. */
export class CommitWatch {
    /**
     * Resolves with the arrival of the newest block. Only then may transactions be broadcast: what is ordered later cannot
     * be missed. Rejects with a `DeployError`: PEER_UNREACHABLE, CHANNEL_NOT_FOUND, NOT_AN_ADMIN, TIMEOUT.
     */
    readonly opened: Promise<void>;
    readonly #address: string;
    readonly #channelId: string;
    readonly #clock: Clock;
    readonly #stream: ClientDuplexStream<common.Envelope, peer.DeliverResponse>;
    readonly #waiting = new Set<Waiting>();
    #failure: DeployError | undefined;

    /** Opens the stream at the newest block. */
    constructor(options: CommitWatchOptions) {
        this.#address = options.connection.address;
        this.#channelId = options.channelId;
        this.#clock = options.clock;
        this.#stream = options.connection.deliver.deliverFiltered();
        this.opened = this.#open(options);
        // Who asked for the stream hears of it; who closes it early does not.
        this.opened.catch(() => undefined);
    }

    /** True when the stream has ended and nothing can be expected of it any more. */
    get ended(): boolean {
        return this.#failure !== undefined;
    }

    /**
     * To be called before the transaction is broadcast. `validationCode` rejects with a `DeployError`: PEER_UNREACHABLE,
     * CHANNEL_NOT_FOUND, NOT_AN_ADMIN, TIMEOUT.
     */
    expect(txId: string, timeoutMs: number): ExpectedCommit {
        let cancel = (): void => undefined;
        const validationCode = new Promise<number>((resolve, reject) => {
            if (this.#failure !== undefined) {
                reject(this.#failure);
                return;
            }
            const waiting = { txId, resolve, reject };
            this.#waiting.add(waiting);
            const stop = this.#clock.after(timeoutMs, () => {
                reject(
                    new DeployError(
                        'TIMEOUT',
                        `Waiting for transaction ${txId} on ${this.#address}: not committed in ${String(timeoutMs)} ms`,
                        'It may still be committed: query the definition before trying again.',
                    ),
                );
            });
            cancel = () => {
                stop();
                this.#waiting.delete(waiting);
            };
        });
        // Whoever fails in between (broadcast) does not wait for it any more.
        validationCode.then(cancel, cancel);
        return { validationCode, cancel };
    }

    close(): void {
        this.#stream.cancel();
    }

    #open(options: CommitWatchOptions): Promise<void> {
        const action = `Opening the block stream of ${this.#address}`;
        return new Promise((resolve, reject) => {
            const fail = (error: DeployError): void => {
                stop();
                this.#fail(error);
                reject(error);
            };
            const stop = options.clock.after(options.timeoutMs, () => {
                fail(
                    new DeployError(
                        'TIMEOUT',
                        `${action}: no block in ${String(options.timeoutMs)} ms`,
                        'Look whether the peer is overloaded, then try again.',
                    ),
                );
            });
            this.#stream.on('data', (response: peer.DeliverResponse) => {
                const block = response.getFilteredBlock();
                if (block === undefined) {
                    fail(endOfStream(action, this.#channelId, response.getStatus()));
                    return;
                }
                stop();
                this.#read(block);
                resolve();
            });
            // Without effect after our own cancel, when nobody waits any more.
            this.#stream.on('error', (error: ServiceError) => {
                fail(peerFailure(action, error));
            });
            this.#stream.on('end', () => {
                fail(endOfStream(action, this.#channelId, common.Status.UNKNOWN));
            });
            this.#stream.write(seekFromNewest(options));
        });
    }

    #read(block: peer.FilteredBlock): void {
        const codes = new Map(
            block.getFilteredTransactionsList().map((each) => [each.getTxid(), each.getTxValidationCode()]),
        );
        for (const { txId, resolve } of this.#waiting) {
            const code = codes.get(txId);
            if (code !== undefined) {
                resolve(code);
            }
        }
    }

    #fail(error: DeployError): void {
        this.#failure ??= error;
        this.#stream.cancel();
        for (const { reject } of this.#waiting) {
            reject(this.#failure);
        }
    }
}

function endOfStream(action: string, channelId: string, status: number): DeployError {
    const message = `${action}: the peer ended it with status ${String(status)}`;
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
