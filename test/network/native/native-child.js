'use strict';

// A native network in a process of its own, to be killed. The parent sends the options and hears when it is up.
const { startNative } = require('@tabularium/network');

process.once('message', (options) => {
    startNative(options).then(
        ({ nodes }) => process.send(nodes.map(({ pid }) => pid)),
        (error) => {
            process.stderr.write(`${error.stack}\n`);
            process.exit(1);
        },
    );
});
