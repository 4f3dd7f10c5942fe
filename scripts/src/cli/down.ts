import { endRemains } from '@tabularium/network';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { Language } from '../text/language';
import { UsageError } from '../text/usage-error';
import { forget, isAlive, readRunning } from './running';
import { DEFAULT_DIR, notRunning } from './running-network';
import { run, sayIn, subcommand } from './terminal';
import { nativeFolders } from './up-network';

const waitMs = 30_000;
const lookMs = 50;

export function downCommand(language: Language): Command {
    return subcommand('down', language, {
        en: 'Ends the network that runs in a folder and waits until it has ended. Its ledger stays.',
        zh: '结束目录中运行的网络并等待其退出。账本保留。',
    })
        .option(
            '--dir <folder>',
            { en: 'folder given to npm start or up', zh: 'npm start 或 up 所用的目录' }[language],
            DEFAULT_DIR,
        )
        .action(({ dir }: { readonly dir: string }) => {
            run(language, () => down(dir, language));
        });
}

async function down(dir: string, language: Language): Promise<number> {
    const running = await readRunning(dir);
    if (running === undefined) {
        await forget(dir);
        return endKilled(dir, language);
    }
    const { pid } = running;
    process.kill(pid, 'SIGTERM');
    for (const end = Date.now() + waitMs; isAlive(pid);) {
        if (Date.now() > end) {
            throw new UsageError(
                {
                    en: `Process ${String(pid)} was asked to end and has not.`,
                    zh: `进程 ${String(pid)} 未按要求结束。`,
                },
                {
                    en: `Look at its terminal, or end it with kill -9 ${String(pid)}.`,
                    zh: `请查看其终端，或执行 kill -9 ${String(pid)}。`,
                },
            );
        }
        await new Promise((wake) => setTimeout(wake, lookMs));
    }
    await forget(dir);
    sayIn(language)({
        en: `${pc.green('✓')} the network of process ${String(pid)} has ended; its ledger stays for the next start`,
        zh: `${pc.green('✓')} 进程 ${String(pid)} 的网络已结束；账本保留至下次启动`,
    });
    return 0;
}

/** Fabric's processes outlive a network that was killed. @throws UsageError where there are none either */
async function endKilled(dir: string, language: Language): Promise<number> {
    const ended = (await Promise.all(nativeFolders(dir).map((folder) => endRemains(folder)))).flat();
    if (ended.length === 0) {
        throw notRunning(dir);
    }
    const names = ended.join(', ');
    sayIn(language)({
        en: `${pc.green('✓')} the network had been killed; ended what it left running: ${names}`,
        zh: `${pc.green('✓')} 网络此前被强行终止；已结束其遗留的进程：${names}`,
    });
    return 0;
}
