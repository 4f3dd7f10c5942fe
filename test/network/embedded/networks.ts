import { Client, credentials } from '@grpc/grpc-js';
import { connect, type Gateway, signers } from '@hyperledger/fabric-gateway';
import { createPrivateKey } from 'node:crypto';
import { freePorts } from '../../support/ports';
import type { NetworkHandle, StartOptions } from '../../../network/src/start-network';

/** `Org1MSP`, `Org2MSP` … with a `User1` each, at free ports. */
export async function networkOf(organizations: number): Promise<StartOptions> {
    const [ordererPort = 0, ...ports] = await freePorts(organizations + 1);
    return {
        ordererPort,
        organizations: ports.map((port, index) => ({
            mspId: `Org${String(index + 1)}MSP`,
            domain: `org${String(index + 1)}.example.com`,
            port,
            users: [{ name: 'User1' }],
        })),
    };
}

export interface Connection {
    readonly gateway: Gateway;
    close(): void;
}

/** The official client, as `User1` of the organisation with this number. */
export function clientOf(network: NetworkHandle, number = 1): Connection {
    const organization = network.organizations[number - 1];
    if (organization === undefined) {
        throw new Error(`no organisation ${String(number)}`);
    }
    const { peer, mspId } = organization;
    const client = new Client(peer.address, credentials.createSsl(Buffer.from(peer.tlsRootCertPem)), {
        'grpc.ssl_target_name_override': peer.hostAlias,
    });
    const { certificatePem, privateKeyPem } = network.identity(mspId, 'User1');
    const gateway = connect({
        client,
        identity: { mspId, credentials: Buffer.from(certificatePem) },
        signer: signers.newPrivateKeySigner(createPrivateKey(privateKeyPem)),
        evaluateOptions: () => ({ deadline: Date.now() + 10_000 }),
        endorseOptions: () => ({ deadline: Date.now() + 10_000 }),
        submitOptions: () => ({ deadline: Date.now() + 10_000 }),
        commitStatusOptions: () => ({ deadline: Date.now() + 10_000 }),
    });
    return {
        gateway,
        close: () => {
            gateway.close();
            client.close();
        },
    };
}

/** The next one of a stream that stays open. */
export async function nextOf<T>(stream: AsyncIterable<T>): Promise<T> {
    const result: IteratorResult<T, unknown> = await stream[Symbol.asyncIterator]().next();
    if (result.done === true) {
        throw new Error('the stream has ended');
    }
    return result.value;
}
