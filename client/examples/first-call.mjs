// The first call of an application: who we are, which peer we ask, and one question to the directory.
import { connectionProfile, createTabularium, identityFromMsp } from '@tabularium/client';

const agency = '.tabularium/network/organizations/peerOrganizations/land-registry.example.com';
const tabularium = createTabularium({
    connection: connectionProfile(`${agency}/connection-land-registry.json`),
    identity: identityFromMsp(`${agency}/users/chen@land-registry.example.com/msp`, 'LandRegistryMSP'),
    channelName: 'mychannel',
});
const { name, roles } = await tabularium.directory.agencyById({ agencyId: 'land-registry' });
console.log(`${name.en} holds ${roles.join(', ')}`);
tabularium.close();
