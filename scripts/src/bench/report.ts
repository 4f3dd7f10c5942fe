import type { ClientCost } from './client-cost';
import type { RegisterCosts } from './register-cost';
import type { StartTime } from './start-time';
import type { Spread } from './statistics';

export interface Figures {
    readonly date: string;
    readonly machine: { readonly processors: number; readonly model: string; readonly node: string };
    readonly start: StartTime;
    readonly client: ClientCost;
    readonly registers: RegisterCosts;
}

export interface Goal {
    readonly name: string;
    readonly goal: number;
    readonly measured: number;
    readonly met: boolean;
}

/** At most these. */
export function goals({ start, client, registers }: Figures): readonly Goal[] {
    const most = (name: string, goal: number, measured: number): Goal => ({
        name,
        goal,
        measured,
        met: measured <= goal,
    });
    return [
        most('client processor time per submit, ratio to fabric-gateway', 0.45, client.toOwnSigner.median),
        most('startNetwork to first valid transaction, ms', 1200, start.first.median),
        most('one land.openCase at a time, ms', 30, registers.single.median),
    ];
}

const names = { create: 'sample-style create', lookup: 'directory look-up', approval: 'land case approval' };

/** The figures as text: median, and the lowest and highest in brackets. */
export function reportText(figures: Figures): string {
    const { start, client, registers, machine } = figures;
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
        ...section('(b) Embedded network: all processes', [
            ['', 'at a time', 'CPU ms each', 'against create', 'per second', 'latency ms', 'CPU ms by process'],
            ...registers.costs.map(({ kind, concurrency, processor, byProcess, toCreate, perSecond, latency }) => [
                names[kind],
                String(concurrency),
                text(processor),
                text(toCreate),
                text(perSecond),
                text(latency),
                Object.entries(byProcess)
                    .map(([name, ms]) => `${name} ${number(ms)}`)
                    .join(', '),
            ]),
        ]),
        ...section('    In the blocks, per transaction', [
            ['', 'reads', 'writes', 'policy writes', 'bytes'],
            ...(['create', 'approval'] as const).map((kind) => {
                const { reads, writes, metadataWrites, bytes } = registers.transactions[kind];
                return [names[kind], ...[reads, writes, metadataWrites, bytes].map(String)];
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
