/** `npm run test:fabric -- DIR`: runs the integration tests on a running network that somebody else has started. */
import { attachNetwork, nodeFileSystem } from '@tabularium/network';
import { Command } from 'commander';
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { inWords } from './cli/failure';
import { helpInWords, sayIn, spokenLanguage } from './cli/terminal';
import type { Language } from './text/language';
import { runCommand } from './text/run-command';

const root = path.resolve(__dirname, '../..');
const language = spokenLanguage(process.argv, process.env);

const Totals = z.object({
    numTotalTests: z.int(),
    numPassedTests: z.int(),
    numFailedTests: z.int(),
    numPendingTests: z.int(),
});

helpInWords(new Command('npm run test:fabric --'), language)
    .description('Runs the integration tests on any running network with the layout of test-network.')
    .argument('<folder>', 'the one that holds organizations/, e.g. fabric-samples/test-network')
    .argument('[jest...]', 'more for jest, e.g. -t "a name"')
    .option('--lang <language>', 'en or zh; default from LANG')
    .showHelpAfterError('Start a network first, e.g. ./network.sh up createChannel in fabric-samples/test-network.')
    .action((folder: string, jest: readonly string[]) => {
        runCommand(language, () => inWords(() => main(path.resolve(folder), jest, language)));
    })
    .parse();

async function main(folder: string, more: readonly string[], chosen: Language): Promise<number> {
    const say = sayIn(chosen);
    // Asks a peer for the version, so that a folder without a running network is told before the tests are.
    const { fabric, channelId, organizations } = await attachNetwork({ dir: folder });
    const names = organizations.map(({ mspId, peer }) => `${mspId} ${peer.address}`).join(', ');
    say({
        en: `Fabric ${fabric}, channel ${channelId}: ${names}`,
        zh: `Fabric ${fabric}，通道 ${channelId}：${names}`,
    });
    const temporary = await mkdtemp(path.join(tmpdir(), 'tabularium-test-'));
    try {
        const file = path.join(temporary, 'totals.json');
        const code = await jest(['test/integration', '--json', `--outputFile=${file}`, ...more], folder);
        const bytes = await nodeFileSystem.readFile(file);
        const totals = bytes === undefined ? undefined : Totals.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
        const passed = String(totals?.numPassedTests ?? 0);
        const failed = String(totals?.numFailedTests ?? 0);
        const skipped = String(totals?.numPendingTests ?? 0);
        const total = String(totals?.numTotalTests ?? 0);
        say({
            en: `On Fabric ${fabric}: ${passed} of ${total} tests passed, ${failed} failed, ${skipped} skipped.`,
            zh: `Fabric ${fabric}：${total} 项测试通过 ${passed} 项，失败 ${failed} 项，跳过 ${skipped} 项。`,
        });
        return code;
    } finally {
        await nodeFileSystem.remove(temporary);
    }
}

/** `--json` sends the report to the file and keeps what people read on standard error. */
function jest(args: readonly string[], folder: string): Promise<number> {
    const bin = path.join(root, 'node_modules/jest/bin/jest.js');
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [bin, '-c', 'test/jest.config.js', ...args], {
            cwd: root,
            stdio: 'inherit',
            // The others would start networks of their own, a native one on the very ports of this one.
            env: { ...process.env, TABULARIUM_NETWORK: folder, TABULARIUM_BACKENDS: 'attached' },
        });
        child.once('error', reject);
        child.once('exit', (code) => {
            resolve(code ?? 1);
        });
    });
}
