import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../seams/clock';

export interface ServerQuestion {
    /** `host:port`. */
    readonly address: string;
    /** PEM text of the root under which the server's certificate was issued; without it the server is asked without TLS. */
    readonly rootCertPem?: string;
    readonly timeoutMs: number;
    readonly clock: Clock;
}

/**
 * The package id that the chaincode server at this address serves: what it registers with at whoever connects as a peer
 * does. Undefined for none in time.
 */
export function servedPackage(question: ServerQuestion): Promise<string | undefined> {
    const { address, timeoutMs, clock } = question;
    const client = new peer.ChaincodeClient(address, ...security(question));
    const stream = client.connect();
    return new Promise((resolve) => {
        const answer = (packageId?: string): void => {
            stop();
            stream.cancel();
            client.close();
            resolve(packageId);
        };
        const stop = clock.after(timeoutMs, answer);
        stream.on('data', (message: peer.ChaincodeMessage) => {
            const isRegistration = message.getType() === peer.ChaincodeMessage.Type.REGISTER;
            answer(
                isRegistration ? peer.ChaincodeID.deserializeBinary(message.getPayload_asU8()).getName() : undefined,
            );
        });
        // Also what our own cancelling ends with, when the answer is given.
        stream.on('error', () => {
            answer();
        });
        stream.on('end', () => {
            answer();
        });
    });
}

function security({ address, rootCertPem }: ServerQuestion): [ChannelCredentials, ChannelOptions] {
    const options = { 'grpc.use_local_subchannel_pool': 1 };
    if (rootCertPem === undefined) {
        return [credentials.createInsecure(), options];
    }
    const root = Buffer.from(rootCertPem);
    const host = address.slice(0, address.lastIndexOf(':'));
    if (isIP(host) === 0) {
        return [credentials.createSsl(root), options];
    }
    // TLS can name no IP address to the server; the certificate is held against it all the same.
    const verify = {
        checkServerIdentity: (_name: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
    };
    return [
        credentials.createSsl(root, null, null, verify),
        { ...options, 'grpc.ssl_target_name_override': 'chaincode' },
    ];
}
