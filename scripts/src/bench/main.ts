/** `npm run bench`. Measures for about three minutes, prints the figures beside their goals. */
import { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { chooseLanguage } from '../text/language';
import { runCommand } from '../text/run-command';
import { openBenchOffice } from './bench-office';
import { measureClientCost } from './client-cost';
import { measureContractCost } from './contract-cost';
import { measureRegisterCosts, type RegisterCosts } from './register-cost';
import { type Figures, goals, reportText } from './report';
import { measureStartTime } from './start-time';

const options = new Command('npm run bench --')
    .description('Measures what the client, the registers and the embedded network cost on this machine.')
    .option('--json <file>', 'also write the figures here')
    .parse()
    .opts<{ readonly json?: string }>();

runCommand(chooseLanguage(undefined, process.env), async () => {
    const begun = performance.now();
    const progress = (what: string): void => {
        process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${what}\n`);
    };
    progress('starts');
    const start = await measureStartTime();
    progress('client against fabric-gateway');
    const client = await measureClientCost();
    progress('contracts without a network');
    const contract = await measureContractCost();
    progress('registers on the embedded network');
    const registers = await registerCosts();
    progress('done');
    const [cpu] = cpus();
    const figures: Figures = {
        date: new Date().toISOString().slice(0, 10),
        machine: { processors: cpus().length, model: cpu?.model ?? 'unknown', node: process.versions.node },
        start,
        client,
        contract,
        registers,
    };
    process.stdout.write(reportText(figures));
    if (options.json !== undefined) {
        await writeFile(options.json, `${JSON.stringify({ ...figures, goals: goals(figures) }, undefined, 4)}\n`);
    }
    return 0;
});

async function registerCosts(): Promise<RegisterCosts> {
    const bench = await openBenchOffice();
    try {
        return await measureRegisterCosts(bench);
    } finally {
        await bench.close();
    }
}
