'use strict';

// Processes of their own for the tests of the packages, ending when their standard input does. `network`: the embedded
// network of an installed @tabularium/network; says on standard output how it is reached. `office`: puts this
// repository's registers on a network so described. Not one process, because two copies of google-protobuf share
// globals and would mistake each other's messages.

const { readFileSync } = require('node:fs');
const path = require('node:path');

const roles = {
    network: async ({ installed, root, portBase }) => {
        const { startNetwork } = require(path.join(installed, 'node_modules/@tabularium/network'));
        const { networkOptions } = require(path.join(root, 'scripts/dist/registers/network-options.js'));
        const network = await startNetwork(
            networkOptions(agenciesOf(root), path.join(installed, '.tabularium/network'), portBase),
        );
        const { kind, fabric, channelId, organizations, orderer } = network;
        return { told: { kind, fabric, channelId, organizations, orderer }, close: () => network.close() };
    },
    office: async ({ installed, root, backend }) => {
        const { openRecordOffice } = require(path.join(root, 'scripts/dist/registers/record-office.js'));
        const folder = path.join(installed, '.tabularium/office');
        const office = await openRecordOffice({ backend, agencies: agenciesOf(root), folder });
        return { told: {}, close: () => office.close() };
    },
};

function agenciesOf(root) {
    return JSON.parse(readFileSync(path.join(root, 'scripts/story/agencies.json'), 'utf8'));
}

async function main([role, options]) {
    const { told, close } = await roles[role](JSON.parse(options));
    process.stdin.on('close', () => void close());
    process.stdin.resume();
    process.stdout.write(`${JSON.stringify(told)}\n`);
}

main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exit(1);
});
