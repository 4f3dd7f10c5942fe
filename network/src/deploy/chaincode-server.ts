import { credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../seams/clock';

/** PEM text of the root under which the server's certificate was issued; without it the server is asked without TLS. */
export interface ServerQuestion {
    readonly address: string;
    readonly rootCertPem?: string;
    readonly timeoutMs: number;
    readonly clock: Clock;
}

/**
 * The package id that the chaincode server at this address serves: what it registers with at whoever connects as a peer
 * does. Undefined for none in time.
 */
export function servedPackage({ address, rootCertPem, timeoutMs, clock }: ServerQuestion): Promise<string | undefined> {
    const secure =
        rootCertPem === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(rootCertPem));
    const client = new peer.ChaincodeClient(address, secure, { 'grpc.use_local_subchannel_pool': 1 });
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
            const name = isRegistration && peer.ChaincodeID.deserializeBinary(message.getPayload_asU8()).getName();
            answer(name === false ? undefined : name);
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
