import type { BenchOffice } from './bench-office';
import { operationFigures, type TransactionFigures } from './block-figures';
import { Grant, DeliveryWork, UseWork } from './exchange-work';
import { ApprovalWork } from './land-work';
import { IssueWork } from './licence-work';
import { load, type Load } from './load';
import { CreateWork, RawWork, seedRaw } from './plain-work';
import { total } from './processor-time';
import { RAW, RAW_DIRECTORY } from './raw-contract';
import { rawPlans } from './raw-plans';
import { ratios, spread, type Spread } from './statistics';
import type { Workload } from './workload';

/** The registers' main operations, each with its raw contract that asks the same of its peer. */
export const MAIN_KINDS = ['approval', 'issue', 'use', 'delivery'] as const;
export type MainKind = (typeof MAIN_KINDS)[number];
/** In the order in which they take turns: each one next to what it is compared with. */
export const KINDS = [
    'create',
    'lookup',
    'approval',
    'raw approval',
    'issue',
    'raw issue',
    'use',
    'raw use',
    'delivery',
    'raw delivery',
] as const satisfies readonly ('create' | 'lookup' | MainKind | `raw ${MainKind}`)[];
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
    /** And against the raw contract of the same round; absent where there is none. */
    readonly toRaw?: Spread;
    readonly perSecond: Spread;
    /** Milliseconds, over all single operations. */
    readonly latency: Spread;
}

export interface RegisterCosts {
    readonly costs: readonly Cost[];
    /** In the blocks, per operation; of all kinds that write. */
    readonly transactions: readonly (TransactionFigures & { readonly kind: Kind })[];
    /** Milliseconds of one `openCase` at a time. */
    readonly single: Spread;
}

const ROUNDS = 3;
/** By how many at a time. */
const OPERATIONS = {
    1: { lookup: 50, others: 20 },
    16: { lookup: 120, others: 48 },
} as const;
const SINGLE_CALLS = 100;

type Round = readonly [Kind, number, Load];

/** All kinds in turn, one at a time and sixteen at a time, as often as there are rounds. */
export async function measureRegisterCosts(bench: BenchOffice): Promise<RegisterCosts> {
    const { office, meter } = bench;
    const approval = new ApprovalWork(office, bench.citizen);
    const work = await openWork(bench, approval);
    const rounds: Round[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
        for (const concurrency of CONCURRENCIES) {
            for (const kind of KINDS) {
                const { lookup, others } = OPERATIONS[concurrency];
                const operations = await work[kind].prepare(kind === 'lookup' ? lookup : others);
                const measured = await load(operations, concurrency, meter);
                // The first round warms up.
                if (round > 0) {
                    rounds.push([kind, concurrency, measured]);
                }
            }
        }
    }
    const single = await load(approval.openings(SINGLE_CALLS), 1, meter);
    return {
        costs: CONCURRENCIES.flatMap((concurrency) => KINDS.map((kind) => cost(kind, concurrency, rounds))),
        transactions: await figuresOf(work, bench),
        single: spread(single.latencies),
    };
}

async function openWork(
    { office, plain }: BenchOffice,
    approval: ApprovalWork,
): Promise<Readonly<Record<Kind, Workload>>> {
    const raw = plain.contract(RAW);
    await seedRaw(raw, plain.contract(RAW_DIRECTORY), Object.values(rawPlans).flat());
    const grant = await Grant.open(office);
    return {
        create: new CreateWork(plain.contract('asset')),
        lookup: { written: [], prepare: (count) => Promise.resolve(Array.from({ length: count }, () => lookup)) },
        approval,
        'raw approval': new RawWork(raw, rawPlans.approval),
        issue: await IssueWork.open(office),
        'raw issue': new RawWork(raw, rawPlans.issue),
        use: new UseWork(grant),
        'raw use': new RawWork(raw, rawPlans.use),
        delivery: new DeliveryWork(grant),
        'raw delivery': new RawWork(raw, rawPlans.delivery),
    };

    function lookup(): Promise<unknown> {
        return office.client('chen').directory.agencyById({ agencyId: 'land-registry' });
    }
}

/** @throws Error when a raw contract did not do what its register's transaction does */
async function figuresOf(
    work: Readonly<Record<Kind, Workload>>,
    { office }: BenchOffice,
): Promise<RegisterCosts['transactions']> {
    const { transport } = office.client('chen');
    const figures = await Promise.all(
        KINDS.filter((kind) => work[kind].written.length > 0).map(async (kind) => {
            return { kind, ...(await operationFigures(work[kind].written, transport)) };
        }),
    );
    for (const kind of MAIN_KINDS) {
        const [register, raw] = [kind, `raw ${kind}`].map((name) => figures.find((each) => each.kind === name));
        for (const name of ['reads', 'writes', 'metadataWrites', 'privateReads', 'privateWrites'] as const) {
            if (register?.[name] !== raw?.[name]) {
                const [ours, theirs] = [register?.[name], raw?.[name]].map(String);
                throw new Error(`${kind} has ${ours ?? ''} ${name}, its raw contract ${theirs ?? ''}`);
            }
        }
    }
    return figures;
}

function cost(kind: Kind, concurrency: number, rounds: readonly Round[]): Cost {
    const loads = (of: Kind): readonly Load[] =>
        rounds.filter(([name, at]) => name === of && at === concurrency).map(([, , measured]) => measured);
    const totals = (of: Kind): readonly number[] => loads(of).map(({ processor }) => total(processor));
    const own = loads(kind);
    const processor = spread(totals(kind));
    const middle = own.find((_, round) => totals(kind)[round] === processor.median) ?? own[0];
    const raw = KINDS.find((candidate) => candidate === `raw ${kind}`);
    return {
        kind,
        concurrency,
        processor,
        byProcess: middle?.processor ?? {},
        toCreate: ratios(totals(kind), totals('create')),
        ...(raw === undefined ? {} : { toRaw: ratios(totals(kind), totals(raw)) }),
        perSecond: spread(own.map(({ perSecond }) => perSecond)),
        latency: spread(own.flatMap(({ latencies }) => latencies)),
    };
}
