'use strict';

// A network in a process of its own, to be killed. The parent sends the configuration and gets what clients need.
const { deployChaincode, startNetwork } = require('@tabularium/network');

process.once('message', ({ options, chaincodeName, chaincodeAddress }) => {
    start(options, chaincodeName, chaincodeAddress).catch((error) => {
        process.stderr.write(`${error.stack}\n`);
        process.exit(1);
    });
});
// Never outlives the test.
process.once('disconnect', () => process.exit(0));

async function start(options, chaincodeName, chaincodeAddress) {
    const network = await startNetwork(options);
    const { packageIds } = await deployChaincode({
        backend: network,
        name: chaincodeName,
        version: '1.0',
        policy: '/Channel/Application/Endorsement',
        addressFor: () => chaincodeAddress,
    });
    const [organization] = network.organizations;
    process.send({
        packageId: packageIds[organization.mspId],
        peer: organization.peer,
        identity: network.identity(organization.mspId, 'User1'),
        height: network.ledger.height,
    });
}
