'use strict';

const { Contract } = require('fabric-contract-api');

/** The least that shows a deployment at work. */
class Counter extends Contract {
    async add(context, name) {
        const next = Number((await context.stub.getState(name)).toString()) + 1;
        await context.stub.putState(name, Buffer.from(String(next)));
        return String(next);
    }

    async value(context, name) {
        return (await context.stub.getState(name)).toString();
    }
}

module.exports.contracts = [Counter];
