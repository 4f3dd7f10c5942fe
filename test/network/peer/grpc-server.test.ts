import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { type GrpcServer, startGrpcServer } from '../../../network/src/peer/grpc-server';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { enrolment, peerOrganization } from '../ca/organizations';
import { freePort } from '../../support/ports';

const organization = peerOrganization(1);
const clock = new ManualClock();

interface Waiting {
    readonly server: GrpcServer;
    /** Code of the one call, undefined when it was answered. */
    readonly outcome: Promise<status | undefined>;
    readonly answer: () => void;
    readonly close: () => void;
}

/** A server with one call that waits to be answered. */
async function withCall(): Promise<Waiting> {
    const port = await freePort();
    const node = enrolment(organization, 'peer0');
    let arrived: (answer: () => void) => void;
    const arrival = new Promise<() => void>((resolve) => {
        arrived = resolve;
    });
    const processProposal: handleUnaryCall<peer.SignedProposal, peer.ProposalResponse> = (_call, callback) => {
        arrived(() => {
            callback(null, new peer.ProposalResponse());
        });
    };
    const server = await startGrpcServer({
        host: '127.0.0.1',
        port,
        name: node.name,
        tls: node.tls,
        services: [{ definition: peer.EndorserService, handlers: { processProposal } }],
        clock,
    });
    const client = new peer.EndorserClient(
        `127.0.0.1:${String(port)}`,
        credentials.createSsl(Buffer.from(organization.tlsCa.certificatePem)),
        { 'grpc.ssl_target_name_override': node.name, 'grpc.enable_retries': 0 },
    );
    const outcome = new Promise<status | undefined>((resolve) => {
        client.processProposal(new peer.SignedProposal(), (error: ServiceError | null) => {
            resolve(error?.code);
        });
    });
    return {
        server,
        outcome,
        answer: await arrival,
        close: () => {
            client.close();
        },
    };
}

test('a call that is running when the server closes is answered', async () => {
    const { server, outcome, answer, close } = await withCall();
    const closed = server.close();
    answer();
    expect(await outcome).toBeUndefined();
    close();
    await closed;
});

test('a call that only waits ends with the period of grace', async () => {
    const { server, outcome, close } = await withCall();
    const closed = server.close();
    clock.advance(1000);
    await closed;
    expect([status.CANCELLED, status.UNAVAILABLE, status.INTERNAL]).toContain(await outcome);
    close();
});
