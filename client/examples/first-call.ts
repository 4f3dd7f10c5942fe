/**
 * One question, one command, one event, as the administrator of the land registry. Start the network in one terminal
 * (`npm start`), then: `npx tsc -b client/examples && node client/examples/dist/first-call.js [organisation's folder]`
 */
import path from 'node:path';
import { createTabularium, directoryErrors, identityFromMsp, isRefusal, landErrors } from '@tabularium/client';

const defaultFolder = '.tabularium/network/organizations/peerOrganizations/land-registry.example.com';

async function main(folder: string): Promise<void> {
    const tabularium = createTabularium({
        connection: path.join(folder, 'connection-land-registry.json'),
        identity: identityFromMsp(
            path.join(folder, 'users/land-admin@land-registry.example.com/msp'),
            'LandRegistryMSP',
        ),
        channelName: 'mychannel',
    });
    try {
        const agency = await tabularium.directory.agencyById({ agencyId: 'land-registry' });
        say(`${agency.name.en} (${agency.name.zh}) is ${agency.status}`);

        try {
            const title = await tabularium.land.publicExtract({ unitCode: '110105001001GB00001F00010001' });
            say(`The title is ${title.status}, in ${String(title.shares.length)} share(s)`);
        } catch (error) {
            if (!isRefusal(error, landErrors.TITLE_NOT_FOUND)) {
                throw error;
            }
            say(`No title ${String(error.details.unitCode)} yet`);
        }

        const department = { departmentId: 'archive', name: { en: 'Archive', zh: '档案科' } };
        try {
            const { result, blockNumber, endorsers } = await tabularium.directory.registerDepartment(department);
            say(`${result.departmentId} is in block ${String(blockNumber)}, endorsed by ${endorsers.join(', ')}`);
        } catch (error) {
            if (!isRefusal(error, directoryErrors.DEPARTMENT_EXISTS)) {
                throw error;
            }
            say(error.message);
        }

        for await (const event of tabularium.events.all({ fromBlock: 0 })) {
            if (event.register === 'directory' && event.type === 'departmentRegistered') {
                say(`Event: ${event.payload.departmentId} in block ${String(event.blockNumber)}`);
                break;
            }
        }
    } finally {
        tabularium.close();
    }
}

function say(line: string): void {
    process.stdout.write(`${line}\n`);
}

main(process.argv[2] ?? defaultFolder).catch((error: unknown) => {
    say(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    process.exitCode = 1;
});
