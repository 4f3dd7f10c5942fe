'use strict';

// A process of its own for the tests of the packages: the embedded network of the installed @tabularium/network, with
// the registers on it, where `npm start` would keep them. Arguments: folder of the installation, folder of the story,
// first port. Says "ready" on standard output and ends when standard input does.

const { readFileSync } = require('node:fs');
const path = require('node:path');

async function main([installed, root, portBase]) {
    const { startNetwork } = require(path.join(installed, 'node_modules/@tabularium/network'));
    const { openRecordOffice } = require(path.join(root, 'scripts/dist/registers/record-office.js'));
    const { networkOptions } = require(path.join(root, 'scripts/dist/registers/network-options.js'));
    const agencies = JSON.parse(readFileSync(path.join(root, 'scripts/story/agencies.json'), 'utf8'));
    const folder = path.join(installed, '.tabularium');
    const backend = await startNetwork(networkOptions(agencies, path.join(folder, 'network'), Number(portBase)));
    const office = await openRecordOffice({ backend, agencies, folder: path.join(folder, 'office') });
    process.stdin.on('close', async () => {
        await office.close();
        await backend.close();
    });
    process.stdin.resume();
    process.stdout.write('ready\n');
}

main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exit(1);
});
