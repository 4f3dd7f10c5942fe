'use strict';

const { Contract } = require('fabric-contract-api');

/** Announces what it writes, and keeps a secret for the first organisation. */
class Notes extends Contract {
    async write(context, name) {
        await context.stub.putState(name, Buffer.from('written'));
        context.stub.setEvent('Written', Buffer.from(name));
    }

    async hide(context, name) {
        const secret = context.stub.getTransient().get('secret');
        await context.stub.putPrivateData('_implicit_org_Org1MSP', name, secret);
    }

    async amend(context, name) {
        const before = await context.stub.getPrivateData('_implicit_org_Org1MSP', name);
        await context.stub.putPrivateData('_implicit_org_Org1MSP', name, Buffer.concat([before, Buffer.from('!')]));
    }

    async purge(context, name) {
        await context.stub.purgePrivateData('_implicit_org_Org1MSP', name);
    }

    async reveal(context, name) {
        return Buffer.from(await context.stub.getPrivateData('_implicit_org_Org1MSP', name)).toString();
    }
}

module.exports.contracts = [Notes];
