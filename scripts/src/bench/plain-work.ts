/** The two that stand for what a chaincode costs without this project: the sample-style create, and raw contracts. */
import type { Contract } from '@hyperledger/fabric-gateway';
import { randomBytes } from 'node:crypto';
import { submitted } from './plain-client';
import { RAW_ENDORSERS } from './raw-chaincode';
import type { RawArgument } from './raw-contract';
import type { RawTransaction } from './raw-plans';
import type { Workload, Written } from './workload';

export class CreateWork implements Workload {
    readonly written: Written[][] = [];
    readonly #asset: Contract;
    #serial = 0;

    constructor(asset: Contract) {
        this.#asset = asset;
    }

    prepare(count: number): Promise<(() => Promise<void>)[]> {
        return Promise.resolve(Array.from({ length: count }, () => this.#create()));
    }

    #create(): () => Promise<void> {
        this.#serial += 1;
        const id = `asset${String(this.#serial)}`;
        return async () => {
            const options = { arguments: [id, 'yellow', '5', 'Tom', '1300'] };
            this.written.push([await submitted(this.#asset, 'CreateAsset', options)]);
        };
    }
}

export class RawWork implements Workload {
    readonly written: Written[][] = [];
    readonly #raw: Contract;
    readonly #transactions: readonly RawTransaction[];

    constructor(raw: Contract, transactions: readonly RawTransaction[]) {
        this.#raw = raw;
        this.#transactions = transactions;
    }

    prepare(count: number): Promise<(() => Promise<void>)[]> {
        return Promise.resolve(
            Array.from({ length: count }, () => async () => {
                const written: Written[] = [];
                for (const transaction of this.#transactions) {
                    written.push(await this.#run(transaction));
                }
                this.written.push(written);
            }),
        );
    }

    #run({ plan, input, private: secret }: RawTransaction): Promise<Written> {
        const argument: RawArgument = { id: randomBytes(16).toString('hex'), plan, input: 'x'.repeat(input) };
        return submitted(this.#raw, 'run', {
            arguments: [JSON.stringify(argument)],
            // Into the inbox alone: the one organisation endorses.
            endorsingOrganizations: plan.writes.length === 0 ? RAW_ENDORSERS.slice(0, 1) : [...RAW_ENDORSERS],
            ...(secret === undefined ? {} : { transientData: { private: 'x'.repeat(secret) } }),
        });
    }
}

/** Makes what all raw contracts read, in the one that is asked and in the one that it calls. */
export async function seedRaw(
    raw: Contract,
    directory: Contract,
    transactions: readonly RawTransaction[],
): Promise<void> {
    const endorsingOrganizations = [...RAW_ENDORSERS];
    for (const { plan } of transactions) {
        await submitted(raw, 'seed', { arguments: [JSON.stringify(plan.reads)], endorsingOrganizations });
        for (const sizes of plan.calls) {
            await submitted(directory, 'seed', { arguments: [JSON.stringify(sizes)], endorsingOrganizations });
        }
    }
}
