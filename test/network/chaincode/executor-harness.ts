import type { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeExecutor, InvocationResult, InvocationServices } from '../../../network/src/chaincode/executor';
import { createChaincodeExecutor } from '../../../network/src/chaincode/service-executor';
import type { Ledger } from '../../../network/src/ledger/ledger';
import type { SimulationResult } from '../../../network/src/ledger/tx-simulator';
import type { Clock } from '../../../network/src/seams/clock';
import { systemClock } from '../../../network/src/seams/clock';
import { CHANNEL, newLedger, proposal } from './committed-ledger';
import { chaincodeOf, ShimStream, type Invoke } from './shim-chaincode';

export const PACKAGE_ID = `probe_1:${'ab'.repeat(32)}`;

export interface Harness {
    readonly ledger: Ledger;
    readonly executor: ChaincodeExecutor;
    /** Streams opened so far, newest last. */
    readonly streams: readonly ShimStream[];
    /** Runs one function and ends its simulation. */
    readonly run: (call: readonly string[], options?: RunOptions) => Promise<Outcome>;
}

export interface RunOptions {
    readonly isInit?: boolean;
    readonly txId?: string;
}

export interface Outcome extends InvocationResult, SimulationResult {
    readonly txId: string;
    readonly text: string;
}

export interface HarnessOptions {
    readonly functions: Readonly<Record<string, Invoke>>;
    readonly fabric?: '2.5' | '3.1';
    readonly clock?: Clock;
    readonly executeTimeoutMs?: number;
    readonly totalQueryLimit?: number;
    readonly services?: Partial<InvocationServices>;
    /** What the chaincode registers as. */
    readonly registersAs?: string;
}

/** Chaincode `probe` in this process behind the real shim, on a real ledger. */
export async function createHarness(options: HarnessOptions): Promise<Harness> {
    const ledger = await newLedger();
    const streams: ShimStream[] = [];
    const executor = createChaincodeExecutor({
        endpoint: () => Promise.resolve({ address: 'probe:9999', dialTimeoutMs: 1000 }),
        connect: () => {
            const stream = new ShimStream(options.registersAs ?? PACKAGE_ID, chaincodeOf(options.functions));
            streams.push(stream);
            return stream;
        },
        clock: options.clock ?? systemClock,
        fabric: options.fabric ?? '2.5',
        ...(options.executeTimeoutMs === undefined ? {} : { executeTimeoutMs: options.executeTimeoutMs }),
        ...(options.totalQueryLimit === undefined ? {} : { totalQueryLimit: options.totalQueryLimit }),
    });
    return {
        ledger,
        executor,
        streams,
        run: async (call, { isInit = false, txId: givenTxId } = {}) => {
            const created = proposal('probe', call);
            const txId = givenTxId ?? created.txId;
            const simulator = ledger.simulator(txId, 'Org1MSP');
            try {
                const result = await executor.execute({
                    packageId: PACKAGE_ID,
                    name: 'probe',
                    channelId: CHANNEL,
                    txId,
                    args: call.map((argument) => Buffer.from(argument)),
                    isInit,
                    signedProposal: created.signedProposal,
                    simulator,
                    services: { ...defaultServices(ledger), ...options.services },
                });
                return { ...result, ...(await simulator.done()), txId, text: textOf(result.response) };
            } finally {
                await simulator.abandon();
            }
        },
    };
}

function textOf(response: peer.Response): string {
    return response.getStatus() === 200 ? Buffer.from(response.getPayload_asU8()).toString() : response.getMessage();
}

function defaultServices(ledger: Ledger): InvocationServices {
    return {
        history: (namespace, key) => ledger.history(namespace, key),
        collectionAccess: () => Promise.resolve({ read: true, write: true }),
        requireCollection: () => Promise.resolve(),
        call: () => Promise.reject(new Error('no other chaincode here')),
    };
}
