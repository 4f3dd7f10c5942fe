import type { ClientCost } from './client-cost';
import type { ContractComparison, ContractCost } from './contract-cost';
import { type Kind, MAIN_KINDS, type RegisterCosts } from './register-cost';
import type { StartTime } from './start-time';
import type { Spread } from './statistics';

export interface Figures {
    readonly date: string;
    readonly machine: { readonly processors: number; readonly model: string; readonly node: string };
    readonly start: StartTime;
    readonly client: ClientCost;
    readonly contract: ContractCost;
    readonly registers: RegisterCosts;
}

export interface Goal {
    readonly name: string;
    readonly goal: number;
    readonly measured: number;
    readonly met: boolean;
}

/** At most these. */
export function goals({ start, client, contract, registers }: Figures): readonly Goal[] {
    const most = (name: string, goal: number, measured: number): Goal => ({
        name,
        goal,
        measured,
        met: measured <= goal,
    });
    return [
        most('client processor time per submit, ratio to fabric-gateway', 0.45, client.toOwnSigner.median),
        most('register’s process per question, ratio to the sample’s', 0.6, contract.read.ratio.median),
        most('register’s process per command, ratio to the sample’s', 0.6, contract.define.ratio.median),
        ...MAIN_KINDS.map((kind) =>
            most(`${names[kind]}, ratio to its raw contract, 16 at a time`, 1.25, toRaw(registers, kind)),
        ),
        most('startNetwork to first valid transaction, ms', 1200, start.first.median),
        most('one land.openCase at a time, ms', 30, registers.single.median),
    ];
}

function toRaw({ costs }: RegisterCosts, kind: Kind): number {
    const cost = costs.find((one) => one.kind === kind && one.concurrency === SATURATED);
    return cost?.toRaw?.median ?? Number.NaN;
}

/** At a time, where goals are measured: alone, an operation's share of waiting and timers is larger than its work. */
const SATURATED = 16;

const names: Readonly<Record<Kind, string>> = {
    create: 'sample-style create',
    lookup: 'directory look-up',
    approval: 'land case approval',
    'raw approval': '  its raw contract',
    issue: 'licence issue',
    'raw issue': '  its raw contract',
    use: 'use of a grant',
    'raw use': '  its raw contract',
    delivery: 'delivery (two transactions)',
    'raw delivery': '  its raw contracts',
};

/** The figures as text: median, and the lowest and highest in brackets. */
export function reportText(figures: Figures): string {
    const { start, client, contract, registers, machine } = figures;
    const reached = goals(figures);
    return [
        `${figures.date}, Node ${machine.node}, ${String(machine.processors)} processors (${machine.model})`,
        'Median, with lowest and highest of the rounds in brackets.',
        ...section('(a) Client: processor time per submit at a gateway that answers at once', [
            ['', 'ms', 'Tabularium against it'],
            ['Tabularium client', text(client.tabularium), ''],
            ['fabric-gateway, its own signer', text(client.ownSigner), text(client.toOwnSigner)],
            ['fabric-gateway, our signer', text(client.fastSigner), text(client.toFastSigner)],
        ]),
        ...section('(p) Contracts: processor time of one chaincode process at a peer that costs it nothing', [
            ['', 'calls', 'reads', 'writes', 'register ms', 'sample-style ms', 'register against sample'],
            comparison('question', contract.read),
            comparison('command', contract.define),
            ['the sample’s own create', '0', '1', '1', '', text(contract.create), ''],
        ]),
        ...section('(b) Embedded network: all processes', [
            [
                '',
                'at a time',
                'CPU ms each',
                'against raw',
                'against create',
                'per second',
                'latency ms',
                'CPU ms by process',
            ],
            ...registers.costs.map(({ kind, concurrency, processor, byProcess, ...rest }) => [
                names[kind],
                String(concurrency),
                text(processor),
                rest.toRaw === undefined ? '' : text(rest.toRaw),
                text(rest.toCreate),
                text(rest.perSecond),
                text(rest.latency),
                Object.entries(byProcess)
                    .map(([name, ms]) => `${name} ${number(ms)}`)
                    .join(', '),
            ]),
        ]),
        ...section('    In the blocks, per operation', [
            ['', 'reads', 'writes', 'private reads', 'private writes', 'bytes'],
            ...registers.transactions.map(({ kind, reads, writes, privateReads, privateWrites, bytes }) => {
                return [names[kind], ...[reads, writes, privateReads, privateWrites, bytes].map(String)];
            }),
        ]),
        ...section('(c) From nothing to the first valid transaction, each in a new process', [
            ['', 'ms'],
            ['Node and modules', text(start.loading)],
            ['startNetwork', text(start.network)],
            ['chaincode, the directory, its founding', text(start.founding)],
            ['startNetwork to first valid', text(start.first)],
            ['the other registers', text(start.others)],
            ['startNetwork to all registers', text(start.all)],
            ['the same, second start', text(start.again)],
        ]),
        ...section('(d) One land.openCase at a time', [
            ['', 'ms'],
            ['latency', text(registers.single)],
        ]),
        ...section('Goals', [
            ['', 'at most', 'measured', ''],
            ...reached.map(({ name, goal, measured, met }) => [
                name,
                String(goal),
                number(measured),
                met ? 'met' : 'MISSED',
            ]),
        ]),
        '',
    ].join('\n');
}

function comparison(what: string, { operations, register, sample, ratio }: ContractComparison): readonly string[] {
    const { calls, reads, writes } = operations;
    return [what, ...[calls, reads, writes].map(String), text(register), text(sample), text(ratio)];
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
    const [head = []] = rows;
    const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return [
        '',
        title,
        ...rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()),
    ];
}

function text({ median, min, max }: Spread): string {
    return `${number(median)} (${number(min)}–${number(max)})`;
}

function number(value: number): string {
    return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
