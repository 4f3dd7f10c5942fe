// One command with its receipt, one refusal, one event, as the administrator of the land registry. Start the network
// in one terminal (`npm start`), then `node client/examples/first-command.mjs [folder of the organisation]`.
import { createTabularium, directoryErrors, identityFromMsp, isRefusal } from '@tabularium/client';

const folder = process.argv[2] ?? '.tabularium/network/organizations/peerOrganizations/land-registry.example.com';
const tabularium = createTabularium({
    connection: `${folder}/connection-land-registry.json`,
    identity: identityFromMsp(`${folder}/users/land-admin@land-registry.example.com/msp`, 'LandRegistryMSP'),
    channelName: 'mychannel',
});

const department = { departmentId: 'archive', name: { en: 'Archive', zh: '档案科' } };
try {
    const { result, blockNumber, endorsers } = await tabularium.directory.registerDepartment(department);
    console.log(`${result.departmentId} is in block ${blockNumber}, endorsed by ${endorsers.join(', ')}`);
} catch (error) {
    // Compared by code: the second run of this program comes here.
    if (!isRefusal(error, directoryErrors.DEPARTMENT_EXISTS)) {
        throw error;
    }
    console.log(`Refused: ${error.messages.en} / ${error.messages.zh}`);
}

for await (const event of tabularium.events.all({ fromBlock: 0 })) {
    if (event.type === 'departmentRegistered') {
        console.log(`Event of block ${event.blockNumber}: ${event.payload.departmentId}`);
        break;
    }
}
tabularium.close();
