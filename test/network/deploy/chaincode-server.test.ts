import { Server, ServerCredentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { CertificateAuthority } from '../../../network/src/ca/certificate-authority';
import { servedPackage } from '../../../network/src/deploy/chaincode-server';
import { systemClock } from '../../../network/src/seams/clock';
import { ManualClock } from '../../../network/src/seams/manual-clock';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { systemRandom } from '../../../network/src/seams/random';

const authority = CertificateAuthority.create({
    ...{ crypto: nodeCrypto, clock: systemClock, random: systemRandom },
    ...{ organization: 'example.com', commonName: 'chaincode-ca' },
});
const timeoutMs = 5_000;

describe('a chaincode server', () => {
    const servers: Server[] = [];

    /** Listens, and registers with this name when somebody connects; without one it stays silent. */
    async function serve(name: string | undefined, credentials = ServerCredentials.createInsecure()): Promise<string> {
        const server = new Server();
        servers.push(server);
        server.addService(peer.ChaincodeService, {
            connect: (stream: { write(message: peer.ChaincodeMessage): void }) => {
                if (name !== undefined) {
                    const id = new peer.ChaincodeID();
                    id.setName(name);
                    const message = new peer.ChaincodeMessage();
                    message.setType(peer.ChaincodeMessage.Type.REGISTER);
                    message.setPayload(id.serializeBinary());
                    stream.write(message);
                }
            },
        });
        const port = await new Promise<number>((resolve, reject) => {
            server.bindAsync('127.0.0.1:0', credentials, (error, bound) => {
                if (error === null) {
                    resolve(bound);
                } else {
                    reject(error);
                }
            });
        });
        return `127.0.0.1:${String(port)}`;
    }

    function tls(host: string): ServerCredentials {
        const { certificatePem, privateKeyPem } = authority.issue({ commonName: 'chaincode', hosts: [host] });
        return ServerCredentials.createSsl(null, [
            { cert_chain: Buffer.from(certificatePem), private_key: Buffer.from(privateKeyPem) },
        ]);
    }

    afterEach(() => {
        for (const server of servers.splice(0)) {
            server.forceShutdown();
        }
    });

    it('tells which package it serves', async () => {
        const address = await serve('land_1:abc');
        await expect(servedPackage({ address, timeoutMs, clock: systemClock })).resolves.toBe('land_1:abc');
    });

    it('tells it over TLS too, to whoever trusts its root, at an address and at a name', async () => {
        const rootCertPem = authority.certificatePem;
        for (const host of ['127.0.0.1', 'localhost']) {
            const address = (await serve('land_1:abc', tls(host))).replace('127.0.0.1', host);
            await expect(servedPackage({ address, rootCertPem, timeoutMs, clock: systemClock })).resolves.toBe(
                'land_1:abc',
            );
        }
    });

    it('is not believed with a certificate for another address', async () => {
        const address = await serve('land_1:abc', tls('127.0.0.2'));
        const rootCertPem = authority.certificatePem;
        await expect(servedPackage({ address, rootCertPem, timeoutMs, clock: systemClock })).resolves.toBeUndefined();
    });

    it('is missing where nobody listens', async () => {
        await expect(servedPackage({ address: '127.0.0.1:1', timeoutMs, clock: systemClock })).resolves.toBeUndefined();
    });

    it('is missing where nobody answers in time', async () => {
        const clock = new ManualClock();
        const asked = servedPackage({ address: await serve(undefined), timeoutMs, clock });
        clock.advance(timeoutMs);
        await expect(asked).resolves.toBeUndefined();
    });
});
