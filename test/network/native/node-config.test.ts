import { ordererConfig, peerConfig } from '../../../network/src/native/node-config';

const node = { mspId: 'Org1MSP', materialDir: '/net/peer', dataDir: '/net/data', port: 7051, operationsPort: 9444 };

function filters(fabric: '2.5' | '3.1'): unknown {
    const text = peerConfig({
        ...node,
        id: 'peer0.org1.example.com',
        chaincodePort: 7052,
        colleagues: [],
        binaries: { ccaasBuilder: '/builders/ccaas', fabric },
    });
    const config = JSON.parse(text) as { peer: { handlers: { authFilters: { name: string }[] } } };
    return config.peer.handlers.authFilters.map(({ name }) => name);
}

describe('the configuration of native nodes', () => {
    it('gives a 2.5 peer the filters of its release', () => {
        expect(filters('2.5')).toEqual(['DefaultAuth', 'ExpirationCheck']);
    });

    it('gives a 3.1 peer the check of timestamps too', () => {
        expect(filters('3.1')).toEqual(['DefaultAuth', 'ExpirationCheck', 'TimeWindowCheck']);
    });

    it('keeps every listener of the orderer on loopback', () => {
        const config = JSON.parse(ordererConfig({ ...node, port: 7050, adminPort: 7053 })) as {
            General: { ListenAddress: string };
            Admin: { ListenAddress: string };
            Operations: { ListenAddress: string };
        };

        expect(config.General.ListenAddress).toBe('127.0.0.1');
        expect(config.Admin.ListenAddress).toBe('127.0.0.1:7053');
        expect(config.Operations.ListenAddress).toBe('127.0.0.1:9444');
    });
});
