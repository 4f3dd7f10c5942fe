import type { NetworkConfigInput } from './network-config';

/** The topology of fabric-samples' test-network, at its ports. */
export function testNetworkProfile(): NetworkConfigInput {
    return {
        channelId: 'mychannel',
        ordererPort: 7050,
        organizations: [
            { mspId: 'Org1MSP', domain: 'org1.example.com', port: 7051, users: testUsers() },
            { mspId: 'Org2MSP', domain: 'org2.example.com', port: 9051, users: testUsers() },
        ],
    };
}

function testUsers(): { name: string; role: 'client' | 'admin' }[] {
    return [
        { name: 'User1', role: 'client' },
        { name: 'Admin', role: 'admin' },
    ];
}
