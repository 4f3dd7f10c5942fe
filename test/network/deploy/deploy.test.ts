import { deployChaincode, type DeployOptions } from '../../../network/src/deploy/deploy';

/** A network on which nothing can be done: what fails here fails before anything is installed. */
const options: DeployOptions = {
    backend: {
        kind: 'attached',
        fabric: '2.5',
        channelId: 'mychannel',
        organizations: [],
        orderer: { mspId: 'OrdererMSP', address: '127.0.0.1:1', hostAlias: 'orderer.example.com', tlsRootCertPem: '' },
        close: () => Promise.resolve(),
    },
    name: 'land',
    version: '1',
    policy: "AND('Org1MSP.peer', 'Org2MSP.peer')",
    addressFor: () => '127.0.0.1:9999',
};

describe('a deployment', () => {
    it('refuses an unreadable policy before it touches the network', async () => {
        await expect(deployChaincode({ ...options, policy: "AND('Org1MSP.peer'" })).rejects.toMatchObject({
            code: 'POLICY_INVALID',
        });
    });

    it('refuses an unreadable collection before it touches the network', async () => {
        await expect(
            deployChaincode({ ...options, collections: [{ name: 'inbox', policy: 'Org1MSP' }] }),
        ).rejects.toMatchObject({ code: 'POLICY_INVALID' });
    });

    it('refuses a network without organisations', async () => {
        await expect(deployChaincode(options)).rejects.toMatchObject({ code: 'DEFINITION_INVALID' });
    });
});
