'use strict';

// A chaincode service that shows what a peer answers to each request of the shim.
const { server, Shim } = require('fabric-shim');

const [address, ccid] = process.argv.slice(2);

const functions = {
    put: async (stub, [key, value]) => {
        await stub.putState(key, Buffer.from(value));
        return Buffer.from((await stub.getState(key)).toString());
    },
    get: async (stub, [key]) => Buffer.from(await stub.getState(key)),
    fill: async (stub, [count]) => {
        for (let index = 0; index < Number(count); index += 1) {
            await stub.putState(`k${String(index).padStart(4, '0')}`, Buffer.from('v'));
        }
    },
    count: async (stub) => {
        let found = 0;
        for await (const entry of stub.getStateByRange('k', 'l')) {
            found += entry.key === '' ? 0 : 1;
        }
        return Buffer.from(String(found));
    },
    page: async (stub, [size, bookmark]) => {
        const { iterator, metadata } = await stub.getStateByRangeWithPagination('k', 'l', Number(size), bookmark);
        const keys = [];
        for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
            keys.push(step.value.key);
        }
        return Buffer.from(JSON.stringify({ keys, bookmark: metadata.bookmark }));
    },
    history: async (stub, [key]) => {
        const values = [];
        for await (const entry of stub.getHistoryForKey(key)) {
            values.push(entry.value.toString());
        }
        return Buffer.from(JSON.stringify(values));
    },
    own: async (stub, [value]) => {
        await stub.putPrivateData(`_implicit_org_${stub.getCreator().mspid}`, 'secret', Buffer.from(value));
    },
    reveal: async (stub) =>
        Buffer.from(await stub.getPrivateData(`_implicit_org_${stub.getCreator().mspid}`, 'secret')),
    unknown: async (stub) => Buffer.from(await stub.getPrivateData('nowhere', 'secret')),
    call: async (stub, [name, ...args]) => Buffer.from(JSON.stringify(await stub.invokeChaincode(name, args, ''))),
    event: async (stub) => stub.setEvent('changed', Buffer.from('yes')),
    exit: async () => process.exit(1),
};

const chaincode = {
    Init: async () => Shim.success(Buffer.alloc(0)),
    Invoke: async (stub) => {
        const { fcn, params } = stub.getFunctionAndParameters();
        if (fcn === 'status') {
            return { status: Number(params[0]), message: 'as asked', payload: Buffer.alloc(0) };
        }
        try {
            return Shim.success((await functions[fcn](stub, params)) ?? Buffer.alloc(0));
        } catch (error) {
            return Shim.error(error.message);
        }
    },
};

server(chaincode, { ccid, address })
    .start()
    .then(() => process.send('ready'));
