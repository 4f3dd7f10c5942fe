'use strict';

// A chaincode service with the least that tells networks apart. Arguments: address to listen on, package id.
const { randomUUID } = require('node:crypto');
const { server, Shim } = require('fabric-shim');

const [address, ccid] = process.argv.slice(2);

const functions = {
    put: async (stub, [key, value]) => stub.putState(key, Buffer.from(value)),
    get: async (stub, [key]) => stub.getState(key),
    respond: async (stub, [status, message]) => ({ status: Number(status), message, payload: Buffer.from('payload') }),
    fail: async () => {
        throw new Error('boom');
    },
    random: async (stub) => stub.putState('random', Buffer.from(randomUUID())),
    announce: async (stub, [name, payload]) => stub.setEvent(name, Buffer.from(payload)),
    hide: async (stub, [collection, key = 'secret']) =>
        stub.putPrivateData(collection, key, stub.getTransient().get('secret')),
    reveal: async (stub, [collection, key = 'secret']) => stub.getPrivateData(collection, key),
    fingerprint: async (stub, [collection, key]) =>
        Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex'),
    amend: async (stub, [collection, key]) => {
        const before = await stub.getPrivateData(collection, key);
        await stub.putPrivateData(collection, key, Buffer.concat([before, Buffer.from('!')]));
    },
    forget: async (stub, [collection, key]) => stub.deletePrivateData(collection, key),
    purge: async (stub, [collection, key]) => stub.purgePrivateData(collection, key),
    listHidden: async (stub, [collection]) => {
        const keys = [];
        for await (const { key } of stub.getPrivateDataByRange(collection, '', '')) {
            keys.push(key);
        }
        return keys.join(' ');
    },
    listThenHide: async (stub, [collection]) => {
        await functions.listHidden(stub, [collection]);
        await functions.hide(stub, [collection, 'late']);
    },
};

const chaincode = {
    Init: async () => Shim.success(),
    Invoke: async (stub) => {
        const { fcn, params } = stub.getFunctionAndParameters();
        try {
            const result = await functions[fcn](stub, params);
            return result?.status === undefined ? Shim.success(Buffer.from(result ?? '')) : result;
        } catch (error) {
            return Shim.error(error.message);
        }
    },
};

server(chaincode, { ccid, address })
    .start()
    .then(() => process.send('ready'));
