import { attachNetwork } from '../../../network/src/native/attached-backend';
import { memoryFiles } from './memory-files';

function organization(domain: string): Record<string, string> {
    const dir = `/net/organizations/peerOrganizations/${domain}`;
    return {
        [`${dir}/peers/peer0.${domain}/tls/ca.crt`]: `TLS root of ${domain}`,
        [`${dir}/users/Admin@${domain}/msp/signcerts/cert.pem`]: 'certificate',
        [`${dir}/users/Admin@${domain}/msp/keystore/priv_sk`]: 'key',
    };
}

const ordererRoot = '/net/organizations/ordererOrganizations/example.com/orderers/orderer.example.com/tls/ca.crt';
const network = {
    ...organization('org1.example.com'),
    ...organization('org2.example.com'),
    ...organization('org10.example.com'),
    [ordererRoot]: 'TLS root of the orderer',
};

function without(path: string): Record<string, string> {
    return Object.fromEntries(Object.entries(network).filter(([name]) => !name.startsWith(path)));
}

describe('a folder in test-network’s layout', () => {
    it('gives organisations in their order, with test-network’s ports', async () => {
        const backend = await attachNetwork({
            dir: '/net',
            fabric: '2.5',
            seams: { fileSystem: memoryFiles(network) },
        });

        expect(backend).toMatchObject({ kind: 'attached', fabric: '2.5', channelId: 'mychannel' });
        expect(backend.organizations.map(({ mspId, peer }) => [mspId, peer.address, peer.hostAlias])).toEqual([
            ['Org1MSP', 'localhost:7051', 'peer0.org1.example.com'],
            ['Org2MSP', 'localhost:9051', 'peer0.org2.example.com'],
            ['Org10MSP', 'localhost:25051', 'peer0.org10.example.com'],
        ]);
        expect(backend.organizations[0]).toMatchObject({
            domain: 'org1.example.com',
            materialDir: '/net/organizations/peerOrganizations/org1.example.com',
            peer: { tlsRootCertPem: 'TLS root of org1.example.com' },
        });
        expect(backend.orderer).toEqual({
            mspId: 'OrdererMSP',
            address: 'localhost:7050',
            hostAlias: 'orderer.example.com',
            tlsRootCertPem: 'TLS root of the orderer',
        });
    });

    it('may be the organizations folder itself', async () => {
        const backend = await attachNetwork({
            dir: '/net/organizations',
            channelId: 'other',
            fabric: '3.1',
            ordererAddress: 'localhost:17050',
            seams: { fileSystem: memoryFiles(network) },
        });

        expect(backend).toMatchObject({ fabric: '3.1', channelId: 'other', orderer: { address: 'localhost:17050' } });
        expect(backend.organizations).toHaveLength(3);
    });

    it('is overridden by a connection profile', async () => {
        const profile = {
            client: { organization: 'Agency' },
            organizations: { Agency: { mspid: 'AgencyMSP', peers: ['peer0.org2.example.com'] } },
            peers: { 'peer0.org2.example.com': { url: 'grpcs://127.0.0.1:19051' } },
        };
        const path = '/net/organizations/peerOrganizations/org2.example.com/connection-org2.json';

        const backend = await attachNetwork({
            dir: '/net',
            fabric: '2.5',
            seams: { fileSystem: memoryFiles({ ...network, [path]: JSON.stringify(profile) }) },
        });

        expect(backend.organizations[1]).toMatchObject({ mspId: 'AgencyMSP', peer: { address: '127.0.0.1:19051' } });
    });

    it.each(['{', '{}', '{"client":{"organization":"A"},"organizations":{},"peers":{}}'])(
        'is refused with the connection profile %s',
        async (profile) => {
            const path = '/net/organizations/peerOrganizations/org2.example.com/connection-org2.json';

            await expect(
                attachNetwork({
                    dir: '/net',
                    fabric: '2.5',
                    seams: { fileSystem: memoryFiles({ ...network, [path]: profile }) },
                }),
            ).rejects.toMatchObject({
                code: 'MATERIAL_MISSING',
                message: expect.stringContaining(path) as string,
            });
        },
    );

    it.each([
        ['/net/organizations/peerOrganizations'],
        ['/net/organizations/ordererOrganizations'],
        ['/net/organizations/peerOrganizations/org1.example.com/peers/peer0.org1.example.com/tls/ca.crt'],
        ['/net/organizations/peerOrganizations/org1.example.com/users/Admin@org1.example.com/msp/signcerts'],
        ['/net/organizations/peerOrganizations/org1.example.com/users/Admin@org1.example.com/msp/keystore'],
    ])('is refused, naming the path, when %s is missing', async (path) => {
        await expect(
            attachNetwork({ dir: '/net', fabric: '2.5', seams: { fileSystem: memoryFiles(without(path)) } }),
        ).rejects.toMatchObject({ code: 'MATERIAL_MISSING', message: expect.stringContaining(path) as string });
    });

    it('has no default ports for other domains', async () => {
        await expect(
            attachNetwork({
                dir: '/net',
                fabric: '2.5',
                seams: { fileSystem: memoryFiles({ ...network, ...organization('agency.gov') }) },
            }),
        ).rejects.toMatchObject({
            code: 'MATERIAL_MISSING',
            message: expect.stringContaining('agency.gov/connection-*.json') as string,
        });
    });
});
