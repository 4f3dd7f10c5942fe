import type { NetworkConfigInput } from './network-config';

type Organizations = NetworkConfigInput['organizations'];

/** The topology of fabric-samples' test-network, at its ports. */
export function testNetworkProfile(): NetworkConfigInput {
    return {
        channelId: 'mychannel',
        ordererPort: 7050,
        organizations: numberedOrganizations(2),
    };
}

/** `Org1MSP` with `org1.example.com` on port 7051 and so on, as test-network's `addOrg3` goes on. */
export function numberedOrganizations(count: number): Organizations {
    return Array.from({ length: count }, (_, index) => {
        const number = String(index + 1);
        return {
            mspId: `Org${number}MSP`,
            domain: `org${number}.example.com`,
            port: testNetworkPort(index + 1),
            users: testUsers(),
        };
    });
}

/** Port of the first peer of test-network's organisation `number`, from 1. */
export function testNetworkPort(number: number): number {
    return 5051 + 2000 * number;
}

function testUsers(): { name: string; role: 'client' | 'admin' }[] {
    return [
        { name: 'User1', role: 'client' },
        { name: 'Admin', role: 'admin' },
    ];
}
