/**
 * The least that a chaincode can cost which asks of its peer what a register's transaction asks: fabric-shim alone, no
 * contract API, no rules, no checks. What to do comes as the argument; values are filler of the told size.
 */
import { type ChaincodeInterface, type ChaincodeResponse, type ChaincodeStub, Shim } from 'fabric-shim';

/** Sizes are bytes of values. */
export interface RawPlan {
    /** Keys that are there. */
    readonly reads: readonly number[];
    readonly absentReads: number;
    readonly writes: readonly number[];
    /** Of {@link RAW_DIRECTORY}: for each call, what the called one reads. */
    readonly calls: readonly (readonly number[])[];
    /** The private value comes as transient data. */
    readonly private?: {
        readonly collection: string;
        readonly hashReads: number;
        readonly writes: readonly number[];
    };
    readonly answer: number;
    readonly event?: number;
}

export interface RawArgument {
    /** Unique; new keys begin with it. */
    readonly id: string;
    readonly plan: RawPlan;
    /** Filler, so that the proposal is as long as the register's. */
    readonly input: string;
}

export const RAW = 'raw';
export const RAW_DIRECTORY = 'raw-directory';

/** Keys that `seed` makes and everybody reads. */
const seeded = (size: number, number: number): string => `seeded${String(number)}~${String(size)}`.padEnd(64, '.');
const fresh = (id: string, kind: string, number: number): string => `${kind}${String(number)}~${id}`.padEnd(64, '.');

export class RawContract implements ChaincodeInterface {
    Init(): Promise<ChaincodeResponse> {
        return Promise.resolve(Shim.success());
    }

    async Invoke(stub: ChaincodeStub): Promise<ChaincodeResponse> {
        const { fcn, params } = stub.getFunctionAndParameters();
        const argument: unknown = JSON.parse(params[0] ?? '');
        switch (fcn) {
            case 'seed':
                return seed(stub, argument as readonly number[]);
            case 'read':
                return Shim.success(Buffer.concat(await readAll(stub, argument as readonly number[])));
            case 'run':
                return run(stub, argument as RawArgument);
            default:
                return Shim.error(`${fcn} is not a transaction`);
        }
    }
}

async function seed(stub: ChaincodeStub, sizes: readonly number[]): Promise<ChaincodeResponse> {
    for (const [number, size] of sizes.entries()) {
        await stub.putState(seeded(size, number), filler(size));
    }
    return Shim.success();
}

async function readAll(stub: ChaincodeStub, sizes: readonly number[]): Promise<Uint8Array[]> {
    const values: Uint8Array[] = [];
    for (const [number, size] of sizes.entries()) {
        const value = await stub.getState(seeded(size, number));
        if (value.length !== size) {
            throw new Error(`nothing of ${String(size)} bytes has been seeded`);
        }
        values.push(value);
    }
    return values;
}

async function run(stub: ChaincodeStub, { id, plan }: RawArgument): Promise<ChaincodeResponse> {
    for (const sizes of plan.calls) {
        const { status } = await stub.invokeChaincode(RAW_DIRECTORY, ['read', JSON.stringify(sizes)], '');
        if (status >= 400) {
            throw new Error('the called contract failed');
        }
    }
    for (let number = 0; number < plan.absentReads; number += 1) {
        await stub.getState(fresh(id, 'absent', number));
    }
    await readAll(stub, plan.reads);
    for (const [number, size] of plan.writes.entries()) {
        await stub.putState(fresh(id, 'record', number), filler(size));
    }
    if (plan.private !== undefined) {
        await keepPrivate(stub, id, plan.private);
    }
    if (plan.event !== undefined) {
        stub.setEvent('raw', filler(plan.event));
    }
    return Shim.success(filler(plan.answer));
}

async function keepPrivate(
    stub: ChaincodeStub,
    id: string,
    { collection, hashReads, writes }: NonNullable<RawPlan['private']>,
): Promise<void> {
    if (!stub.getTransient().has('private')) {
        throw new Error('no private value came');
    }
    for (let number = 0; number < hashReads; number += 1) {
        await stub.getPrivateDataHash(collection, fresh(id, 'private', number));
    }
    for (const [number, size] of writes.entries()) {
        await stub.putPrivateData(collection, fresh(id, 'private', number), filler(size));
    }
}

function filler(size: number): Uint8Array {
    return Buffer.alloc(size, 'x');
}
