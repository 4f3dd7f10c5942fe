import type { Submitted } from '@tabularium/client';
import type { BenchOffice } from './bench-office';
import { transactionFigures, type TransactionFigures } from './block-figures';
import { consentTo, openCaseInput } from './land-case';
import { load, type Load } from './load';
import { total } from './processor-time';
import { ratios, spread, type Spread } from './statistics';

export const KINDS = ['create', 'lookup', 'approval'] as const;
export type Kind = (typeof KINDS)[number];
const CONCURRENCIES = [1, 16] as const;

export interface Cost {
    readonly kind: Kind;
    readonly concurrency: number;
    /** Milliseconds of processor time per operation, all processes together, over the rounds. */
    readonly processor: Spread;
    /** Of the median round's total, by process. */
    readonly byProcess: Readonly<Record<string, number>>;
    /** Processor time against the sample-style create of the same round. */
    readonly toCreate: Spread;
    readonly perSecond: Spread;
    /** Milliseconds, over all single operations. */
    readonly latency: Spread;
}

export interface RegisterCosts {
    readonly costs: readonly Cost[];
    readonly transactions: Readonly<Record<'create' | 'approval', TransactionFigures>>;
    /** Milliseconds of one `openCase` at a time. */
    readonly single: Spread;
}

const ROUNDS = 3;
const OPERATIONS = {
    1: { create: 40, lookup: 100, approval: 30 },
    16: { create: 128, lookup: 320, approval: 96 },
} as const;
const SINGLE_CALLS = 100;

interface Written {
    readonly transactionId: string;
    readonly blockNumber: number;
}

/** Create, look-up and approval in turn, one at a time and sixteen at a time, as often as there are rounds. */
export async function measureRegisterCosts(bench: BenchOffice): Promise<RegisterCosts> {
    const work = new Work(bench);
    const rounds: (readonly [Kind, number, Load])[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
        for (const concurrency of CONCURRENCIES) {
            for (const kind of KINDS) {
                const operations = await work.operations(kind, OPERATIONS[concurrency][kind]);
                const measured = await load(operations, concurrency, bench.meter);
                // The first round warms up.
                if (round > 0) {
                    rounds.push([kind, concurrency, measured]);
                }
            }
        }
    }
    const single = await load(work.openings(SINGLE_CALLS), 1, bench.meter);
    const { transport } = bench.office.client('chen');
    return {
        costs: CONCURRENCIES.flatMap((concurrency) => KINDS.map((kind) => cost(kind, concurrency, rounds))),
        transactions: {
            create: await transactionFigures(work.written.create, transport),
            approval: await transactionFigures(work.written.approval, transport),
        },
        single: spread(single.latencies),
    };
}

function cost(kind: Kind, concurrency: number, rounds: readonly (readonly [Kind, number, Load])[]): Cost {
    const loads = (of: Kind): readonly Load[] =>
        rounds.filter(([name, at]) => name === of && at === concurrency).map(([, , measured]) => measured);
    const own = loads(kind);
    const totals = own.map(({ processor }) => total(processor));
    const processor = spread(totals);
    const middle = own.find((_, round) => totals[round] === processor.median) ?? own[0];
    return {
        kind,
        concurrency,
        processor,
        byProcess: middle?.processor ?? {},
        toCreate: ratios(
            totals,
            loads('create').map((round) => total(round.processor)),
        ),
        perSecond: spread(own.map(({ perSecond }) => perSecond)),
        latency: spread(own.flatMap(({ latencies }) => latencies)),
    };
}

/** Operations that have never been done before; what they need is prepared outside of what is measured. */
class Work {
    readonly written: Readonly<Record<'create' | 'approval', Written[]>> = { create: [], approval: [] };
    readonly #bench: BenchOffice;
    #serial = 0;

    constructor(bench: BenchOffice) {
        this.#bench = bench;
    }

    operations(kind: Kind, count: number): Promise<(() => Promise<unknown>)[]> {
        switch (kind) {
            case 'create':
                return Promise.resolve(Array.from({ length: count }, () => this.#create()));
            case 'lookup':
                return Promise.resolve(Array.from({ length: count }, () => () => this.#lookup()));
            case 'approval':
                return this.#approvals(count);
        }
    }

    openings(count: number): (() => Promise<unknown>)[] {
        return Array.from({ length: count }, () => {
            const unitCode = this.#unitCode();
            return () => this.#open(unitCode);
        });
    }

    #create(): () => Promise<void> {
        this.#serial += 1;
        const id = `asset${String(this.#serial)}`;
        return async () => {
            const commit = await this.#bench.asset.submitAsync('CreateAsset', {
                arguments: [id, 'yellow', '5', 'Tom', '1300'],
            });
            const status = await commit.getStatus();
            if (!status.successful) {
                throw new Error(`${id} was not created: validation code ${String(status.code)}`);
            }
            this.written.create.push({
                transactionId: status.transactionId,
                blockNumber: Number(status.blockNumber),
            });
        };
    }

    #lookup(): Promise<unknown> {
        return this.#bench.office.client('chen').directory.agencyById({ agencyId: 'land-registry' });
    }

    async #approvals(count: number): Promise<(() => Promise<void>)[]> {
        const cases: string[] = [];
        const preparing = Array.from({ length: count }, () => this.#unitCode());
        const codes = preparing.values();
        const prepare = async (): Promise<void> => {
            for (const unitCode of codes) {
                cases.push(await this.#validated(unitCode));
            }
        };
        await Promise.all(Array.from({ length: 16 }, prepare));
        return cases.map((caseId) => async () => {
            const { transactionId, blockNumber } = await this.#bench.office.client('sun').land.approveCase({ caseId });
            this.written.approval.push({ transactionId, blockNumber });
        });
    }

    async #validated(unitCode: string): Promise<string> {
        const { land } = this.#bench.office.client('chen');
        const { result } = await this.#open(unitCode);
        const { caseId } = result;
        await land.lodgeConsent({ caseId, jws: consentTo(result, this.#bench.citizen) });
        await land.validateCase({ caseId });
        return caseId;
    }

    #open(unitCode: string): Promise<Submitted<{ readonly caseId: string; readonly caseDigest: string }>> {
        const input = openCaseInput(unitCode, this.#bench.citizen.party);
        return this.#bench.office.client('chen').land.openCase(input);
    }

    #unitCode(): string {
        this.#serial += 1;
        return `110105001001GB00001F${String(this.#serial).padStart(8, '0')}`;
    }
}
