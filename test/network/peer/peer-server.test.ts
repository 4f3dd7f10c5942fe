import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { createHeader } from '../../../network/src/proto/header';
import { createSigningIdentity } from '../../../network/src/msp/signing-identity';
import { ConcurrencyLimit } from '../../../network/src/peer/concurrency-limit';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemClock } from '../../../network/src/seams/clock';
import { systemRandom } from '../../../network/src/seams/random';
import { type NetworkHandle, startNetwork } from '../../../network/src/start-network';
import { networkOf } from '../embedded/networks';

let network: NetworkHandle;

beforeAll(async () => {
    network = await startNetwork(await networkOf(1));
});

afterAll(async () => {
    await network.close();
});

function connectTo(endpoint: {
    address: string;
    hostAlias: string;
    tlsRootCertPem: string;
}): ConstructorParameters<typeof Client> {
    return [
        endpoint.address,
        credentials.createSsl(Buffer.from(endpoint.tlsRootCertPem)),
        { 'grpc.ssl_target_name_override': endpoint.hostAlias, 'grpc.use_local_subchannel_pool': 1 },
    ];
}

function position(which: 'oldest' | 'newest' | number): orderer.SeekPosition {
    const message = new orderer.SeekPosition();
    if (which === 'oldest') {
        message.setOldest(new orderer.SeekOldest());
    } else if (which === 'newest') {
        message.setNewest(new orderer.SeekNewest());
    } else {
        const specified = new orderer.SeekSpecified();
        specified.setNumber(which);
        message.setSpecified(specified);
    }
    return message;
}

interface Seek {
    readonly start?: orderer.SeekPosition;
    readonly stop?: orderer.SeekPosition;
    readonly failIfNotReady?: boolean;
    readonly channelId?: string;
    readonly spoilSignature?: boolean;
}

function seekEnvelope({ start, stop, failIfNotReady, channelId, spoilSignature }: Seek): common.Envelope {
    const signer = createSigningIdentity({ ...network.identity('Org1MSP', 'User1'), crypto: nodeCrypto });
    const { header } = createHeader({
        type: common.HeaderType.DELIVER_SEEK_INFO,
        channelId: channelId ?? 'mychannel',
        creator: signer.serialized,
        random: systemRandom,
        clock: systemClock,
    });
    const seek = new orderer.SeekInfo();
    seek.setStart(start);
    seek.setStop(stop);
    if (failIfNotReady === true) {
        seek.setBehavior(orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY);
    }
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(seek.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(signer.sign(spoilSignature === true ? Buffer.from('x') : envelope.getPayload_asU8()));
    return envelope;
}

/** `block 0`, `status 200`, … until the server ends the stream; with `half`, the client has closed its side. */
function answers(envelope: common.Envelope, service: 'peer' | 'orderer' = 'peer'): Promise<string[]> {
    const seen: string[] = [];
    return new Promise((resolve, reject) => {
        const organization = network.organizations[0];
        if (organization === undefined) {
            throw new Error('no organisation');
        }
        const client =
            service === 'peer'
                ? new peer.DeliverClient(...connectTo(organization.peer))
                : new orderer.AtomicBroadcastClient(...connectTo(network.orderer));
        const stream = client.deliver();
        stream.on('data', (response: peer.DeliverResponse | orderer.DeliverResponse) => {
            const block = response.getBlock();
            seen.push(
                block === undefined
                    ? `status ${String(response.getStatus())}`
                    : `block ${String(block.getHeader()?.getNumber())}`,
            );
        });
        stream.on('error', reject);
        stream.on('end', () => {
            client.close();
            resolve(seen);
        });
        stream.write(envelope);
        stream.end();
    });
}

test.each<[string, Seek, string[]]>([
    ['oldest to newest', { start: position('oldest'), stop: position('newest') }, ['block 0', 'status 200']],
    ['newest to newest', { start: position('newest'), stop: position('newest') }, ['block 0', 'status 200']],
    ['no start', { stop: position('newest') }, ['status 400']],
    ['no stop', { start: position('oldest') }, ['status 400']],
    ['a stop before the start', { start: position(1), stop: position(0) }, ['status 400']],
    [
        'more than there is, without waiting',
        { start: position(0), stop: position(5), failIfNotReady: true },
        ['block 0', 'status 404'],
    ],
    ['an unknown channel', { start: position(0), stop: position(0), channelId: 'nope' }, ['status 404']],
    ['a wrong signature', { start: position(0), stop: position(0), spoilSignature: true }, ['status 403']],
])('blocks of a peer: %s', async (_, seek, expected) => {
    expect(await answers(seekEnvelope(seek))).toEqual(expected);
});

test('an empty envelope is a bad request', async () => {
    expect(await answers(new common.Envelope())).toEqual(['status 400']);
});

test('the orderer delivers blocks too', async () => {
    const seek = { start: position('oldest'), stop: position('newest') };
    expect(await answers(seekEnvelope(seek), 'orderer')).toEqual(['block 0', 'status 200']);
});

test('an orderer refuses an empty message and ends the stream', async () => {
    const client = new orderer.AtomicBroadcastClient(...connectTo(network.orderer));
    const seen = await new Promise<[number, string][]>((resolve, reject) => {
        const found: [number, string][] = [];
        const stream = client.broadcast();
        stream.on('data', (response: orderer.BroadcastResponse) => {
            found.push([response.getStatus(), response.getInfo()]);
        });
        stream.on('error', reject);
        stream.on('end', () => {
            resolve(found);
        });
        stream.write(new common.Envelope());
        stream.write(new common.Envelope());
    });
    client.close();
    expect(seen).toEqual([[400, 'could not determine channel ID: header not set']]);
});

test('a remote proposal that is refused is a gRPC error with the text alone', async () => {
    const organization = network.organizations[0];
    if (organization === undefined) {
        throw new Error('no organisation');
    }
    const client = new peer.EndorserClient(...connectTo(organization.peer));
    const error = await new Promise<ServiceError | null>((resolve) => {
        client.processProposal(new peer.SignedProposal(), resolve);
    });
    client.close();
    expect(error?.code).toBe(status.UNKNOWN);
    expect(error?.details).not.toBe('');
});

test('health answers SERVING', async () => {
    const organization = network.organizations[0];
    if (organization === undefined) {
        throw new Error('no organisation');
    }
    const client = new Client(...connectTo(organization.peer));
    const bytes = await new Promise<Buffer | undefined>((resolve, reject) => {
        client.makeUnaryRequest(
            '/grpc.health.v1.Health/Check',
            (request: Buffer) => request,
            (response) => response,
            Buffer.alloc(0),
            (error, response) => {
                if (error === null) {
                    resolve(response);
                } else {
                    reject(error);
                }
            },
        );
    });
    client.close();
    expect(bytes).toEqual(Buffer.from([0x08, 0x01]));
});

test('a call beyond the limit is refused with the text of Fabric', async () => {
    const limit = new ConcurrencyLimit('/gateway.Gateway', 1);
    let finish: (() => void) | undefined;
    const first = limit.run(() => new Promise<void>((resolve) => (finish = resolve)));
    await expect(limit.run(() => Promise.resolve())).rejects.toMatchObject({
        code: status.UNKNOWN,
        message: 'too many requests for /gateway.Gateway, exceeding concurrency limit (1)',
    });
    finish?.();
    await first;
    await expect(limit.run(() => Promise.resolve('next'))).resolves.toBe('next');
});
