/** Chaincode written as fabric-samples' asset-transfer-basic is: looks whether the key is free, then writes JSON. */
import { Contract, type Context } from 'fabric-contract-api';

class AssetContract extends Contract {
    async CreateAsset(
        context: Context,
        id: string,
        color: string,
        size: string,
        owner: string,
        value: string,
    ): Promise<void> {
        const found = await context.stub.getState(id);
        if (found.length > 0) {
            throw new Error(`The asset ${id} already exists`);
        }
        const asset = { ID: id, Color: color, Size: Number(size), Owner: owner, AppraisedValue: Number(value) };
        await context.stub.putState(id, Buffer.from(JSON.stringify(asset)));
    }
}

export const contracts = [AssetContract];
