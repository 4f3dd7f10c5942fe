/**
 * Chaincode written as fabric-samples' asset-transfer-basic is: parameters declared to the contract API, which checks
 * each of them, a look whether the key is free, then JSON. The others do the same with as many state operations as a
 * register's transaction has, so that what both cost can be compared.
 */
import { type Context, Contract, Param, Returns, Transaction } from 'fabric-contract-api';

class AssetContract extends Contract {
    async CreateAsset(
        context: Context,
        id: string,
        color: string,
        size: number,
        owner: string,
        value: number,
    ): Promise<void> {
        await requireAbsent(context, id);
        await put(context, id, { ID: id, Color: color, Size: size, Owner: owner, AppraisedValue: value });
    }

    async ReadAsset({ stub }: Context, id: string): Promise<string> {
        const found = await stub.getState(id);
        if (found.length === 0) {
            throw new Error(`The asset ${id} does not exist`);
        }
        return Buffer.from(found).toString('utf8');
    }

    /** One call of another chaincode, two reads, two writes. */
    async DefineAsset(
        context: Context,
        id: string,
        color: string,
        size: number,
        owner: string,
        value: number,
    ): Promise<void> {
        const { payload } = await context.stub.invokeChaincode('directory', ['whoIs', `{"input":"${owner}"}`], '');
        const { officer } = parsed(payload);
        await requireAbsent(context, id);
        await requireAbsent(context, `${id}-entry`);
        await put(context, id, { ID: id, Color: color, Size: size, Owner: owner, AppraisedValue: value });
        await put(context, `${id}-entry`, { ID: id, Officer: officer });
    }
}

/** What decorators say in the samples. */
for (const name of ['CreateAsset', 'DefineAsset'] as const) {
    Transaction()(AssetContract.prototype, name);
    Param('id', 'string')(AssetContract.prototype, name);
    Param('color', 'string')(AssetContract.prototype, name);
    Param('size', 'number')(AssetContract.prototype, name);
    Param('owner', 'string')(AssetContract.prototype, name);
    Param('value', 'number')(AssetContract.prototype, name);
}
Transaction(false)(AssetContract.prototype, 'ReadAsset');
Param('id', 'string')(AssetContract.prototype, 'ReadAsset');
Returns('string')(AssetContract.prototype, 'ReadAsset');

export const contracts = [AssetContract];

async function requireAbsent({ stub }: Context, id: string): Promise<void> {
    const found = await stub.getState(id);
    if (found.length > 0) {
        throw new Error(`The asset ${id} already exists`);
    }
}

function parsed(bytes: Uint8Array | undefined): Readonly<Record<string, unknown>> {
    return JSON.parse(Buffer.from(bytes ?? []).toString('utf8')) as Readonly<Record<string, unknown>>;
}

/** The samples sort names, so that endorsers agree. */
function put({ stub }: Context, id: string, value: Readonly<Record<string, unknown>>): Promise<void> {
    const sorted = Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
    return stub.putState(id, Buffer.from(JSON.stringify(sorted)));
}
