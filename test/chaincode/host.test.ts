import { credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { startChaincodeHost } from '../../chaincode/src/host';
import { freePort } from '../support/ports';

/** The name under which an endpoint registers with a peer that connects. */
async function registeredName(address: string): Promise<string> {
    const client = new peer.ChaincodeClient(address, credentials.createInsecure());
    const stream = client.connect();
    try {
        const message = await new Promise<peer.ChaincodeMessage>((resolve, reject) => {
            stream.on('data', resolve);
            stream.on('error', reject);
        });
        expect(message.getType()).toBe(peer.ChaincodeMessage.Type.REGISTER);
        return peer.ChaincodeID.deserializeBinary(message.getPayload_asU8()).getName();
    } finally {
        stream.on('error', () => undefined);
        stream.cancel();
        client.close();
    }
}

describe('the chaincode host', () => {
    it('serves several registers and agencies, each on its own port under its own package id', async () => {
        const ids = ['directory:aa', 'land:bb', 'directory:cc'];
        const endpoints = await Promise.all(
            ids.map(async (chaincodeId) => ({
                chaincodeId,
                register: chaincodeId.split(':')[0] ?? '',
                address: `127.0.0.1:${String(await freePort())}`,
                foundingDocumentSha256: '',
                clockGuardMs: 900_000,
            })),
        );
        const host = await startChaincodeHost({ endpoints });
        try {
            expect(await Promise.all(endpoints.map(({ address }) => registeredName(address)))).toEqual(ids);
        } finally {
            host.close();
        }
    });

    it.each([
        ['an unknown register', { register: 'moon' }, 'there is no register "moon"'],
        ['a hash that is none', { foundingDocumentSha256: 'xyz' }, 'foundingDocumentSha256'],
        ['an address without a port', { address: 'localhost' }, 'address'],
        ['an unknown setting', { clockGuard: 'off' }, 'clockGuard'],
    ])('refuses %s before it listens', async (_what, change, text) => {
        const endpoint = {
            register: 'directory',
            chaincodeId: 'directory:aa',
            address: '127.0.0.1:1',
            foundingDocumentSha256: '',
            clockGuardMs: 'off' as const,
            ...change,
        };
        await expect(startChaincodeHost({ endpoints: [endpoint] })).rejects.toThrow(text);
    });
});
